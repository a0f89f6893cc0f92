"""A thousand CONTINUATION frames without an octet, before the one that ends the header block.

A good client either decodes the head in the end, or loses its patience: GOAWAY
ENHANCE_YOUR_CALM, or another code, and the end. In neither case do they cost it much.

RFC 9113 6.10, 10.5
Tags: continuation, abuse, limits, undefined
"""


def main(request, response):
    writer = response.writer
    with writer.together():
        writer.write_raw_header_frame([(":status", "200")])
        for _ in range(1000):
            writer.write_raw_continuation_frame([])
        writer.write_raw_continuation_frame([], end_headers=True)
    writer.write_raw_data_frame("patient\n", end_stream=True)
