"""A stream that is to depend on itself.

Half a body, then PRIORITY that makes the request's stream its own parent; then the rest.

A good client either delivers the response or resets the stream with PROTOCOL_ERROR: RFC 7540
made this a stream error (5.3.1), RFC 9113 has dropped the rule together with the tree.

RFC 9113 5.3.2, 6.3, RFC 7540 5.3.1
Tags: priority, undefined
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.write_priority(depends_on=request.h2_stream_id)
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
