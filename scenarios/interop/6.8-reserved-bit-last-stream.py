"""GOAWAY with the reserved bit before the last stream set.

GOAWAY NO_ERROR in the middle of the body, with the request's stream as the last one, and a bit
before it.

A good client ignores the bit: its stream is among those that are served, and the body is
delivered.

Case: A/6.8/reserved-bit-last-stream
Level: MUST
Requires: The bit before the last stream identifier of GOAWAY is reserved, and ignored.
Strict: OK

RFC 9113 6.8
Tags: check, unknown, reserved, goaway
"""

from h2craft.case import REST, half, reaction


def main(request, response):
    writer = response.writer
    half(response)
    last = (1 << 31 | request.h2_stream_id).to_bytes(4, "big")
    writer.write_raw_frame("GOAWAY", last + bytes(4), stream_id=0)
    reaction(response)
    writer.write_data(REST, last=True)
    reaction(response)
    writer.close("clean")
