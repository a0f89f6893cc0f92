"""DATA after 103, and no final response.

A good client takes the response for malformed and answers PROTOCOL_ERROR: interim responses have
no body.

RFC 9113 8.1, 8.1.1, RFC 9110 15.2
Tags: illegal, interim, 1xx, data, stream-error
"""


def main(request, response):
    writer = response.writer
    writer.write_raw_header_frame([(":status", "103")], end_headers=True)
    writer.write_raw_data_frame("the body of a hint\n", end_stream=True)
