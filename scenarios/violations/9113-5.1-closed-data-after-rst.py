"""DATA on a stream that the server has reset.

Two requests. Half a response for each; then RST_STREAM CANCEL for the first, and DATA on it
for all of the connection's window, 200,000 octets at most. The rest for the second needs room in
it.

A good client ignores the DATA, or closes the connection with STREAM_CLOSED. Where the
connection goes on, it gives the octets back: they count for the connection's window, whoever
has wanted them.

Case: 9113/5.1/closed-data-after-rst
Level: MAY
Requires: What comes on a stream after RST_STREAM may be ignored or be an error; flow control
counts it all the same.
Needs: parallel 2
Strict: ANY

RFC 9113 5.1, 6.9, 5.4.2
Tags: check, data, closed, flow-control, rst-stream
"""

from h2craft.case import Meeting, half, room, violation

BOTH = Meeting(2)
MOST, CHUNK = 200_000, 16_000


def main(request, response):
    if streams := BOTH.led(response, request):
        first, _ = streams
        half(response, stream_id=first)
        with violation(response, rest=None) as writer:
            writer.write_rst_stream("CANCEL", first)
            late = b"x" * min(MOST, room(writer, 0))
            for at in range(0, len(late), CHUNK):
                writer.write_raw_data_frame(late[at : at + CHUNK], first)
        response.writer.write_data(b"y" * CHUNK, last=True)
