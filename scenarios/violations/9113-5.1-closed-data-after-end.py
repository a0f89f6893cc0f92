"""DATA on a stream that both ends have ended.

Two requests. The first gets a complete response; half a response for the second, DATA on the
stream of the first, and the rest for the second.

A good client ignores it, resets the stream with STREAM_CLOSED or closes the connection with
it; in no case does it change the first response.

Case: 9113/5.1/closed-data-after-end
Level: MUST
Requires: What comes on a closed stream may be ignored, or be an error of type STREAM_CLOSED
(6.1 demands one, 5.1 leaves it open); it is part of no response.
Needs: parallel 2
Strict: ANY

RFC 9113 5.1, 6.1
Tags: check, data, closed
"""

from h2craft.case import Meeting, violation, whole

BOTH = Meeting(2)


def main(request, response):
    if streams := BOTH.led(response, request):
        first, _ = streams
        whole(response, stream_id=first)
        with violation(response) as writer:
            writer.write_raw_data_frame("too late\n", first)
