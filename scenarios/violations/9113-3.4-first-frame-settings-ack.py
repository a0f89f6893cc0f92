"""SETTINGS with ACK as the first frame.

The server acknowledges SETTINGS before it has sent any; its own come after that, and a
response.

A good client closes the connection with GOAWAY PROTOCOL_ERROR and reports its request as
failed. It may leave GOAWAY out.

Case: 9113/3.4/first-frame-settings-ack
Level: MUST
Requires: The server's preface is SETTINGS, not their acknowledgement; another frame as its
first is a connection error of type PROTOCOL_ERROR, where GOAWAY may be left out.
Strict: CE(PROTOCOL_ERROR|FRAME_SIZE_ERROR) or NOTOK
Expect: at least 1: kind:END_RECEIVED; after violation
Expect: should: no: dir:received type:GOAWAY not code:PROTOCOL_ERROR,FRAME_SIZE_ERROR; after
violation

RFC 9113 3.4, 5.4.1
Tags: check, preface, settings
"""

from h2craft.case import VIOLATED, VIOLATION, canary, mark, reaction


def handle_opening(connection):
    mark(connection, VIOLATION)
    connection.write_settings(ack=True)
    mark(connection, VIOLATED)


def main(request, response):
    if not reaction(response):
        canary(response, head=True)
