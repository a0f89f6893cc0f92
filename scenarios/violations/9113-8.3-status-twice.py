"""A response with two :status fields.

The response's head has :status 200 twice, or 200 and 404. A body follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.3/status-twice
Level: MUST
Requires: A pseudo-header field appears once; twice it makes the response malformed: a stream
error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)
Variants: same, different

RFC 9113 8.3, 8.1.1
Tags: check, pseudo-header, malformed
"""

from h2craft.case import OK_BLOCK, chosen, violation

BLOCKS = {
    "same": OK_BLOCK + OK_BLOCK,
    "different": OK_BLOCK + b"\x8d",
}


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=chosen(request, BLOCKS))
