"""The reserved bit set in every frame of a response.

PING, HEADERS and DATA with the bit before the stream identifier set, and a WINDOW_UPDATE with
the bit before the increment set as well.

A good client ignores the bits: it answers the PING, takes the increment for 1 and delivers the
response.

RFC 9113 4.1, 6.9
Tags: unknown, reserved, interop
"""

BLOCK = b"\x88\x0f\x10\x0atext/plain"  # :status 200, content-type: text/plain


def main(request, response):
    writer = response.writer
    writer.write_raw_frame("PING", b"12345678", stream_id=0, reserved=1)
    writer.write_raw_frame("WINDOW_UPDATE", b"\x80\x00\x00\x01", reserved=1)
    writer.write_raw_frame("HEADERS", BLOCK, "END_HEADERS", reserved=1)
    writer.write_raw_frame("DATA", b"bit by bit\n", "END_STREAM", reserved=1)
