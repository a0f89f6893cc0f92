"""PINGs before the response, between its pieces, and twenty at once.

Each has octets of its own. The response goes on when their ACKs are there.

A good client sends an ACK with the same eight octets for each, in order.

Case: A/6.7/ping-during-request
Level: MUST
Requires: Each PING is answered by a PING with the ACK flag and the same eight octets.
Strict: OK
Expect: E/6.7/ping-acks

RFC 9113 6.7
Tags: check, star, ping, ack
"""

from itertools import count

from h2craft.case import FIELDS, FIRST, REST, expect, heard

NUMBERS = count(1)


def ping(response, many=1):
    sent = [b"no. %4d" % next(NUMBERS) for _ in range(many)]
    with response.writer.together():
        for octets in sent:
            response.writer.write_ping(octets)
    answers = [heard(response, "type:PING flag:ACK") for _ in sent]
    expect(response, answers == sent, "each PING is answered with its own octets, in order")


def main(request, response):
    writer = response.writer
    ping(response)
    writer.write_headers(FIELDS, 200)
    ping(response)
    writer.write_data(FIRST)
    ping(response, 20)
    writer.write_data(REST, last=True)
