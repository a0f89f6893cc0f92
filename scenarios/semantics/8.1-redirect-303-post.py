"""303 early in an upload, and no more window.

The answer is complete before the body is; there is no window for the rest of it.

A good client stops the upload, by RST_STREAM or END_STREAM, and asks for the other place with
GET, where it follows redirections.

Case: D/8.1/redirect-303-post
Level: 9110
Requires: A 303 is followed with GET, or HEAD, and the upload it answers is given up.
Needs: post 200000
Strict: ANY
Expect: at most 3: dir:received type:HEADERS

RFC 9110 15.4.4, RFC 9113 8.1
Tags: check, upload, early-response, redirection
"""

from h2craft.case import expect, whole


def handle_opening(connection):
    connection.greet(settings={"INITIAL_WINDOW_SIZE": 65535})
    connection.policy(window_update="drop")  # the upload stops at the window


def handle_headers(frame, request, response):
    if request.ordinal > 1:
        expect(response, request.method in (b"GET", "GET"), "a 303 is followed by GET")
        whole(response)
    else:
        response.writer.write_headers([("location", request.request_path)], 303, last=True)
