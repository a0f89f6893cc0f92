"""DATA with padding that is not made of zeros.

A good client throws it away unread. It may also object, with PROTOCOL_ERROR for the connection.

RFC 9113 6.1, 10.7
Tags: padding, data, undefined
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "8")], 200)
    padded = b"\x07" + b"the body" + b"and not"
    writer.write_raw_frame("DATA", padded, flags="PADDED END_STREAM")
