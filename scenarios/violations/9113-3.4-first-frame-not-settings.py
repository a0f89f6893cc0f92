"""A response before any SETTINGS.

The server says nothing until there is a request, and then begins with HEADERS and DATA: a
whole response, and nothing before it.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports the request as
failed. It may leave GOAWAY out.

Case: 9113/3.4/first-frame-not-settings
Level: MUST
Requires: The server's preface is SETTINGS; another frame as its first is a connection error of
type PROTOCOL_ERROR, where GOAWAY may be left out.
Strict: CE(PROTOCOL_ERROR) or NOTOK
Expect: at least 1: kind:END_RECEIVED; after violation
Expect: should: no: dir:received type:GOAWAY not code:PROTOCOL_ERROR; after violation

RFC 9113 3.4, 5.4.1
Tags: check, star, preface, settings
"""

from h2craft.case import BODY, OK_BLOCK, violation


def handle_opening(connection):
    connection.policy(settings_ack="drop")
    connection.greet(send=False)


def main(request, response):
    with violation(response, opened=False, rest=None) as writer, writer.together():
        writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK)
        writer.write_raw_data_frame(BODY, end_stream=True)
