"""ALTSVC frames, proper and improper.

On the connection with an origin, and on the request's stream without, as it should be, then the
other way round. They name a port where nobody listens. In the end comes one of a single octet.

A good client ignores the improper ones, and all of them where it does not know the frame. Where
it does, the last one is too short for what it must hold, and ends the connection.

Case: A/7838/altsvc-frame
Level: MAY
Requires: ALTSVC that is not supported, or makes no sense where it stands, is ignored; a frame
too short for its mandatory octets is a FRAME_SIZE_ERROR for whoever knows it.
Strict: OK or CE(FRAME_SIZE_ERROR)

RFC 7838 4, RFC 9113 5.5, 4.2
Tags: check, extensions, altsvc
"""

from h2craft.case import REST, expect, half, reaction

ALTERNATIVE = 'h3=":1"; ma=60'


def main(request, response):
    writer = response.writer
    half(response)
    writer.write_altsvc(ALTERNATIVE, origin=f"https://{request.url_parts.netloc}")
    writer.write_altsvc(ALTERNATIVE)
    writer.write_altsvc(ALTERNATIVE, stream_id=0)
    writer.write_altsvc(ALTERNATIVE, origin="https://example.org", stream_id=request.h2_stream_id)
    expect(response, not reaction(response), "ALTSVC that is whole ends nothing")
    writer.write_raw_frame("ALTSVC", b"\x00", stream_id=0)
    reaction(response)
    writer.write_data(REST, last=True)
