"""HEADERS whose padding is said to be longer than the frame.

A good client closes the connection with GOAWAY PROTOCOL_ERROR, and decodes nothing of it.

RFC 9113 6.2
Tags: illegal, padding, headers, connection-error
"""


def main(request, response):
    writer = response.writer
    block = b"\x88"  # :status 200
    writer.write_raw_frame("HEADERS", b"\xc8" + block, flags="PADDED END_HEADERS END_STREAM")
