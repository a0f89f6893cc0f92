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

from h2craft.case import Meeting, canary, half, reaction, violation, whole

BOTH = Meeting(2)
tried_again = threading.Event()


def main(request, response):
    if request.ordinal > 2:
        tried_again.set()
        whole(response)
    elif streams := BOTH.led(response, request):
        first, second = streams
        half(response, stream_id=first)
        with violation(response, opened=False, rest=None) as writer:
            writer.write_goaway(first, "NO_ERROR")
            reaction(writer)
            writer.write_goaway(second, "NO_ERROR")
        response.writer.write_data("and the rest\n", last=True, stream_id=first)
        if not tried_again.wait(1):
            canary(response, head=True)
