"""A field value with CR LF in it, which would be two fields in HTTP/1.1.

A good client takes the response for malformed and answers RST_STREAM PROTOCOL_ERROR. Whatever it
does, no field set-cookie comes of it.

RFC 9113 8.2.1, 8.1.1, 10.3
Tags: illegal, headers, field-value, smuggling, stream-error
"""


def main(request, response):
    writer = response.writer
    fields = [(":status", "200"), ("x-note", "harmless\r\nset-cookie: a=b")]
    writer.write_raw_header_frame(fields, end_headers=True)
    writer.write_raw_data_frame("one field or two?\n", end_stream=True)
