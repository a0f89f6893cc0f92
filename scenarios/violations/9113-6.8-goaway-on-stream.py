"""GOAWAY on a stream.

Half a body, then GOAWAY NO_ERROR on its stream.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.8/goaway-on-stream
Level: MUST
Requires: GOAWAY is about the connection; on any stream but 0 it is a connection error of type
PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.8, 5.4.1
Tags: check, goaway
"""

from h2craft.case import violation

GRACEFUL = bytes.fromhex("7fffffff 00000000")  # no stream is left out, NO_ERROR


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_frame("GOAWAY", GRACEFUL)
