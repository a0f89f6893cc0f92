"""A second response on a stream that has ended.

Two requests. The first gets a complete response, and then another one on the same stream; the
second is answered as it should be.

A good client closes the connection with PROTOCOL_ERROR or STREAM_CLOSED, or ignores it; in no
case does it change the first response.

Case: 9113/5.1.1/stream-id-reused
Level: MUST
Requires: A stream is used once. What comes on it after its end may be ignored, or be an error.
Needs: parallel 2
Strict: ANY

RFC 9113 5.1.1, 5.1
Tags: check, headers, closed
"""

from h2craft.case import OK_BLOCK, Meeting, violation, whole

BOTH = Meeting(2)


def main(request, response):
    if streams := BOTH.led(response, request):
        first, _ = streams
        whole(response, stream_id=first)
        with violation(response) as writer, writer.together():
            writer.write_raw_header_frame([], first, end_headers=True, block=OK_BLOCK)
            writer.write_raw_data_frame("another body\n", first, end_stream=True)
