"""ALTSVC frames, proper and improper.

On the connection with an origin, and on the request's stream without, as it should be; then the
other way round, and one of a single octet. They name a port where nobody listens.

A good client may try the alternative in its own time, or not; it ignores the improper ones, and
a client that does not know the frame ignores them all. The response is delivered.

RFC 7838 4, RFC 9113 5.5
Tags: extensions, altsvc, interop
"""

ALTERNATIVE = 'h3=":1"; ma=60'


def main(request, response):
    writer = response.writer
    writer.write_altsvc(ALTERNATIVE, origin=f"https://{request.url_parts.netloc}")
    writer.write_altsvc(ALTERNATIVE)
    writer.write_altsvc(ALTERNATIVE, stream_id=0)
    writer.write_altsvc(ALTERNATIVE, origin="https://example.org", stream_id=request.h2_stream_id)
    writer.write_raw_frame("ALTSVC", b"\x00", stream_id=0)
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("no alternative\n", last=True)
