"""A quarter of a gibioctet of zeros in a quarter of a mebioctet.

A response with content-encoding gzip that grows a thousandfold.

A good client that decodes does so piece by piece as its application reads, or has a limit; one
that does not decode has little to do.

Case: C/body-decompression
Level: rob
Requires: What a content coding makes of a body is bounded.
Strict: BOUND

RFC 9113 10.5, RFC 9110 8.4
Tags: check, flood, compression
"""

import struct
import zlib

from h2craft.case import mark
from h2craft.flood import again

PIECE = 1 << 20  # octets that are the same each time, so they are compressed once
PIECES = 256


def gzipped():
    press, piece, sum_ = zlib.compressobj(9, zlib.DEFLATED, -15), bytes(PIECE), 0
    pressed = press.compress(piece) + press.flush(zlib.Z_FULL_FLUSH)
    for _ in range(PIECES):
        sum_ = zlib.crc32(piece, sum_)
    head = bytes.fromhex("1f8b 08 00 00000000 02 ff")
    return head + pressed * PIECES + b"\x03\0" + struct.pack("<II", sum_, PIECE * PIECES)


BODY = gzipped()


def main(request, response):
    if again(request, response):
        return
    response.writer.write_headers([("content-encoding", "gzip")], 200)
    mark(response, "violation")
    response.writer.write_data(BODY, last=True)
    mark(response, "violated")
