"""Every flag bit set that has no meaning.

On SETTINGS, on the ACK of the client's own, on PING, WINDOW_UPDATE, HEADERS and DATA, and in one
piece with the end of the response on GOAWAY; on RST_STREAM NO_ERROR when the response is over.

A good client ignores the bits, acknowledges SETTINGS and PING but no ACK, and delivers the
response.

Case: A/4.1/undefined-flags
Level: MUST
Requires: Flags that have no defined meaning for a type of frame are ignored.
Strict: OK
Expect: E/6.7/ping-acks
Expect: E/6.5.3/ack-count

RFC 9113 4.1
Tags: check, unknown, flags
"""

from h2craft.case import FIRST, REST, reaction

BLOCK = b"\x88\x0f\x10\x0atext/plain"  # :status 200, content-type: text/plain


def handle_opening(connection):
    connection.policy(settings_ack="drop")


def main(request, response):
    writer = response.writer
    stream = request.h2_stream_id.to_bytes(4, "big")
    writer.write_raw_frame("SETTINGS", flags=0xFF, stream_id=0)  # ACK among them
    writer.write_raw_frame("SETTINGS", flags=0xFE, stream_id=0)
    writer.write_raw_frame("PING", b"12345678", flags=0xFE, stream_id=0)
    writer.write_raw_frame("WINDOW_UPDATE", b"\x00\x00\x00\x01", flags=0xFF)
    writer.write_raw_frame("HEADERS", BLOCK, flags=0xD2 | 0x04)  # and END_HEADERS
    writer.write_raw_frame("DATA", FIRST, flags=0xF6)
    reaction(response)
    with writer.together():
        writer.write_raw_frame("DATA", REST, flags=0xF6 | 0x01)  # and END_STREAM
        writer.write_raw_frame("GOAWAY", stream + bytes(4), flags=0xFF, stream_id=0)
    reaction(response)
    writer.write_raw_frame("RST_STREAM", bytes(4), flags=0xFF)
