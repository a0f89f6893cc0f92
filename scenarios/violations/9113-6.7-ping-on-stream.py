"""PING on a stream.

Half a body, then PING on its stream.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.7/ping-on-stream
Level: MUST
Requires: PING is about the connection; on any stream but 0 it is a connection error of type
PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.7, 5.4.1
Tags: check, ping
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_frame("PING", b"on it...")
