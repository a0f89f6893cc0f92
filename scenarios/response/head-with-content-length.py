"""The length of a body that does not come, as it should be for HEAD.

A good client does not wait for the 1,000 octets: the response to a HEAD request has none,
whatever its fields say.

RFC 9113 8.1.1, RFC 9110 9.3.2
Tags: head, content-length, interop
Needs: HEAD
"""


def main(request, response):
    fields = [("content-type", "text/plain"), ("content-length", "1000")]
    response.writer.write_headers(fields, 200, last=True)
