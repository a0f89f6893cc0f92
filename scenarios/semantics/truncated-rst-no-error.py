"""Half a body, then RST_STREAM NO_ERROR.

NO_ERROR asks the client to stop its upload once the response is complete; this one is not.

A good client reports the request as failed, and may go on using the connection.

Case: D/truncated/rst-no-error
Level: MUST
Requires: RST_STREAM with NO_ERROR leaves only a complete response standing; before END_STREAM
it is incomplete.
Strict: NOTOK

RFC 9113 8.1, 6.4
Tags: check, star, truncation, reset
"""

from h2craft.case import half, reaction, violation


def main(request, response):
    half(response)
    reaction(response)  # the client has read this far
    with violation(response, opened=False, rest=None) as writer:
        writer.write_rst_stream("NO_ERROR")
