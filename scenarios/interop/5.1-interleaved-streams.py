"""Two responses, their DATA alternating octet by octet.

Each has content of its own, of which a DATA frame holds one octet.

A good client keeps them apart and delivers both.

Case: A/5.1/interleaved-streams
Level: MUST
Requires: DATA belongs to the stream its frame names, in whatever order the streams take turns.
Needs: parallel 2
Strict: OK

RFC 9113 5.1, 5
Tags: check, star, multiplexing, data
"""

from h2craft.case import FIELDS, Meeting

BOTH = Meeting(2)
BODIES = ["0123456789" * 4 + "\n", "abcdefghij" * 4 + "\n"]


def main(request, response):
    writer = response.writer
    streams = BOTH.led(response, request)
    for stream in streams:
        writer.write_headers(FIELDS, 200, stream_id=stream)
    for octets in zip(*BODIES, strict=True):
        for stream, octet in zip(streams, octets, strict=False):
            writer.write_data(octet, stream_id=stream)
    for stream in streams:
        writer.end_stream(stream)
