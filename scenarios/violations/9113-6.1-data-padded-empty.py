"""DATA with the flag PADDED and no octet at all.

Half a body, then DATA of length 0 that says it is padded: the pad length has no place.

A good client answers with FRAME_SIZE_ERROR, by RST_STREAM or by GOAWAY; PROTOCOL_ERROR will
do.

Case: 9113/6.1/data-padded-empty
Level: MUST
Requires: A frame that is too small for the fields it must have is a FRAME_SIZE_ERROR.
Strict: SE(FRAME_SIZE_ERROR|PROTOCOL_ERROR)

RFC 9113 4.2, 6.1, 5.4.2
Tags: check, data, padding
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_frame("DATA", b"", "PADDED")
