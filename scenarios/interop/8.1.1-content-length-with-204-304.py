"""204 and 304 with content-length: 5 and no content.

A good client takes the response for complete: neither has content, whatever content-length
says.

Case: A/8.1.1/content-length-with-204-304
Level: MUST
Requires: A response that never has content, such as 204 and 304, may have a content-length all
the same.
Strict: OK
Variants: not-modified, no-content

RFC 9113 8.1.1, RFC 9110 8.6, 15.3.5, 15.4.5
Tags: check, content-length, status
"""

from h2craft.case import chosen

STATUS = {"not-modified": "304", "no-content": "204"}


def main(request, response):
    response.writer.write_raw_header_frame(
        [(":status", chosen(request, STATUS)), ("content-length", "5")],
        end_headers=True,
        end_stream=True,
    )
