"""100 after a second, or the response at once and no 100.

It is meant for a request with expect: 100-continue: one without it has its body read before it is
answered at once. Both answers are complete, whatever comes of the body.

A good client sends the body after the 100, or when it has waited long enough; a response
without 100 is the answer, and the body may be left out.

Case: A/8.1/expect-100
Level: MUST
Requires: A client that has asked for 100-continue does not wait for ever, and takes a final
response in its place.
Needs: post 1000
Strict: OK
Variants: after-a-second, without-100

RFC 9113 8.1, RFC 9110 10.1.1
Tags: check, interim, expect, upload
"""

import time

from h2craft.case import chosen, whole

AFTER = {"after-a-second": 1.0, "without-100": None}


def handle_headers(frame, request, response):
    seconds = chosen(request, AFTER)
    if seconds is not None:
        time.sleep(seconds)
        response.writer.write_informational(100)
    elif request.headers.get("expect"):
        whole(response)


def main(request, response):
    if not response.writer.stream_ended:
        whole(response)
