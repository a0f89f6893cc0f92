"""500 octets are promised, and 1,000 come.

A good client takes the response for malformed: it tells its caller, and answers RST_STREAM
PROTOCOL_ERROR. The first 500 are no response either.

RFC 9113 8.1.1
Tags: illegal, content-length, stream-error
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "500")], 200)
    writer.write_raw_data_frame("x" * 1000, end_stream=True)
