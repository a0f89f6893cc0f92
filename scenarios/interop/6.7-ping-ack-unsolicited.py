"""A PING ACK for a PING nobody sent.

It comes in the middle of the response.

A good client ignores it. It does not answer: that would be an ACK for an ACK.

Case: A/6.7/ping-ack-unsolicited
Level: MUST NOT
Requires: A PING with the ACK flag is never answered.
Strict: OK
Expect: E/6.7/ping-acks

RFC 9113 6.7
Tags: check, ping, ack
"""

from h2craft.case import REST, half, reaction


def main(request, response):
    half(response)
    response.writer.write_ping(b"unasked!", ack=True)
    reaction(response)
    response.writer.write_data(REST, last=True)
