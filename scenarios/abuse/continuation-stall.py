"""A header block that is never finished.

HEADERS without END_HEADERS, and nothing more: until CONTINUATION comes nothing else may.

A good client has a time limit for a response, and reports the request as failed.

Case: C/continuation-stall
Level: rob
Requires: A time limit holds while a header block is not complete.
Strict: NOTOK

RFC 9113 6.10, 10.5
Tags: check, stall, continuation
"""

from h2craft.case import OK_BLOCK
from h2craft.flood import stall


def main(request, response):
    response.writer.write_raw_header_frame([], block=OK_BLOCK)
    stall(response)
