"""A body of 128 MiB, and no end of it is announced.

DATA as the windows allow, till 128 MiB have left; then the stream ends as it should.

A good client that hands on what it gets needs no more memory than for a small body. One that
collects a body for its application needs as much as it is.

Case: C/body-endless
Level: rob
Requires: What a body takes of memory is for the application to say.
Strict: BOUND
Lenient: ANY

RFC 9113 10.5, 5.2
Tags: check, flood, data
"""

from h2craft.flood import abuse, again, flood, frame


def main(request, response):
    if again(request, response):
        return
    with abuse(response) as writer:
        much = frame("DATA", b"." * 16_384, stream_id=writer.default_stream_id)
        flood(writer, much, 8_192, spends=16_384, seconds=15.0)
