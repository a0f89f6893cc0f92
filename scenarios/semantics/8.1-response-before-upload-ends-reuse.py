"""A whole response before the upload ends, RST_STREAM NO_ERROR, then a second request.

The window is shut, so that the upload can not end. The second upload is read to its end.

A good client stops the upload, takes the response, and makes the second request as if nothing
had been.

Case: D/8.1/response-before-upload-ends-reuse
Level: rob
Requires: RST_STREAM with NO_ERROR after a complete response asks to stop the upload, and costs
neither the response nor the connection.
Needs: requests 2, post 200000
Strict: OK

RFC 9113 8.1
Tags: check, upload, early-response, reuse
"""

from h2craft.case import whole


def handle_opening(connection):
    connection.greet(settings={"INITIAL_WINDOW_SIZE": 65535})
    connection.policy(window_update="drop")  # the upload stops at the window


def handle_headers(frame, request, response):
    if request.ordinal == 1:
        whole(response)
        response.writer.write_rst_stream("NO_ERROR")
    else:
        response.writer.policy(window_update="send")


def main(request, response):
    if request.ordinal > 1:
        whole(response)
