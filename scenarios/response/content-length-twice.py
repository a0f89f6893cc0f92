"""Two content-length fields, and they differ.

A good client does not choose one of them: it fails the request.

RFC 9113 8.1.1, RFC 9110 8.6
Tags: illegal, content-length, stream-error
"""


def main(request, response):
    writer = response.writer
    fields = [(":status", "200"), ("content-length", "4"), ("content-length", "9")]
    writer.write_raw_header_frame(fields, end_headers=True)
    writer.write_raw_data_frame("it's four", end_stream=True)
