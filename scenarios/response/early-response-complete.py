"""The whole response comes before the upload, which is then read to its end.

A good client takes the response. It may finish its upload or give it up with RST_STREAM; what
it may not do is fail.

RFC 9113 8.1
Tags: upload, early-response, interop
Needs: a body of 100,000 octets
"""


def handle_headers(frame, request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("decided without your body\n", last=True)


def handle_data(frame, request, response):
    """It is read all the same, and both windows are opened again."""
