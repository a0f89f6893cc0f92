"""GOAWAY after a response, when nothing is under way; the connection stays open.

A good client has its response. It opens no stream on this connection any more, closes it soon,
and sends its next request over a new one.

RFC 9113 6.8
Tags: goaway, graceful, idle, interop
Needs: two requests, one after the other
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    with writer.together():  # or the next request may be here before it
        writer.write_raw_data_frame("and goodbye\n", end_stream=True)
        writer.write_goaway(None, "NO_ERROR")
