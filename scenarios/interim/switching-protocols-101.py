"""101 (Switching Protocols), which HTTP/2 does not have, then 200.

A good client takes the response for malformed and answers RST_STREAM PROTOCOL_ERROR. It switches
to nothing.

RFC 9113 8.6, 8.1.1
Tags: illegal, interim, 1xx, stream-error
"""


def main(request, response):
    writer = response.writer
    fields = [(":status", "101"), ("upgrade", "websocket")]
    writer.write_raw_header_frame(fields, end_headers=True)
    writer.write_raw_header_frame([(":status", "200")], end_headers=True)
    writer.write_raw_data_frame("still HTTP/2\n", end_stream=True)
