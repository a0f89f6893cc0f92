"""PRIORITY_UPDATE from a server, which only clients may send.

Before the response comes a PRIORITY_UPDATE frame on the connection, for the request's stream.

A good client that implements RFC 9218 closes the connection with GOAWAY PROTOCOL_ERROR; any
other ignores a frame type it does not know and delivers the response.

RFC 9218 7.1, RFC 9113 5.5
Tags: priority, extensions, undefined
"""


def main(request, response):
    writer = response.writer
    prioritized = request.h2_stream_id.to_bytes(4, "big")
    writer.write_raw_frame("PRIORITY_UPDATE", prioritized + b"u=1", stream_id=0)
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("who is first?\n", last=True)
