"""A response with connection: keep-alive and transfer-encoding: chunked.

A good client takes the response for malformed and answers RST_STREAM PROTOCOL_ERROR: such
fields belong to HTTP/1.1. It does not look for chunks in the body.

RFC 9113 8.2.2, 8.1.1
Tags: illegal, headers, http1, stream-error
"""


def main(request, response):
    writer = response.writer
    fields = [(":status", "200"), ("connection", "keep-alive"), ("transfer-encoding", "chunked")]
    writer.write_raw_header_frame(fields, end_headers=True)
    writer.write_raw_data_frame("not chunked at all\n", end_stream=True)
