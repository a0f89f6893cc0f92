"""Three DATA frames without an octet in the middle of a body.

None of them has END_STREAM; the rest of the body comes a little later.

A good client goes on reading: an empty frame ends nothing.

Case: A/6.1/zero-length-data-mid-body
Level: MUST
Requires: A DATA frame of length 0 without END_STREAM is nothing but empty.
Strict: OK

RFC 9113 6.1, 8.1
Tags: check, data
"""

import time

from h2craft.case import REST, half, reaction


def main(request, response):
    half(response)
    for _ in range(3):
        response.writer.write_data_frame("", last=False)
    reaction(response)  # the client has read this far
    time.sleep(0.2)
    response.writer.write_data(REST, last=True)
