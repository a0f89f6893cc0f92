"""A server that grants huge windows and reads nothing.

The windows of HTTP/2 are as large as they can be, but nothing is read of the upload for five
seconds; then the response comes without it, and the connection ends.

A good client reads its upload as it can send it: what the sockets do not take it does not pile
up in memory.

Case: C/tcp-window-zero
Level: rob
Requires: What a peer grants is no reason to keep as much in memory.
Needs: post 100000000
Strict: BOUND

RFC 9113 10.5, 5.2
Tags: check, upload, flow-control
"""

import time

from h2craft.case import mark, whole
from h2craft.flood import BUFFER_OCTETS, leave

MOST = (1 << 31) - 1
UNREAD_SECONDS = 5.0


def handle_opening(connection):
    connection.greet({"INITIAL_WINDOW_SIZE": MOST}, connection_window=MOST)


def handle_headers(frame, request, response):
    with response.writer.unread(2 * UNREAD_SECONDS, BUFFER_OCTETS):
        mark(response, "violation")
        time.sleep(UNREAD_SECONDS)
        mark(response, "violated")
        whole(response)
        response.writer.write_rst_stream("NO_ERROR")
    leave(response)
