"""PRIORITY on open, idle and closed streams.

On the request's stream while it is open, on streams that were never opened, odd and even, and
on the request's own again when it is over; exclusive and not, with weights of 1 and of 256.

A good client ignores them all, and opens no stream because of them.

Case: A/6.3/priority-frames
Level: MUST
Requires: PRIORITY may come in any state of a stream and changes none.
Strict: OK

RFC 9113 6.3, 5.3.2
Tags: check, priority
"""

from h2craft.case import REST, half, reaction


def main(request, response):
    writer, stream = response.writer, request.h2_stream_id
    half(response)
    writer.write_priority(depends_on=0, weight=256, exclusive=True)
    writer.write_priority(depends_on=stream, weight=1, stream_id=stream + 100)
    writer.write_priority(depends_on=stream + 100, weight=256, exclusive=True, stream_id=2)
    writer.write_priority(depends_on=stream + 200, weight=1)
    reaction(response)
    writer.write_data(REST, last=True)
    writer.write_priority(depends_on=2, weight=1, exclusive=True)
