"""A head of 500 small fields, of 30,000 octets in all.

Counted as MAX_HEADER_LIST_SIZE counts: 28 octets and 32 for each.

A good client takes them all, as long as its MAX_HEADER_LIST_SIZE does not speak against it.

Case: A/8.2/many-fields
Level: rob
Requires: The number of fields has no limit of its own; their size has the one that was
announced.
Strict: OK
Expect: fields right

RFC 9113 6.5.2, 10.5.1
Tags: check, fields, limits
"""

from h2craft.case import BODY, announced, missing, whole

FIELDS = [(f"x-field-{number:03}", "seventeen octets!") for number in range(500)]


def main(request, response):
    if announced(response, "MAX_HEADER_LIST_SIZE", 2**32) < 31_000:
        missing(response, "a MAX_HEADER_LIST_SIZE above 30,000 octets")
        whole(response)
        return
    response.writer.write_headers(FIELDS, 200)
    response.writer.write_data(BODY, last=True)
