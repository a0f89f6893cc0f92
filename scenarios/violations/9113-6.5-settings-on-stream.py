"""SETTINGS on a stream.

Half a body, then SETTINGS on its stream.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.5/settings-on-stream
Level: MUST
Requires: SETTINGS are about the connection; on any stream but 0 they are a connection error of
type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.5, 5.4.1
Tags: check, settings
"""

from h2craft.case import violation

NINE_STREAMS = bytes.fromhex("0003 00000009")  # MAX_CONCURRENT_STREAMS=9


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_frame("SETTINGS", NINE_STREAMS)
