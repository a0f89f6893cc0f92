"""An interim response, then DATA that ends the stream.

HEADERS with :status 103, then DATA with END_STREAM. A whole response follows, for a client
that has taken no notice.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.1/data-after-interim
Level: MUST
Requires: A response is complete with a final status only; DATA after an interim one is
malformed, which is a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)

RFC 9113 8.1, 8.1.1, 5.4.2
Tags: check, data, interim, malformed
"""

from h2craft.case import violation


def main(request, response):
    with violation(response, opened=False, head=True) as writer:
        writer.write_informational(103, [("link", "</style.css>; rel=preload")])
        writer.write_raw_data_frame("a body of what?\n", end_stream=True)
