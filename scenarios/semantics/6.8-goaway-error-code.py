"""GOAWAY ENHANCE_YOUR_CALM with debug data, then the response all the same.

The request's stream is counted as processed.

A good client takes the response, or fails and names the code; it does not come back at once,
again and again.

Case: D/6.8/goaway-error-code
Level: rob
Requires: A client that is told to calm down does not open one connection after the other.
Strict: OK or NOTOK
Expect: at most 5: dir:received type:HEADERS

RFC 9113 6.8, 7
Tags: check, retry, goaway
"""

from h2craft.case import violation, whole


def main(request, response):
    with violation(response, opened=False, rest=None) as writer:
        writer.write_goaway(request.h2_stream_id, "ENHANCE_YOUR_CALM", b"too many of you")
    whole(response)
