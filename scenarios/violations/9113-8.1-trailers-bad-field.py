"""Trailers with a field that may be nowhere.

Half a body, then trailers with a name in upper case, with an empty name, or with a line feed
in a value.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.1/trailers-bad-field
Level: MUST
Requires: What holds for fields holds for trailers too: a name or a value with octets it may
not have makes the message malformed, which is a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)
Variants: uppercase, empty-name, line-feed

RFC 9113 8.2.1, 8.1, 8.1.1
Tags: check, trailers, fields, malformed
"""

from h2craft.case import chosen, violation

FIELDS = {
    "uppercase": ("X-Checksum", "none"),
    "empty-name": ("", "none"),
    "line-feed": ("x-checksum", "no\nne"),
}


def main(request, response):
    field = chosen(request, FIELDS)
    with violation(response, rest=None) as writer:
        writer.write_raw_header_frame([field], end_stream=True, end_headers=True)
