"""After 200 and its body, HEADERS with 404 on the same stream.

The second HEADERS can only be trailers, and those have no :status.

A good client takes the response for malformed and answers RST_STREAM PROTOCOL_ERROR. It does not
take the second for the answer to its next request.

RFC 9113 8.1, 8.3, 8.1.1
Tags: illegal, headers, trailers, stream-error
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("found it\n")
    fields = [(":status", "404"), ("content-type", "text/plain")]
    writer.write_raw_header_frame(fields, end_headers=True, end_stream=True)
