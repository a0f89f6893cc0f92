"""A body of 25 octets, one every 200 ms.

Each octet has a DATA frame of its own.

A good client waits as long as there is progress, within its own time limit for the whole
request, and delivers them all.

Case: A/tcp/slow-drip
Level: rob
Requires: A response takes as long as it takes.
Strict: OK

RFC 9113 8.1
Tags: check, tcp, pace, slow, data
"""

import time

from h2craft.case import FIELDS


def main(request, response):
    response.writer.write_headers(FIELDS, 200)
    for octet in "drip by drip for five sec":
        time.sleep(0.2)
        response.writer.write_data(octet)
