"""DATA beyond the connection's window.

Six requests, and an application that does not read. Half a body for each, DATA on all of them
until the connection's window is shut and stays so, and once more as much; each stream has room
for it.

A good client holds the octets it has no room for against the server, with FLOW_CONTROL_ERROR;
it does not keep them without end.

Case: 9113/6.9/overrun-connection
Level: rob
Requires: Nobody sends more than a window has room for. What a receiver makes of it is left to
it; FLOW_CONTROL_ERROR is there for that.
Needs: parallel 6, slow 4
Strict: CE(FLOW_CONTROL_ERROR)

RFC 9113 6.9, 6.9.1
Tags: check, data, flow-control
"""

from h2craft.case import Meeting, canary, half, missing, reaction, room, violation

ALL = Meeting(6)
MOST, CHUNK = 8 << 20, 16_000


def main(request, response):
    streams = ALL.led(response, request)
    if not streams:
        return
    for stream_id in streams[:-1]:
        half(response, stream_id=stream_id)
    half(response)
    window = room(response, 0)
    share = window // len(streams)
    fits = window <= MOST and 2 * share + CHUNK <= room(response)
    if not fits or not shut(response, streams, share):
        missing(response, "a connection's window that is shut while nobody reads")
        canary(response, also=streams[:-1])
        return
    with violation(response, opened=False, also=streams[:-1], seconds=6) as writer:
        for stream_id in streams * (share // CHUNK + 1):
            writer.write_raw_data_frame(b"x" * CHUNK, stream_id)


def shut(response, streams, share):
    """Fill the window until nothing is given back; False where that has no end."""
    for stream_id in streams:
        response.writer.write_data(b"x" * share, stream_id=stream_id)
    reaction(response, 1)
    rest = room(response, 0)
    if rest < share:
        response.writer.write_data(b"x" * rest, stream_id=streams[0])
        reaction(response, 1)
    return not room(response, 0)
