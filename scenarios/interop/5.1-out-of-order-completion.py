"""The second request is answered, and over, before the first.

The first one's response begins when the client has read all of the second one's.

A good client delivers each response to whoever asked for it.

Case: A/5.1/out-of-order-completion
Level: MUST
Requires: Streams end in any order.
Needs: parallel 2
Strict: OK

RFC 9113 5.1, 5
Tags: check, multiplexing
"""

from h2craft.case import FIELDS, Meeting, reaction

BOTH = Meeting(2)


def main(request, response):
    writer = response.writer
    for place, stream in enumerate(reversed(BOTH.led(response, request))):
        writer.write_headers(FIELDS, 200, stream_id=stream)
        writer.write_data(f"answered as no. {place}\n", stream_id=stream, last=True)
        reaction(response)
