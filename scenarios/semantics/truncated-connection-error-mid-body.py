"""Half a body without content-length, then DATA on stream 0.

The client itself has to end the connection here, in the middle of the response.

A good client reports the request as failed, although it is the one that closed.

Case: D/truncated/connection-error-mid-body
Level: MUST
Requires: A response that a connection error cuts off is incomplete, also where the error was
found by the client.
Strict: NOTOK

RFC 9113 5.4.1, 8.1, 6.1
Tags: check, star, truncation, connection-error
"""

from h2craft.case import half, reaction, violation


def main(request, response):
    half(response)
    reaction(response)  # the client has read this far
    with violation(response, opened=False, rest=None) as writer:
        writer.write_raw_frame("DATA", b"for nobody", stream_id=0)
