"""Of two requests one is answered; GOAWAY says that nobody has looked at the other.

The GOAWAY comes once the second request is there, or after a second, and names the first one's
stream. The third request, which is the second one once more, is answered.

A good client takes the first response and sends the second request again over a new connection.

RFC 9113 6.8, 8.7
Tags: goaway, retry, interop
Needs: two requests at the same time
"""

import contextlib


def main(request, response):
    writer = response.writer
    which = request.ordinal % 3
    if which == 2:
        writer.leave_open()
        return
    if which == 1:
        with contextlib.suppress(TimeoutError):
            writer.wait_for("type:HEADERS", timeout=1)
        writer.write_goaway(request.h2_stream_id, "NO_ERROR")
        writer.barrier()
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("answered\n", last=True)
    if which == 1:
        writer.close()
