"""HEADERS with the PRIORITY flag and its five octets, padded and not.

A good client skips what says of priority, whether it minds it or not, and decodes the block
behind it.

Case: A/6.2/headers-with-priority
Level: MUST
Requires: The PRIORITY flag of HEADERS puts five octets before the field block, between it and
Pad Length.
Strict: OK
Variants: plain, padded

RFC 9113 6.2, 5.3.2
Tags: check, headers, priority, padding
"""

from h2craft.case import BODY, chosen

PADDING = {"plain": None, "padded": 9}


def main(request, response):
    response.writer.write_raw_header_frame(
        [(":status", "200"), ("content-length", str(len(BODY)))],
        end_headers=True,
        priority=(True, 0, 256),
        padding=chosen(request, PADDING),
    )
    response.writer.write_data(BODY, last=True)
