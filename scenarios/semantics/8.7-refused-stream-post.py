"""RST_STREAM REFUSED_STREAM for a POST; the next try is answered.

A POST may be sent again here, as nothing of it was processed; but then all of it.

A good client sends the whole body again, or reports the failure.

Case: D/8.7/refused-stream-post
Level: MAY
Requires: A request that was refused with REFUSED_STREAM may be sent again, whatever its method;
its body is then sent in full.
Needs: post 1000
Strict: OK or NOTOK
Expect: at most 10: dir:received type:HEADERS
Expect: never broken: E/8.1.1/content-length-sent

RFC 9113 8.7, 6.4
Tags: check, retry, reset, upload
"""

from h2craft.case import expect, violation, whole


def main(request, response):
    if request.ordinal > 1:
        expect(response, len(request.body) == 1000, "the second try has all 1,000 octets")
        whole(response)
        return
    with violation(response, opened=False, rest=None) as writer:
        writer.write_rst_stream("REFUSED_STREAM")
