"""A response that comes as soon as the request's head is there, then a PING.

A client that has forgotten END_STREAM gets its answer all the same.

A good client has set END_STREAM on its HEADERS, or on an empty DATA frame behind them.

Case: E/8.1/ends-its-streams
Level: MUST
Requires: The last frame of a request carries END_STREAM.
Strict: OK
Expect: E/8.1/ends-its-streams

RFC 9113 8.1
Tags: check, end-stream
"""

from h2craft.case import REST, half, reaction


def handle_headers(frame, request, response):
    half(response)
    reaction(response)
    response.writer.write_data(REST, last=True)
