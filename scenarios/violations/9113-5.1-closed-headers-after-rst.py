"""HEADERS on a stream that the server has reset.

Two requests. RST_STREAM CANCEL for the first, and then a complete response on it all the same;
the second is answered as it should be.

A good client ignores them, or closes the connection with STREAM_CLOSED; the first request has
failed.

Case: 9113/5.1/closed-headers-after-rst
Level: MAY
Requires: RST_STREAM ends a stream; what comes after it is part of no response.
Needs: parallel 2
Strict: ANY

RFC 9113 5.1, 6.4
Tags: check, headers, closed, rst-stream
"""

from h2craft.case import OK_BLOCK, Meeting, violation

BOTH = Meeting(2)


def main(request, response):
    if streams := BOTH.led(response, request):
        first, _ = streams
        with violation(response) as writer, writer.together():
            writer.write_rst_stream("CANCEL", first)
            writer.write_raw_header_frame([], first, end_headers=True, block=OK_BLOCK)
            writer.write_raw_data_frame("after the end\n", first, end_stream=True)
