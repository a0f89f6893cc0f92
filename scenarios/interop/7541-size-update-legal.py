"""A block that begins with size updates to 0 and to 4,096.

Then :status 200, a new entry and a reference to it. The second response refers to the entry
again.

A good client empties its table, sets it to 4,096 octets, and finds the entry at 62 both times.

Case: A/7541/size-update-legal
Level: MUST
Requires: A block may begin with two size updates; what they evict is gone, and what comes after
them is kept.
Needs: requests 2, settings HEADER_TABLE_SIZE>=4096
Strict: OK
Expect: fields right

RFC 7541 4.2, 6.3, RFC 9113 4.3.1
Tags: check, hpack, table-size
"""

from h2craft.case import BODY, Turns

TURNS = Turns(2)
FIRST = b"\x20\x3f\xe1\x1f\x88\x40\x01n\x01v\xbe"
SECOND = b"\x88\xbe"


def main(request, response):
    block = SECOND if TURNS.of(response, request) > 1 else FIRST
    response.writer.write_raw_header_frame([], end_headers=True, block=block)
    response.writer.write_raw_data_frame(BODY, end_stream=True)
