"""An integer with thirty octets that say nothing.

The response's head is :status 200 and a literal with the name of entry 15, coded with thirty
octets of 80 in between. Without limits it would be a lawful field. A body follows.

A good client closes the connection with GOAWAY COMPRESSION_ERROR: the tables of the two ends
cannot be trusted any more.

Case: 7541/5.1/integer-endless
Level: MUST
Requires: An integer of more octets than any value needs is a decoding error, which is a
connection error of type COMPRESSION_ERROR.
Strict: CE(COMPRESSION_ERROR)

RFC 7541 5.1, RFC 9113 4.3
Tags: check, hpack, compression, integer
"""

from h2craft.case import violation

BLOCK = b"\x88\x0f" + b"\x80" * 30 + b"\x00\x01x"


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
