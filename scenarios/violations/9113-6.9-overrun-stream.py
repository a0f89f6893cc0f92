"""DATA beyond the stream's window.

The client's application does not read. Half a body, DATA until the stream's window is shut and
stays so, and one window more.

A good client holds the octets it has no room for against the server, with FLOW_CONTROL_ERROR;
it does not keep them without end.

Case: 9113/6.9/overrun-stream
Level: rob
Requires: Nobody sends more than a window has room for. What a receiver makes of it is left to
it; FLOW_CONTROL_ERROR is there for that.
Needs: slow 4
Strict: SE(FLOW_CONTROL_ERROR)

RFC 9113 6.9, 6.9.1
Tags: check, data, flow-control
"""

from h2craft.case import canary, half, missing, reaction, room, violation

MOST, CHUNK = 8 << 20, 16_000


def main(request, response):
    half(response)
    window = room(response)
    if not shut(response, window):
        missing(response, "a window that is shut while nobody reads")
        canary(response)
        return
    more = min(window, room(response, 0)) or window  # the connection's window can do without
    with violation(response, opened=False, seconds=6) as writer:
        for sent in range(0, more, CHUNK):
            writer.write_raw_data_frame(b"x" * min(CHUNK, more - sent))


def shut(response, window):
    """Fill the window until nothing is given back; False where that has no end."""
    left = min(4 * window, MOST)
    while (size := room(response)) and size <= left:
        response.writer.write_data(b"x" * size)
        reaction(response, 1)
        left -= size
    return not size
