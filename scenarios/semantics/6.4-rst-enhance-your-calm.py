"""RST_STREAM ENHANCE_YOUR_CALM.

A second try is answered, if it comes.

A good client does not try again at once.

Case: D/6.4/rst-enhance-your-calm
Level: rob
Requires: A client that is told to calm down waits before it tries again.
Strict: NOTOK or OK
Expect: no: dir:received type:HEADERS; after violation; within 1 s

RFC 9113 7, 6.4
Tags: check, retry, reset
"""

from h2craft.case import violation, whole


def main(request, response):
    if request.ordinal > 1:
        whole(response)
        return
    with violation(response, opened=False, rest=None) as writer:
        writer.write_rst_stream("ENHANCE_YOUR_CALM")
