"""GOAWAY of seven octets, or of four.

Half a body, then GOAWAY that is too short for its last stream and its error code.

A good client closes the connection with GOAWAY FRAME_SIZE_ERROR and reports the request as
failed.

Case: 9113/6.8/goaway-too-short
Level: MUST
Requires: A frame that is too small for the fields it must have is a FRAME_SIZE_ERROR; on
stream 0 that is a connection error.
Strict: CE(FRAME_SIZE_ERROR)
Variants: seven, four

RFC 9113 4.2, 6.8, 5.4.1
Tags: check, goaway, frame-size
"""

from h2craft.case import chosen, violation

PAYLOADS = {"seven": bytes.fromhex("7fffffff 000000"), "four": bytes(4)}


def main(request, response):
    payload = chosen(request, PAYLOADS)
    with violation(response) as writer:
        writer.write_raw_frame("GOAWAY", payload, stream_id=0)
