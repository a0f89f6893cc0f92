"""GOAWAY before the response has begun.

It names the request's stream as the last one. When the client has answered a PING comes the
response.

A good client waits for the response and delivers it.

Case: A/6.8/goaway-before-response
Level: MUST
Requires: A stream that GOAWAY does not refuse may still be answered.
Strict: OK

RFC 9113 6.8
Tags: check, goaway, graceful
"""

from h2craft.case import reaction, whole


def main(request, response):
    response.writer.write_goaway(request.h2_stream_id, "NO_ERROR")
    reaction(response)
    whole(response)
