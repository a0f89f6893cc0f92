"""The body is ended by a DATA frame without an octet.

All of the body is there before the frame that ends it.

A good client delivers the body once the empty frame is there.

Case: A/8.1/empty-data-end
Level: MUST
Requires: END_STREAM may stand on a DATA frame of length 0.
Strict: OK

RFC 9113 8.1, 6.1
Tags: check, data, end-stream
"""

from h2craft.case import BODY


def main(request, response):
    response.writer.write_headers([("content-type", "text/plain")], 200)
    response.writer.write_data_frame(BODY, last=False)
    response.writer.write_data_frame("", last=True)
