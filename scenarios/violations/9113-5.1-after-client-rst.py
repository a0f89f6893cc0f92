"""More of a response that the client has reset, and the next one.

Two requests. The head of the first response is malformed, so that the client resets it; HEADERS
with a field for the dynamic table and DATA for all of the connection's window (200,000 octets at
most) follow. The second response refers to the field and needs room in the window.

A good client ignores what was on its way when it reset the stream, but not what it does to its
HPACK table and to the connection's window; the second response is right.

Case: 9113/5.1/after-client-rst
Level: MUST
Requires: Whoever sends RST_STREAM has to do with what comes after it: field blocks are
decompressed, flow control is counted, and it is no error.
Needs: parallel 2
Strict: ANY
Expect: no: dir:received type:GOAWAY not code:NO_ERROR; after violation; same connection
Expect: no: dir:received type:RST_STREAM; after canary

RFC 9113 5.1, 4.3, 6.4
Tags: check, headers, closed, rst-stream, hpack
"""

from h2craft.case import (
    OK_BLOCK,
    REACTION_SECONDS,
    Meeting,
    announced,
    canary,
    literal,
    mark,
    missing,
    room,
    said,
    violation,
)

BOTH = Meeting(2)
MALFORMED = literal(b":path", b"/") + literal(b"X-Upper", b"1")
NEWEST = b"\xbe"  # entry 62
MOST, CHUNK = 200_000, 16_000


def main(request, response):
    if streams := BOTH.led(response, request):
        first, _ = streams
        response.writer.write_raw_header_frame([], first, end_headers=True, block=MALFORMED)
        if not said(response, f"type:RST_STREAM stream:{first}", REACTION_SECONDS):
            missing(response, "a reset for a malformed response")
            canary(response, head=True, also=[first])
            return
        added = OK_BLOCK + literal(b"x-added", b"after a reset", 0x40)
        own_window = announced(response, "INITIAL_WINDOW_SIZE", 65_535)
        with violation(response, opened=False, rest=None) as writer:
            writer.write_raw_header_frame([], first, end_headers=True, block=added)
            late = b"x" * min(MOST, own_window, room(writer, 0))
            for at in range(0, len(late), CHUNK):
                writer.write_raw_data_frame(late[at : at + CHUNK], first)
        mark(response, "canary")
        response.writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK + NEWEST)
        response.writer.write_data(b"y" * CHUNK, last=True)
