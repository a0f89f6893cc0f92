"""1,000 octets are promised, and the stream ends after 500.

A good client takes the response for malformed: it tells its caller, and answers RST_STREAM
PROTOCOL_ERROR. It does not wait for the rest.

RFC 9113 8.1.1
Tags: illegal, content-length, incomplete, stream-error
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "1000")], 200)
    writer.write_raw_data_frame("x" * 500, end_stream=True)
