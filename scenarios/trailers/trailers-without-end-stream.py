"""Trailers that do not end the stream; DATA with END_STREAM comes after them.

A good client takes the response for malformed and answers RST_STREAM PROTOCOL_ERROR: after the
head, HEADERS without END_STREAM can be neither an interim response nor trailers.

RFC 9113 8.1, 8.1.1
Tags: illegal, trailers, data, stream-error
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("so far, so good\n")
    writer.write_raw_header_frame([("checksum", "2a")], end_headers=True)
    writer.write_raw_data_frame("one thing more\n", end_stream=True)
