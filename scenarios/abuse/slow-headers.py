"""A header block that comes an octet every two seconds.

The frame header and the first octets of the response, one by one.

A good client has a time limit for the head of a response as a whole, not only for each read, and
reports the request as failed.

Case: C/slow-headers
Level: rob
Requires: A time limit holds for a response that comes very slowly.
Strict: NOTOK

RFC 9113 10.5
Tags: check, stall
"""

from h2craft.case import OK_BLOCK, literal
from h2craft.flood import frame, stall


def main(request, response):
    block = OK_BLOCK + literal(b"x-slow", b"." * 40)
    stall(response, frame("HEADERS", block, "END_HEADERS", request.h2_stream_id), 2.0)
