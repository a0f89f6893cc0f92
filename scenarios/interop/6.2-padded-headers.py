"""HEADERS padded by 255, by 7 and by 0 octets.

The padding stands behind the header block, which a decoder must not run into.

A good client decodes the block without the padding.

Case: A/6.2/padded-headers
Level: MUST
Requires: The padding of HEADERS is no part of the field block.
Strict: OK
Variants: pad-255, pad-7, pad-0

RFC 9113 6.2, 10.7
Tags: check, headers, padding
"""

from h2craft.case import BODY, chosen

PADDING = {"pad-255": 255, "pad-7": 7, "pad-0": 0}


def main(request, response):
    fields = [("content-type", "text/plain"), ("content-length", str(len(BODY)))]
    response.writer.write_headers(fields, 200, padding=chosen(request, PADDING))
    response.writer.write_data(BODY, last=True)
