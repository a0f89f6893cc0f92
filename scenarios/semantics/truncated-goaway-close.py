"""Half a body, GOAWAY NO_ERROR that counts the request as processed, then FIN.

Nothing is wrong, the server says, and leaves in the middle of the response.

A good client reports the request as failed.

Case: D/truncated/goaway-close
Level: MUST
Requires: A response without END_STREAM is incomplete, whatever else ended it, and must not be
taken for a whole one.
Strict: NOTOK

RFC 9113 6.8, 8.1
Tags: check, truncation, goaway, close
"""

from h2craft.case import half, reaction, violation


def main(request, response):
    half(response)
    reaction(response)  # the client has read this far
    with violation(response, opened=False, rest=None) as writer:
        writer.write_goaway(request.h2_stream_id, "NO_ERROR")
        writer.close("clean")
