"""PRIORITY_UPDATE from the server.

In the middle of the response, for the request's own stream. Only clients may send it.

A good client that knows RFC 9218 closes the connection with PROTOCOL_ERROR; one that does not
ignores the frame.

Case: A/9218/priority-update-frame
Level: MUST if 9218 is implemented
Requires: A client that implements RFC 9218 treats PRIORITY_UPDATE as a connection error; to
others it is an unknown frame.
Strict: ANY

RFC 9218 7.1, RFC 9113 5.5
Tags: check, priority, extensions, undefined
"""

from h2craft.case import REST, half, reaction


def main(request, response):
    half(response)
    update = request.h2_stream_id.to_bytes(4, "big") + b"u=1"
    response.writer.write_raw_frame(0x10, update, stream_id=0)
    reaction(response)
    response.writer.write_data(REST, last=True)
