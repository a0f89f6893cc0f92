"""A request with trailers.

It is answered when they are there.

A good client sends them in HEADERS with END_STREAM, without a pseudo-header field.

Case: E/8.1/trailers-sent
Level: MUST
Requires: Trailers are one header block at the end of the stream, and have no pseudo-header field.
Needs: post 1000, trailers
Strict: OK
Expect: E/8.1/trailers-sent

RFC 9113 8.1
Tags: check, trailers, upload
"""

from h2craft.case import missing, whole

TRAILED = set()


def handle_trailers(frame, request, response):
    TRAILED.add((request.client_address, request.h2_stream_id))


def main(request, response):
    if (request.client_address, request.h2_stream_id) not in TRAILED:
        missing(response, "trailers")
    whole(response)
