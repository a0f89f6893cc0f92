"""HEADERS on a stream that both ends have ended.

Two requests. The first gets a complete response, and then HEADERS with a field that is added
to the dynamic table; the head of the second response refers to that.

A good client ignores the HEADERS but not what they do to its HPACK table, or resets the stream
or closes the connection with STREAM_CLOSED.

Case: 9113/5.1/closed-headers-after-end
Level: MAY
Requires: A field block has to be decompressed, whatever becomes of its fields: the table is
the connection's.
Needs: parallel 2
Strict: ANY
Expect: no: dir:received type:GOAWAY code:COMPRESSION_ERROR
Expect: no: dir:received type:RST_STREAM; after canary

RFC 9113 5.1, 4.3
Tags: check, headers, closed, hpack
"""

from h2craft.case import OK_BLOCK, Meeting, literal, violation, whole

BOTH = Meeting(2)
NEWEST = b"\xbe"  # entry 62


def main(request, response):
    if streams := BOTH.led(response, request):
        first, _ = streams
        whole(response, stream_id=first)
        added = OK_BLOCK + literal(b"x-added", b"on a closed stream", 0x40)
        with violation(response, opened=False, head=OK_BLOCK + NEWEST) as writer:
            writer.write_raw_header_frame([], first, end_headers=True, block=added)
