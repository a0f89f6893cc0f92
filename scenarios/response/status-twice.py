"""Two :status fields, 200 and 500.

A good client takes the response for malformed and answers RST_STREAM PROTOCOL_ERROR.

RFC 9113 8.3, 8.3.2, 8.1.1
Tags: illegal, headers, pseudo-header, stream-error
"""


def main(request, response):
    writer = response.writer
    writer.write_raw_header_frame([(":status", "200"), (":status", "500")], end_headers=True)
    writer.write_raw_data_frame("one of both\n", end_stream=True)
