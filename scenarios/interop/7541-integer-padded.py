"""An index written with one octet more than it needs.

Name index 15 as 0f 80 00 instead of 0f 00.

A good client takes it for 15, or closes the connection with COMPRESSION_ERROR if it has a limit
for that.

Case: A/7541/integer-padded
Level: MUST
Requires: An integer may have octets that add nothing; a decoder may limit them.
Strict: OK or CE(COMPRESSION_ERROR)

RFC 7541 5.1, RFC 9113 4.3
Tags: check, hpack, integer
"""

from h2craft.case import BODY

BLOCK = b"\x88\x0f\x80\x00\x01x"  # :status 200, accept-charset: x


def main(request, response):
    response.writer.write_raw_header_frame([], end_headers=True, block=BLOCK)
    response.writer.write_raw_data_frame(BODY, end_stream=True)
