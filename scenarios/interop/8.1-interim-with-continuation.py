"""103 in HEADERS and CONTINUATION, a PING, then 200.

The block of the 103 is cut in the middle of its link field.

A good client puts the block together, passes over the response in it, and takes the 200.

Case: A/8.1/interim-with-continuation
Level: MUST
Requires: The field block of an interim response may be continued as any other.
Strict: OK

RFC 9113 8.1, 6.10
Tags: check, interim, continuation
"""

from h2craft.case import BODY, OK_BLOCK, literal, reaction

BLOCK = literal(8, b"103") + literal(b"link", b"</style.css>; rel=preload; as=style")


def main(request, response):
    writer = response.writer
    with writer.together():
        writer.write_raw_header_frame([], block=BLOCK[:20])
        writer.write_raw_continuation_frame([], end_headers=True, block=BLOCK[20:])
    reaction(response)
    writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK)
    writer.write_raw_data_frame(BODY, end_stream=True)
