"""Twenty set-cookie fields.

Each sets another cookie; half of them go through HPACK's dynamic table.

A good client keeps them apart: a list of them is not one field with commas.

Case: A/8.2/set-cookie-repeated
Level: MUST
Requires: set-cookie may come many times, and its values are never joined.
Strict: OK
Expect: fields right

RFC 9113 8.2.3, RFC 9110 5.3, RFC 6265 3
Tags: check, fields, cookies
"""

from h2craft.case import BODY, OK_BLOCK, literal

LASTING = b"; path=/; expires=Thu, 01 Jan 2099 00:00:00 GMT"
COOKIES = [b"c%d=value-%d%b" % (number, number, LASTING) for number in range(20)]
BLOCK = OK_BLOCK + literal(b"content-length", b"29")
BLOCK += b"".join(literal(55, one, 0x40 * (place % 2)) for place, one in enumerate(COOKIES))


def main(request, response):
    response.writer.write_headers([], 200, block=BLOCK)
    response.writer.write_data(BODY, last=True)
