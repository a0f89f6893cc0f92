"""A pseudo-header field of requests in a response.

The response's head is :status 200 and :path, or :method. A body follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.3/request-pseudo
Level: MUST
Requires: Pseudo-header fields of requests are not in responses; with one the response is
malformed: a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)
Variants: path, method

RFC 9113 8.3, 8.1.1
Tags: check, pseudo-header, malformed
"""

from h2craft.case import OK_BLOCK, chosen, literal, violation

BLOCKS = {
    "path": OK_BLOCK + literal(b":path", b"/"),
    "method": OK_BLOCK + literal(b":method", b"GET"),
}


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=chosen(request, BLOCKS))
