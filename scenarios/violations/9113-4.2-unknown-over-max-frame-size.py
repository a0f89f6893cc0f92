"""A frame of an unknown type that is longer than a frame may be.

Half a body, then a frame of type 0xf0 on stream 0: of one octet more than the client's
MAX_FRAME_SIZE, or of 16,777,215 octets, the most its length can say. Of those the most part is
sent only to a client that has not objected to the beginning.

A good client answers with FRAME_SIZE_ERROR as soon as it has read the frame's header, and
reserves nothing for the rest.

Case: 9113/4.2/unknown-over-max-frame-size
Level: MUST
Requires: A frame that is longer than one's own MAX_FRAME_SIZE is a FRAME_SIZE_ERROR, whatever
its type.
Needs: settings MAX_FRAME_SIZE<16777215
Strict: CE(FRAME_SIZE_ERROR)
Lenient: SE(any)
Variants: one-more, largest

RFC 9113 4.2, 5.5, 6.5.2
Tags: check, unknown, frame-size
"""

from h2craft.case import REACTION_SECONDS, announced, chosen, said, violation

LARGEST = 2**24 - 1
BEGINNING = 16_000


def main(request, response):
    lengths = {"one-more": announced(response, "MAX_FRAME_SIZE", 16_384) + 1, "largest": LARGEST}
    length = chosen(request, lengths)
    with violation(response) as writer:
        if length < LARGEST:
            writer.write_raw_frame(0xF0, bytes(length), stream_id=0)
            return
        writer.write_raw_frame(0xF0, bytes(BEGINNING), stream_id=0, length=length)
        if not said(writer, "type:GOAWAY,RST_STREAM", REACTION_SECONDS):
            # To the client this is still the same frame's, with its header and all.
            writer.write_raw_frame(0xF0, bytes(length - BEGINNING - 9), stream_id=0)
