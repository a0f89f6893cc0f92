"""The reserved bit set in every frame header of a response.

HEADERS, PING, SETTINGS and DATA with the bit before the stream identifier set.

A good client ignores the bit: it answers the PING, acknowledges the SETTINGS and delivers the
response.

Case: A/4.1/reserved-bit
Level: MUST
Requires: The reserved bit before the stream identifier is ignored.
Strict: OK
Expect: E/6.7/ping-acks
Expect: E/6.5.3/ack-count

RFC 9113 4.1
Tags: check, unknown, reserved
"""

from h2craft.case import FIRST, REST, reaction

BLOCK = b"\x88\x0f\x10\x0atext/plain"  # :status 200, content-type: text/plain


def main(request, response):
    writer = response.writer
    writer.write_raw_frame("HEADERS", BLOCK, "END_HEADERS", reserved=1)
    writer.write_raw_frame("PING", b"12345678", stream_id=0, reserved=1)
    writer.write_raw_frame("SETTINGS", stream_id=0, reserved=1)
    writer.write_raw_frame("DATA", FIRST, reserved=1)
    reaction(response)
    writer.write_raw_frame("DATA", REST, "END_STREAM", reserved=1)
