"""DATA, or WINDOW_UPDATE, on a stream that is only promised.

Half a body, a lawful promise, and then one of the two on the promised stream, before any
HEADERS.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed.

Case: 9113/5.1/reserved-data
Level: MUST
Requires: On a reserved stream the client takes HEADERS, RST_STREAM and PRIORITY; anything else
is a connection error of type PROTOCOL_ERROR.
Needs: push
Strict: CE(PROTOCOL_ERROR)
Variants: data, window-update

RFC 9113 5.1, 5.4.1
Tags: check, push, data, window-update
"""

from h2craft.case import accepted, canary, chosen, fulfil, half, violation


def main(request, response):
    half(response)
    if not accepted(response, request):
        canary(response)
        return
    data = chosen(request, {"data": True, "window-update": False})
    with violation(response, opened=False) as writer:
        if data:
            writer.write_raw_data_frame("for a request nobody has seen", 2)
        else:
            writer.write_window_update(100, 2)
    fulfil(response)
