"""RST_STREAM between two PINGs, with half a response before.

When it comes the client has read all there was, and has nothing to object to.

A good client sends no RST_STREAM of its own, and reports the request as failed.

Case: E/5.4.2/rst-answered-by-rst
Level: MUST NOT
Requires: RST_STREAM is not sent in response to RST_STREAM, or both ends might go on for ever.
Strict: NOTOK
Expect: E/5.4.2/rst-answered-by-rst

RFC 9113 5.4.2
Tags: check, reset
"""

from h2craft.case import half, mark, reaction


def main(request, response):
    half(response)
    reaction(response)
    mark(response, "violation")
    response.writer.write_rst_stream("CANCEL")
    reaction(response)
