"""Frames of types nobody knows, wherever a frame may stand.

Types 0x0b, 0x42 and 0xf0 with all flags set: right behind our SETTINGS, and in the middle of
the body; on the connection, on the request's stream and on streams that were never opened.

A good client ignores and discards each of them, and delivers the response.

Case: A/4.1/unknown-frame-type
Level: MUST
Requires: Frames of unknown types are ignored, in any state, with any flags.
Strict: OK

RFC 9113 4.1, 5.5
Tags: check, star, unknown, extensions
"""

from h2craft.case import REST, half, reaction


def strangers(writer, stream_id):
    for frame_type in (0x0B, 0x42, 0xF0):
        for number in (0, stream_id, stream_id + 1000, stream_id + 1001):
            writer.write_raw_frame(frame_type, b"who is it", flags=0xFF, stream_id=number)


def handle_opening(connection):
    connection.greet()
    strangers(connection, 1)


def main(request, response):
    half(response)
    strangers(response.writer, request.h2_stream_id)
    reaction(response)
    response.writer.write_data(REST, last=True)
