"""A pause inside of every frame header and of every payload.

HEADERS and two DATA frames, each cut in its header's fifth octet and in the middle of its
payload, with 200 ms between the pieces. Automatic replies are left out meanwhile.

A good client keeps what it has and waits for the rest of the frame.

Case: A/tcp/frame-header-split
Level: rob
Requires: Frames are a stream of octets: it may stop anywhere for a while.
Strict: OK

RFC 9113 4.1, RFC 9293 3.8
Tags: check, tcp, pace, slow
"""

import time

from hyperframe.frame import DataFrame, HeadersFrame

from h2craft.case import FIRST, OK_BLOCK, REST, literal, reaction

BLOCK = OK_BLOCK + literal(b"content-length", b"29")


def halting(writer, frame):
    octets = frame.serialize()
    middle = (len(octets) + 9) // 2
    for piece in (octets[:5], octets[5:middle], octets[middle:]):
        writer.write_raw(piece)
        time.sleep(0.2)


def main(request, response):
    reaction(response)  # all replies to the client's preface are out
    response.writer.policy(settings_ack="drop", ping_ack="drop", window_update="drop")
    stream = request.h2_stream_id
    halting(response.writer, HeadersFrame(stream, BLOCK, flags=["END_HEADERS"]))
    halting(response.writer, DataFrame(stream, FIRST.encode()))
    halting(response.writer, DataFrame(stream, REST.encode(), flags=["END_STREAM"]))
    response.writer.leave_open()  # END_STREAM was among the octets
