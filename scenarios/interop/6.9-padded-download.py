"""20,000 octets of body under five million octets of padding.

One octet and 255 of padding in each DATA frame: 257 octets with the Pad Length field.

A good client credits all of a frame's payload, and gets the 20,000 octets.

Case: A/6.9/padded-download
Level: MUST
Requires: Padding is counted by flow control, and credited as the content is.
Strict: OK
Expect: windows credited

RFC 9113 6.9.1, 6.1
Tags: check, flow-control, download, padding
"""

from h2craft.case import write_frames

OCTETS = [b"%d" % (number % 10) for number in range(20_000)]


def main(request, response):
    response.writer.write_headers([("content-length", "20000")], 200)
    write_frames(response, OCTETS, padding=255)
    response.writer.end_stream()
