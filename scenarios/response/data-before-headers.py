"""DATA before any HEADERS: a body without a response.

A good client answers PROTOCOL_ERROR, to the stream or to the connection, and fails the request.

RFC 9113 8.1, 8.1.1
Tags: illegal, data, headers, stream-error
"""


def main(request, response):
    writer = response.writer
    writer.write_raw_data_frame("the body\n")
    writer.write_raw_header_frame([(":status", "200")], end_headers=True, end_stream=True)
