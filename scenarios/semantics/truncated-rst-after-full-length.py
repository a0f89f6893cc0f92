"""All octets that content-length counts, no END_STREAM, then RST_STREAM CANCEL.

All of the content is there, and still the message is not complete: trailers might have
followed.

A good client reports the request as failed; many take the octets for the whole response, which
is tolerated.

Case: D/truncated/rst-after-full-length
Level: rob
Requires: A response without END_STREAM is incomplete, whatever else ended it, and must not be
taken for a whole one.
Strict: NOTOK
Lenient: ANY

RFC 9113 8.1, 6.4
Tags: check, truncation, reset, undefined
"""

from h2craft.case import reaction, violation


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-length", "4")], 200)
    reaction(response)  # the client has read this far
    with violation(response, opened=False, rest=None):
        writer.write_data("four")  # some leave when they have these
        writer.write_rst_stream("CANCEL")
