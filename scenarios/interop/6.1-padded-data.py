"""DATA padded by 0, 1 and 255 octets, and frames of nothing but padding.

Then 30,000 octets of body with 76,500 of padding, so that windows of 65,535 octets are too
small for it unless the padding is credited.

A good client throws the padding away, and credits it: both windows shrink by it.

Case: A/6.1/padded-data
Level: MUST
Requires: Padding is no part of the content, and all of a DATA payload counts for flow control:
Pad Length field and padding too.
Strict: OK
Expect: windows credited

RFC 9113 6.1, 6.9.1
Tags: check, star, data, padding, flow-control
"""

from h2craft.case import write_frames

LINES = [b"0123456789" * 10] * 300


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    for padding in (0, 1, 255):
        writer.write_data_frame(f"padded by {padding}\n", last=False, padding=padding)
        writer.write_data_frame("", last=False, padding=padding)
    write_frames(response, LINES, padding=255)
    writer.write_data_frame("\n", last=True, padding=1)
