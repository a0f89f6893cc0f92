"""A body in DATA frames that are mostly padding.

A good client throws the padding away, and counts it where windows are concerned: it gives back
256 octets for each of ours with one.

RFC 9113 6.1, 6.9.1
Tags: padding, data, flow-control, interop
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "8")], 200)
    for letter in "a secret":
        writer.write_data_frame(letter, last=False, padding=255)
    writer.end_stream()
