"""ORIGIN frames: empty, with entries, and one where it means nothing.

An empty ORIGIN frame, one with two origins of which the server is not the first, and one on the
request's stream.

A good client that knows ORIGIN still uses only the origins that the certificate is good for,
and ignores the frame on a stream; one that does not know it ignores all three. The response is
delivered.

RFC 8336 2, RFC 9113 5.5
Tags: extensions, origin, interop
"""


def main(request, response):
    writer = response.writer
    here = f"https://{request.url_parts.netloc}"
    writer.write_origin()
    writer.write_origin(["https://example.org", here])
    writer.write_origin([here], stream_id=request.h2_stream_id)
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("from here\n", last=True)
