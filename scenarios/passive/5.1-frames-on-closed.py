"""RST_STREAM in the middle of an upload, then two PINGs.

What was on its way when the client read the RST_STREAM comes before its first ACK.

A good client sends nothing more on that stream, and reports the request as failed.

Case: E/5.1/frames-on-closed
Level: MUST NOT
Requires: On a stream that is closed nothing but PRIORITY is sent.
Needs: post 200000
Strict: NOTOK
Expect: E/5.1/frames-on-closed

RFC 9113 5.1, 6.4
Tags: check, closed, reset, upload
"""

from h2craft.case import let_go, mark, reaction, stop_uploads

RESET = set()


def handle_opening(connection):
    stop_uploads(connection)


def handle_data(frame, request, response):
    if request.client_address in RESET:
        return
    RESET.add(request.client_address)
    mark(response, "violation")
    with response.writer.together():
        let_go(response)
        response.writer.write_rst_stream("CANCEL")
    reaction(response)
    reaction(response)
