"""Four hundred responses that are reset in mid-body.

Each request gets a head, 4,096 octets and RST_STREAM, all in one flush.

A good client counts what it drops against the connection's window and credits it; nothing of the
streams stays in memory.

Case: C/reset-many-streams
Level: rob
Requires: DATA on a stream that was reset counts for the connection's window.
Needs: requests 400, parallel 50
Strict: BOUND
Expect: windows credited

RFC 9113 5.1, 6.9, 10.5
Tags: check, reset, flow-control
"""

from h2craft.case import FIELDS, mark


def main(request, response):
    if request.ordinal == 1:
        mark(response, "violation")
    writer = response.writer
    writer.write_headers(FIELDS, 200)
    writer.write_data(bytes(4_096))
    writer.write_rst_stream("INTERNAL_ERROR")
