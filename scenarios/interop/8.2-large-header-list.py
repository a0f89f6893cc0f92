"""A field of 16 KB, and a head of 60,000 octets in all.

It takes four frames.

A good client takes it, where it has announced no smaller MAX_HEADER_LIST_SIZE, and otherwise
resets the stream.

Case: A/8.2/large-header-list
Level: rob
Requires: A field section as large as the client's MAX_HEADER_LIST_SIZE allows is delivered.
Strict: OK
Lenient: SE(any)
Expect: fields right

RFC 9113 6.5.2, 10.5.1, 6.10
Tags: check, fields, limits, continuation
"""

from h2craft.case import BODY, announced, missing, whole

FIELDS = [("x-large", "l" * 16_384), *((f"x-{number:02}", "m" * 968) for number in range(43))]


def main(request, response):
    if announced(response, "MAX_HEADER_LIST_SIZE", 2**32) < 60_000:
        missing(response, "a MAX_HEADER_LIST_SIZE of 60,000 octets")
        whole(response)
        return
    response.writer.write_headers(FIELDS, 200)
    response.writer.write_data(BODY, last=True)
