"""Every flag bit set that has no meaning.

SETTINGS, PING, WINDOW_UPDATE and a whole response, with all the flag bits set that these frames
do not define.

A good client ignores the bits, acknowledges SETTINGS and PING, and delivers the response.

RFC 9113 4.1
Tags: unknown, flags, interop
"""

BLOCK = b"\x88\x0f\x10\x0atext/plain"  # :status 200, content-type: text/plain


def main(request, response):
    writer = response.writer
    writer.write_raw_frame("SETTINGS", flags=0xFE, stream_id=0)
    writer.write_raw_frame("PING", b"12345678", flags=0xFE, stream_id=0)
    writer.write_raw_frame("WINDOW_UPDATE", b"\x00\x00\x00\x01", flags=0xFF)
    writer.write_raw_frame("HEADERS", BLOCK, flags=0xD2 | 0x04)  # and END_HEADERS
    writer.write_raw_frame("DATA", b"flags and all\n", flags=0xF6 | 0x01)  # and END_STREAM
