"""103 with END_STREAM: an interim response, and nothing can follow it.

A good client takes the response for malformed and answers RST_STREAM PROTOCOL_ERROR. It does not
wait for the final one, and does not take the 103 for it.

RFC 9113 8.1, 8.1.1
Tags: illegal, interim, 1xx, stream-error
"""


def main(request, response):
    fields = [(":status", "103"), ("link", "</style.css>; rel=preload")]
    response.writer.write_raw_header_frame(fields, end_headers=True, end_stream=True)
