"""A whole 403 in the middle of an upload, and no window any more.

The windows are of 65,535 octets; the rest of the upload is neither wanted nor reset.

A good client delivers the response, and gives the upload up: by RST_STREAM, or by leaving.

Case: A/8.1/early-response-no-rst
Level: rob
Requires: A server may answer before it has the whole request; the client takes the response,
and does not wait for a window that never comes.
Needs: post 200000
Strict: OK
Expect: E/6.9/obeys-windows

RFC 9113 8.1
Tags: check, star, upload, early-response
"""

from h2craft.case import uploaded, whole


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet(usual=False)


def handle_headers(frame, request, response):
    uploaded(response, 65_535)
    whole(response, "too much of it\n", 403)
