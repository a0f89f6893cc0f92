"""GOAWAY in the middle of a body, which goes on to its end.

A good client reads the body to its end, as the stream is none of those the GOAWAY refuses, and
reports no error. It closes the connection when it is done.

RFC 9113 6.8
Tags: goaway, graceful, body, interop
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "20")], 200)
    writer.write_data("before it,")
    writer.write_goaway(request.h2_stream_id, "NO_ERROR")
    writer.barrier()  # the client has read it
    writer.write_data(" after it\n", last=True)
