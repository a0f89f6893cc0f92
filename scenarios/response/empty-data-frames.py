"""DATA frames without an octet, before, in and after a body.

A good client reads the body as if they were not there. It may lose its patience with thousands
of them, not with thirty.

RFC 9113 6.1, 10.5
Tags: data, empty, interop
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "9")], 200)
    for piece in ("one", "two", "six"):
        for _ in range(10):
            writer.write_data_frame("", last=False)
        writer.write_data_frame(piece, last=False)
    writer.end_stream()
