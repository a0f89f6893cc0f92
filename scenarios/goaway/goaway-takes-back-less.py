"""A second GOAWAY names a higher stream than the first, which no server may do.

The first refuses the request, the second takes it on again, and the response follows.

A good client neither crashes nor hangs, and does not report the request twice. What else it
makes of it is not said; one that has tried again elsewhere after the first GOAWAY did right.

RFC 9113 6.8
Tags: illegal, goaway, undefined
"""


def main(request, response):
    writer = response.writer
    with writer.together():
        writer.write_goaway(0, "NO_ERROR")
        writer.write_goaway(request.h2_stream_id, "NO_ERROR")
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("answered after all\n", last=True)
    writer.close()
