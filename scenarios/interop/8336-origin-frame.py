"""ORIGIN frames: empty, with an entry, with flags, and on a stream.

The entry is this very origin, so that nothing is lost by it.

A good client that knows ORIGIN ignores unknown flags, and the frame on the request's stream;
one that does not ignores them all.

Case: A/8336/origin-frame
Level: MAY
Requires: ORIGIN on another stream than 0 is ignored, and so are its flags; without support for
it all of it is.
Strict: OK

RFC 8336 2, RFC 9113 5.5
Tags: check, extensions, origin
"""

from h2craft.case import REST, half, reaction


def main(request, response):
    writer = response.writer
    here = f"https://{request.url_parts.netloc}".encode()
    half(response)
    writer.write_origin()
    writer.write_origin([here])
    writer.write_raw_frame("ORIGIN", len(here).to_bytes(2, "big") + here, 0xF0, stream_id=0)
    writer.write_origin([here], stream_id=request.h2_stream_id)
    reaction(response)
    writer.write_data(REST, last=True)
