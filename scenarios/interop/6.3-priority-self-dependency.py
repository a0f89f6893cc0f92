"""A stream that is said to depend on itself.

By a PRIORITY frame in the middle of the response, or by the response's own HEADERS.

A good client ignores it, or resets the stream with PROTOCOL_ERROR, as the older RFC 7540 wanted
it.

Case: A/6.3/priority-self-dependency
Level: 7540
Requires: RFC 7540 made a stream that depends on itself a stream error; RFC 9113 has dropped
that.
Strict: ANY
Variants: priority-frame, headers

RFC 9113 5.3.2, 6.3
Tags: check, priority, undefined
"""

from h2craft.case import FIELDS, FIRST, REST, chosen, reaction

BY = {"priority-frame": False, "headers": True}


def main(request, response):
    writer, stream = response.writer, request.h2_stream_id
    own = (False, stream, 16) if chosen(request, BY) else None
    fields = [(":status", "200"), *FIELDS]
    writer.write_raw_header_frame(fields, end_headers=True, priority=own)
    writer.write_data(FIRST)
    if own is None:
        writer.write_priority(depends_on=stream)
    reaction(response)
    writer.write_data(REST, last=True)
