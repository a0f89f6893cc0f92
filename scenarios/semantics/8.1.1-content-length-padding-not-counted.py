"""Much padding, and a content-length that is right without it.

DATA of a few octets and 200 of padding, twice; content-length counts the octets only.

A good client counts what is content: padding is none.

Case: D/8.1.1/content-length-padding-not-counted
Level: MUST
Requires: Padding is no content: content-length counts the octets of DATA without it.
Strict: OK

RFC 9113 8.1.1, 6.1
Tags: check, content-length, padding
"""

from h2craft.case import BODY, FIRST, REST


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", str(len(BODY)))], 200)
    writer.write_data(FIRST, padding=200)
    writer.write_data(REST, last=True, padding=200)
