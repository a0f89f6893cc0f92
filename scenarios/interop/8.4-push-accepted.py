"""A push, whose response comes after that to the request.

PUSH_PROMISE in the middle of the response; the pushed response follows when the response is
complete.

A good client delivers the response to its request, and takes the pushed one or refuses it with
CANCEL or REFUSED_STREAM.

Case: A/8.4/push-accepted
Level: MAY
Requires: A client that has left push enabled takes a promise, or resets the promised stream.
Needs: push
Strict: OK

RFC 9113 8.4, 6.6
Tags: check, push
"""

from h2craft.case import FIELDS, REST, half, promise, reaction


def main(request, response):
    writer = response.writer
    half(response)
    pushed = writer.write_push(promise(request))
    reaction(response)
    writer.write_data(REST, last=True)
    writer.write_headers(FIELDS, 200, stream_id=pushed)
    writer.write_data("pushed\n", stream_id=pushed, last=True)
