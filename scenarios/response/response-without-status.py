"""HEADERS without :status, and a body.

A good client takes the response for malformed and answers RST_STREAM PROTOCOL_ERROR; no status
is made up.

RFC 9113 8.3.2, 8.1.1
Tags: illegal, headers, pseudo-header, stream-error
"""


def main(request, response):
    writer = response.writer
    writer.write_raw_header_frame([("content-type", "text/plain")], end_headers=True)
    writer.write_raw_data_frame("of what?\n", end_stream=True)
