"""GOAWAY in the middle of a body, a PING, and the rest of the body.

The request's stream is the last one, and NO_ERROR the code.

A good client answers the PING, reads the body to its end and reports no error.

Case: A/6.8/in-flight-completes
Level: MUST
Requires: Streams up to the last one of GOAWAY are served to their end, and the connection works
until then.
Strict: OK
Expect: E/6.7/ping-acks

RFC 9113 6.8
Tags: check, star, goaway, graceful
"""

from h2craft.case import REST, half, reaction


def main(request, response):
    half(response)
    response.writer.write_goaway(request.h2_stream_id, "NO_ERROR")
    reaction(response)
    response.writer.write_data(REST, last=True)
