"""417 (Expectation Failed) to a request that waits for 100.

The 417 is complete in itself. A request without the expectation is answered with 200.

A good client does not send the body it has announced. It takes the 417 and ends its side of the
stream, best with RST_STREAM; or it asks again without the expectation.

RFC 9113 8.1, RFC 9110 10.1.1, 15.5.18
Tags: interim, expect, upload, retry, interop
Needs: a body, announced by expect: 100-continue
"""


def handle_headers(frame, request, response):
    if "expect" in request.headers:
        response.writer.write_headers([("content-type", "text/plain")], 417, last=True)


def main(request, response):
    if "expect" not in request.headers:
        return f"{len(request.body)} octets came\n"
