"""DATA frames that are padding alone, a window full of them, before the body.

A good client opens the windows again for what it has thrown away, without its caller reading a
single octet; else the body never comes.

RFC 9113 6.1, 6.9
Tags: padding, data, flow-control, interop
"""

FRAMES = 2 * 65_536 // 256  # two windows of the usual size


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "12")], 200)
    for _ in range(FRAMES):
        writer.write_data_frame("", last=False, padding=255)
    writer.write_data("out of it at", last=True)
