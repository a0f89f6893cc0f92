"""Trailers with a :status.

A good client takes the response for malformed and answers RST_STREAM PROTOCOL_ERROR: trailers
have no pseudo-header fields.

RFC 9113 8.1, 8.3, 8.1.1
Tags: illegal, trailers, pseudo-header, stream-error
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("so far, so good\n")
    fields = [(":status", "200"), ("checksum", "2a")]
    writer.write_raw_header_frame(fields, end_headers=True, end_stream=True)
