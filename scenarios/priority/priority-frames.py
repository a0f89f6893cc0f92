"""PRIORITY on streams in every state.

PRIORITY on the request's stream, on idle ones of both ends, with the lightest and the heaviest
weight, exclusive and not; then the response, with a priority in its HEADERS.

A good client reads them and does nothing with them: the old priority tree is deprecated, and
the frames are allowed in any state of a stream.

RFC 9113 5.3.2, 6.3
Tags: priority, interop
"""


def main(request, response):
    writer = response.writer
    number = request.h2_stream_id
    writer.write_priority(depends_on=0, weight=1)
    writer.write_priority(depends_on=number, weight=256, exclusive=True, stream_id=number + 2)
    writer.write_priority(depends_on=0, weight=256, stream_id=1_000)
    head = [(":status", "200"), ("content-type", "text/plain")]
    writer.write_raw_header_frame(head, end_headers=True, priority=(True, 0, 16))
    writer.write_raw_data_frame("in no order\n", end_stream=True)
