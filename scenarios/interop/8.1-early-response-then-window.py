"""A whole response in the middle of an upload, then windows for all of it.

The windows are of 65,535 octets and shut when the response comes; when the client has read it
they are opened.

A good client delivers the response; it ends the upload, or resets the stream.

Case: A/8.1/early-response-then-window
Level: rob
Requires: A server may answer before it has the whole request, and still read the rest of it.
Needs: post 200000
Strict: OK
Expect: E/6.9/obeys-windows

RFC 9113 8.1, 6.9
Tags: check, upload, early-response, flow-control
"""

from h2craft.case import reaction, uploaded, whole


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet(usual=False)


def handle_headers(frame, request, response):
    writer = response.writer
    uploaded(response, 65_535)
    whole(response)
    reaction(response)
    writer.policy(window_update="send")
    writer.write_window_update(200_000, stream_id=0)
    writer.write_window_update(200_000)
    uploaded(response, 200_000)
