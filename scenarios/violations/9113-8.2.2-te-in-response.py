"""te in a response.

The response's head is :status 200 and te: trailers, or te: gzip. A body follows.

A good client does as it likes: it takes the response, or treats it as malformed.

Case: 9113/8.2.2/te-in-response
Level: unclear
Requires: te is a field of requests, and there only with the value trailers; what it is in a
response is not said.
Strict: ANY
Variants: trailers, gzip

RFC 9113 8.2.2
Tags: check, fields
"""

from h2craft.case import OK_BLOCK, chosen, literal, violation

VALUES = {
    "trailers": b"trailers",
    "gzip": b"gzip",
}


def main(request, response):
    field = literal(b"te", chosen(request, VALUES))
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK + field)
