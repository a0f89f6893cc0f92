"""DATA after the trailers.

Two requests. The first gets a complete response with trailers, and DATA after them; the second
is answered as it should be.

A good client ignores it, resets the stream with STREAM_CLOSED or closes the connection with
it; in no case does it change the first response.

Case: 9113/8.1/data-after-trailers
Level: MUST
Requires: Trailers end a stream; what comes on it after that may be ignored, or be an error of
type STREAM_CLOSED. It is part of no response.
Needs: parallel 2
Strict: ANY

RFC 9113 8.1, 5.1, 6.1
Tags: check, data, closed, trailers
"""

from h2craft.case import Meeting, half, violation

BOTH = Meeting(2)


def main(request, response):
    if streams := BOTH.led(response, request):
        first, _ = streams
        half(response, stream_id=first)
        response.writer.write_trailers([("x-trailer", "the end")], first)
        with violation(response) as writer:
            writer.write_raw_data_frame("too late\n", first)
