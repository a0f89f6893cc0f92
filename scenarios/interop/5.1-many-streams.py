"""A hundred requests at the same time, answered out of order.

How long each waits for its answer is as good as random; each answer is another.

A good client delivers each answer to whoever asked for it. It may wait with some of its
requests.

Case: A/5.1/many-streams
Level: rob
Requires: A client may have as many streams as it likes, within the server's limit, and they end
in any order.
Needs: requests 100, parallel 100
Strict: OK

RFC 9113 5.1
Tags: check, multiplexing
"""

import time

from h2craft.case import whole


def main(request, response):
    number = request.ordinal
    time.sleep(number * 37 % 101 / 500)
    whole(response, f"the answer to no. {number}\n")
