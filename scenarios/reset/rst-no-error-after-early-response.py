"""A complete response before the upload is, then RST_STREAM NO_ERROR: the rest is not wanted.

A good client stops sending and takes the response; it may not throw it away because of the
RST_STREAM.

RFC 9113 8.1
Tags: reset, upload, early-response, interop
Needs: a body of 1,000,000 octets
"""


def handle_headers(frame, request, response):
    writer = response.writer
    writer.policy(window_update="drop")  # no room for all of the upload
    writer.write_headers([("content-type", "text/plain")], 413)
    writer.write_data("more than we want to read\n", last=True)
    writer.write_rst_stream("NO_ERROR")
