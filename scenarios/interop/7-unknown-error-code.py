"""RST_STREAM, or GOAWAY, with an error code nobody knows.

In the middle of the response. After the GOAWAY the connection is closed.

A good client treats the code as INTERNAL_ERROR: the request has failed, and that is all.

Case: A/7/unknown-error-code
Level: MUST
Requires: Unknown error codes must not trigger any special behaviour; they may be treated as
INTERNAL_ERROR.
Strict: NOTOK
Variants: reset-0xff, reset-0x4242, goaway-0xff, goaway-0x4242

RFC 9113 7, 6.4, 6.8
Tags: check, error-codes, reset, goaway
"""

from h2craft.case import chosen, violation

CODES = {
    "reset-0xff": ("RST_STREAM", 0xFF),
    "reset-0x4242": ("RST_STREAM", 0x4242),
    "goaway-0xff": ("GOAWAY", 0xFF),
    "goaway-0x4242": ("GOAWAY", 0x4242),
}


def main(request, response):
    frame_type, code = chosen(request, CODES)
    with violation(response, rest=None) as writer:
        if frame_type == "RST_STREAM":
            writer.write_rst_stream(code)
        else:
            writer.write_goaway(request.h2_stream_id, code)
    if frame_type == "GOAWAY":
        response.writer.close("clean")
