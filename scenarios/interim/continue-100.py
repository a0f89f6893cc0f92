"""100 (Continue) for a request that waits for it, then the upload, then 200.

A good client that has said "expect: 100-continue" holds its body back until the 100 is there
(or for a while), and then sends it.

RFC 9113 8.1, RFC 9110 10.1.1, 15.2.1
Tags: interim, 1xx, expect, upload, interop
Needs: a body, announced by expect: 100-continue
"""


def handle_headers(frame, request, response):
    if "expect" in request.headers:
        response.writer.write_informational(100)


def main(request, response):
    return f"{len(request.body)} octets came\n"
