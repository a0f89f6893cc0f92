"""An interim response, and then RST_STREAM NO_ERROR.

HEADERS with :status 103; the stream ends without a final response.

A good client reports the request as failed: there was no response, whatever the error code
says.

Case: 9113/8.1/end-without-final
Level: MUST
Requires: A response has one final status; RST_STREAM NO_ERROR is about the upload, and makes
nothing complete that is not.
Strict: NOTOK

RFC 9113 8.1
Tags: check, interim, rst-stream
"""

from h2craft.case import violation


def main(request, response):
    with violation(response, opened=False, rest=None) as writer:
        writer.write_informational(103, [("link", "</style.css>; rel=preload")])
        writer.write_rst_stream("NO_ERROR")
