"""417 (Expectation Failed) to a request that waits for 100, and RST_STREAM NO_ERROR.

A good client does not send the body it has announced. It takes the 417, or asks again without
the expectation; that request is answered.

RFC 9113 8.1, RFC 9110 10.1.1, 15.5.18
Tags: interim, expect, upload, retry, interop
Needs: a body, announced by expect: 100-continue
"""


def handle_headers(frame, request, response):
    if "expect" not in request.headers:
        return
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 417)
    writer.write_data("no need to send it\n", last=True)
    writer.write_rst_stream("NO_ERROR")


def main(request, response):
    return f"{len(request.body)} octets came\n"
