"""GOAWAY NO_ERROR before anything of the response, which follows in full.

The GOAWAY names the request's own stream as the last one, so the request is being worked on.

A good client waits for the response and takes it; it opens no other stream on this connection,
and reports no error.

RFC 9113 6.8
Tags: goaway, graceful, interop
"""


def main(request, response):
    writer = response.writer
    writer.write_goaway(request.h2_stream_id, "NO_ERROR")
    writer.barrier()  # the client has read it
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("answered although we are leaving\n", last=True)
