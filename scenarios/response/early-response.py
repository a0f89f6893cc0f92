"""The response begins when the request does, and ends after the upload.

A good client goes on sending its body while it reads, and reads while it sends. What it is told
first is no reason to stop.

RFC 9113 8.1
Tags: upload, early-response, interop
Needs: a body of 100,000 octets
"""


def handle_headers(frame, request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("go on, I am listening\n")


def main(request, response):
    octets = len(request.body)
    response.writer.write_data(f"{octets} octets came\n", last=True)
