"""GOAWAY NO_ERROR, the end of the response, and a connection that is left open.

A good client closes the connection once its streams are done, within five seconds.

Case: D/6.8/client-closes-after-goaway
Level: SHOULD
Requires: A connection that can take no more requests is of no use: after GOAWAY the client
closes it when its streams are done.
Strict: OK
Expect: at least 1: kind:END_RECEIVED; after canary; within 5 s

RFC 9113 6.8, 9.1
Tags: check, goaway, close
"""

from h2craft.case import canary, half, reaction


def main(request, response):
    half(response)
    response.writer.write_goaway(request.h2_stream_id, "NO_ERROR")
    reaction(response)
    canary(response)
