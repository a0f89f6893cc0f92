"""A response without a body: HEADERS with END_STREAM.

A good client reports success and an empty body.

Case: A/8.1/headers-only-end-stream
Level: MUST
Requires: END_STREAM on HEADERS ends a response that has no content.
Strict: OK

RFC 9113 8.1, 6.2
Tags: check, headers, end-stream
"""


def main(request, response):
    response.writer.write_headers([("content-type", "text/plain")], 200, last=True)
