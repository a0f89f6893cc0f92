"""Fields with an empty value.

One by a new name, one by a name of the static table.

A good client takes the values for empty and delivers the response.

Case: A/8.2.1/empty-value
Level: MUST
Requires: A field value may be empty.
Strict: OK
Expect: fields right

RFC 9113 8.2.1, RFC 9110 5.5
Tags: check, fields
"""

from h2craft.case import BODY, OK_BLOCK, literal

BLOCK = OK_BLOCK + literal(b"x-empty", b"") + literal(54, b"", 0x40)  # 54: server


def main(request, response):
    response.writer.write_headers([], 200, block=BLOCK + literal(b"content-length", b"29"))
    response.writer.write_data(BODY, last=True)
