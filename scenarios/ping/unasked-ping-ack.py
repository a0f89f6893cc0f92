"""A PING ACK for a PING nobody sent.

In the middle of a response comes a PING with the ACK flag, and octets the client never sent.

A good client does not answer it: an ACK is never acknowledged. It goes on with the response.
(The RFC has no error for it; clients that close the connection exist.)

RFC 9113 6.7
Tags: ping, ack, undefined
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.write_ping(b"from us!", ack=True)
    writer.write_data("and the rest\n", last=True)
