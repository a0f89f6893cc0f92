"""GOAWAY that lets in a stream which the one before has left out.

Two requests. GOAWAY with the first as the last stream, then GOAWAY with the second. Both are
answered, and so is whoever comes again.

A good client closes the connection with PROTOCOL_ERROR, or holds to the lower number; a
request it has already made anew stays made.

Case: 9113/6.8/goaway-raised
Level: MUST NOT
Requires: A sender never raises the last stream: the client may have tried those above it
elsewhere. Nothing is said of the receiver.
Needs: parallel 2
Strict: ANY

RFC 9113 6.8
Tags: check, goaway
"""

import threading

from h2craft.case import OK_BLOCK, REST, Meeting, reaction, said, violation, whole

BOTH = Meeting(2)
tried_again = threading.Event()


def main(request, response):
    if request.ordinal > 2:
        tried_again.set()
        whole(response)
    elif streams := BOTH.led(response, request, by=0):
        first, second = streams
        with violation(response) as writer:
            writer.write_goaway(first, "NO_ERROR")
            reaction(writer)
            writer.write_goaway(second, "NO_ERROR")
        if not (tried_again.wait(1) or said(response, f"type:RST_STREAM stream:{second}")):
            response.writer.write_raw_header_frame([], second, end_headers=True, block=OK_BLOCK)
            response.writer.write_raw_data_frame(REST, second, end_stream=True)
