"""More of a response that the client has reset, and the next one.

The head of the first response is malformed, so that the client resets it. When it asks again,
HEADERS with a field that is added to the dynamic table, and DATA, come on the first stream; the
head of the second response refers to that field.

A good client ignores what was on its way when it reset the stream, but not what it does to its
HPACK table; the next response is right.

Case: 9113/5.1/after-client-rst
Level: MUST
Requires: Whoever sends RST_STREAM has to do with what comes after it: field blocks are
decompressed, flow control is counted, and it is no error.
Needs: requests 2
Strict: ANY
Expect: no: dir:received type:GOAWAY not code:NO_ERROR; same connection

RFC 9113 5.1, 4.3, 6.4
Tags: check, headers, closed, rst-stream, hpack
"""

from h2craft.case import OK_BLOCK, REACTION_SECONDS, literal, missing, said, violation, whole

MALFORMED = literal(b":path", b"/") + literal(b"X-Upper", b"1")
ADDED = OK_BLOCK + literal(b"x-added", b"after a reset", 0x40)
NEWEST = b"\xbe"  # entry 62
first = {}


def main(request, response):
    writer, client = response.writer, request.client_address
    if not first:
        first[client] = request.h2_stream_id
        writer.write_raw_header_frame([], end_headers=True, block=MALFORMED)
        if not said(writer, "type:RST_STREAM", REACTION_SECONDS):  # this ends where it comes
            missing(response, "a reset for a malformed response")
    elif client in first:
        with violation(response, opened=False, head=OK_BLOCK + NEWEST):
            writer.write_raw_header_frame([], first[client], end_headers=True, block=ADDED)
            writer.write_raw_data_frame("too late\n", first[client])
    else:
        missing(response, "a second request on the same connection")
        whole(response)
