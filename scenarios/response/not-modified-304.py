"""304 (Not Modified) with the length of what was not sent.

A good client takes it as complete: the content-length of a 304 is that of the response it would
otherwise have been.

RFC 9113 8.1.1, RFC 9110 15.4.5
Tags: no-content, content-length, interop
"""


def main(request, response):
    fields = [("etag", '"1"'), ("content-length", "1000")]
    response.writer.write_headers(fields, 304, last=True)
