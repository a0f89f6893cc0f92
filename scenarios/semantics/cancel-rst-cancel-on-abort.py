"""A body that goes on and on, and a client that is told to stop.

A few octets every 50 ms, ten seconds at most.

A good client says that it wants no more: RST_STREAM CANCEL, or it closes the connection.

Case: D/cancel/rst-cancel-on-abort
Level: SHOULD
Requires: An endpoint that is no longer interested in a stream says so with RST_STREAM CANCEL,
or ends the connection.
Needs: cancel 1
Strict: ANY
Expect: at least 1: (dir:received type:RST_STREAM code:CANCEL) or kind:END_RECEIVED; after running

RFC 9113 7, 5.4.2
Tags: check, cancel
"""

import time

from h2craft.case import half, mark, said


def main(request, response):
    half(response)
    mark(response, "running")
    for _ in range(200):
        if said(response, "type:RST_STREAM"):
            break
        response.writer.write_data("and more\n")  # ends the script when the client has gone
        time.sleep(0.05)
