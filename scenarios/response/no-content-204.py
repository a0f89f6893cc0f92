"""204 (No Content), with END_STREAM in its HEADERS.

A good client is done with that, and does not wait for DATA.

RFC 9113 8.1, RFC 9110 15.3.5
Tags: no-content, interop
"""


def main(request, response):
    response.writer.write_headers([("date", "Thu, 01 Jan 2026 00:00:00 GMT")], 204, last=True)
