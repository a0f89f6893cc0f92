"""Two uploads share a connection window of 65,535 octets.

Each stream has room enough; the connection is credited in pieces, for what has come.

A good client ends both uploads. Which of them takes how much of the window is its own affair,
as long as none is forgotten.

Case: A/6.9/two-streams-share
Level: rob
Requires: The connection's window is shared by all streams, and whoever waits for it goes on
with WINDOW_UPDATE.
Needs: requests 2, parallel 2, post 90000
Strict: OK
Expect: upload whole
Expect: E/6.9/obeys-windows

RFC 9113 6.9.1, 5.2.1
Tags: check, flow-control, upload, multiplexing
"""

from h2craft.case import Meeting, whole

BOTH = Meeting(2)


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet([("INITIAL_WINDOW_SIZE", 1 << 20)], usual=False)


def handle_headers(frame, request, response):
    BOTH.wait(response, request)


def handle_data(frame, request, response):
    if frame.flow_controlled_length:
        response.writer.write_window_update(frame.flow_controlled_length, stream_id=0)


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
