"""A PING between HEADERS and its CONTINUATION.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: nothing may come between them, on
no stream.

RFC 9113 6.10, 4.3, 6.2
Tags: illegal, continuation, headers, connection-error
"""


def main(request, response):
    writer = response.writer
    with writer.together():
        writer.write_raw_header_frame([(":status", "200")])
        writer.write_ping(b"between!")
        writer.write_raw_continuation_frame([("content-type", "text/plain")], end_headers=True)
    writer.write_raw_data_frame("interrupted\n", end_stream=True)
