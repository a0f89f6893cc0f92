"""A body of twelve octets, one every tenth of a second.

Each octet has a DATA frame of its own, and a segment of its own on the wire.

A good client gives them to whoever reads the body as they come, keeps its time limit for the
whole request, and credits its windows without a WINDOW_UPDATE for each octet.

RFC 9113 6.1, 6.9.1
Tags: pace, slow, data, interop
"""

import time


def main(request, response):
    response.writer.write_headers([("content-type", "text/plain")], 200)
    for octet in "drip by drip":
        time.sleep(0.1)
        response.writer.write_data(octet)
