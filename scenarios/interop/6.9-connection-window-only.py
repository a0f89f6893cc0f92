"""The stream has room, the connection has none, then an octet of it.

INITIAL_WINDOW_SIZE is a mebioctet. When 65,535 octets have come, the connection gets one more,
and then enough.

A good client sends exactly one octet for that.

Case: A/6.9/connection-window-only
Level: MUST
Requires: DATA needs room in both windows; the connection's is shared by all streams.
Needs: post 90000
Strict: OK
Expect: upload whole
Expect: E/6.9/obeys-windows

RFC 9113 6.9.1
Tags: check, flow-control, upload
"""

from h2craft.case import expect, reaction, uploaded, whole


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet([("INITIAL_WINDOW_SIZE", 1 << 20)], usual=False)


def handle_headers(frame, request, response):
    writer = response.writer
    octets = uploaded(response, 65_535)
    writer.write_window_update(max(1, 65_536 - octets), stream_id=0)
    octets = uploaded(response, 1, seconds=2)
    reaction(response)
    octets += uploaded(response)
    expect(response, octets == 1, "one octet for a window of one octet")
    writer.write_window_update(100_000, stream_id=0)


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
