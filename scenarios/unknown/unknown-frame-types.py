"""Frames of types nobody knows, before a response and in its middle.

Types 0x0b, 0x42 and 0xf0, with all flags set, on the connection, on the request's stream and on
one that was never opened; then a response with the same in its middle.

A good client ignores and discards each of them, and delivers the response: this is how HTTP/2
is extended.

RFC 9113 4.1, 5.5
Tags: unknown, extensions, interop
"""


def strangers(writer, stream_id):
    for frame_type in (0x0B, 0x42, 0xF0):
        for number in (0, stream_id, stream_id + 1000):
            writer.write_raw_frame(frame_type, b"who is it", flags=0xFF, stream_id=number)


def main(request, response):
    writer = response.writer
    strangers(writer, request.h2_stream_id)
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    strangers(writer, request.h2_stream_id)
    writer.write_data("and the rest\n", last=True)
