"""A field name with capital letters.

A good client takes the response for malformed and answers RST_STREAM PROTOCOL_ERROR: names are
in lower case in HTTP/2, and putting them so would hide the fault.

RFC 9113 8.2, 8.2.1, 8.1.1
Tags: illegal, headers, field-name, stream-error
"""


def main(request, response):
    writer = response.writer
    writer.write_raw_header_frame([(":status", "200"), ("X-Powered-By", "habit")], end_headers=True)
    writer.write_raw_data_frame("as in HTTP/1.1\n", end_stream=True)
