"""A header block in a HEADERS frame without an octet and a CONTINUATION for each one.

A good client puts the block together and decodes it as a whole.

RFC 9113 4.3, 6.10
Tags: continuation, headers, interop
"""

BLOCK = b"\x88\x5c\x0213"  # :status 200, content-length: 13


def main(request, response):
    writer = response.writer
    last = len(BLOCK) - 1
    with writer.together():
        writer.write_raw_header_frame([], block=b"")
        for place in range(len(BLOCK)):
            octet = BLOCK[place : place + 1]
            writer.write_raw_continuation_frame([], block=octet, end_headers=place == last)
    writer.write_raw_data_frame("put together\n", end_stream=True)
