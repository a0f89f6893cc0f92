"""A response whose :status comes after another field.

A good client takes the response for malformed and answers RST_STREAM PROTOCOL_ERROR, although
everything needed is there.

RFC 9113 8.3, 8.1.1
Tags: illegal, headers, pseudo-header, stream-error
"""


def main(request, response):
    writer = response.writer
    fields = [("content-type", "text/plain"), (":status", "200")]
    writer.write_raw_header_frame(fields, end_headers=True)
    writer.write_raw_data_frame("in the wrong order\n", end_stream=True)
