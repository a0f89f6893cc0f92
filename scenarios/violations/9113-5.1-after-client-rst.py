"""More of a response that the client has reset, and the next one.

The head of the first response is malformed, so that the client resets it; HEADERS with a field
that is added to the dynamic table, and DATA, come after that. The head of the second response
refers to the field.

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

from h2craft.case import (
    OK_BLOCK,
    REACTION_SECONDS,
    REST,
    expect,
    literal,
    missing,
    reaction,
    said,
    violation,
    whole,
)

MALFORMED = literal(b":path", b"/") + literal(b"X-Upper", b"1")
NEWEST = b"\xbe"  # entry 62
connections = []


def main(request, response):
    writer = response.writer
    if not connections:
        connections.append(request.client_address)
        writer.write_raw_header_frame([], end_headers=True, block=MALFORMED)
        if not said(writer, "type:RST_STREAM", REACTION_SECONDS):
            missing(response, "a reset for a malformed response")
        added = OK_BLOCK + literal(b"x-added", b"after a reset", 0x40)
        with violation(response, opened=False, rest=None):
            writer.write_raw_header_frame([], end_headers=True, block=added)
            writer.write_raw_data_frame("too late\n")
    elif request.client_address in connections:
        writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK + NEWEST)
        writer.write_data("the second response\n")
        expect(response, not reaction(response), "the next response is taken")
        writer.write_data(REST, last=True)
    else:
        missing(response, "a second request on the same connection")
        whole(response)
