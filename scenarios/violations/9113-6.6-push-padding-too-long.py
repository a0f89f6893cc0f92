"""PUSH_PROMISE with padding as long as the frame.

Half a body, then a promise with the flag PADDED and a pad length that is the length of the
payload.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/6.6/push-padding-too-long
Level: MUST
Requires: Padding as long as the frame's payload, or longer, is a connection error of type
PROTOCOL_ERROR.
Needs: push
Strict: CE(PROTOCOL_ERROR)

RFC 9113 6.6, 6.1, 5.4.1
Tags: check, push, padding
"""

from h2craft.case import literal, violation


def main(request, response):
    scheme = b"\x87" if request.url_parts.scheme == "https" else b"\x86"
    block = b"\x82" + scheme + b"\x84" + literal(1, request.url_parts.netloc.encode())
    promised = (2).to_bytes(4, "big")
    payload = bytes([1 + len(promised + block)]) + promised + block
    with violation(response) as writer:
        writer.write_raw_frame("PUSH_PROMISE", payload, ["END_HEADERS", "PADDED"])
