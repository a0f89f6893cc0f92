"""HTTP/1.1 in answer to a connection preface.

In place of frames the server sends the text of an HTTP/1.1 response with status 400, and
leaves the connection open.

A good client gives up at once: read as a frame, the text has a length of 4,740,180 octets, and
it is no SETTINGS. It takes nothing of it for a response, and waits for no more.

Case: 9113/3.4/http1-answer
Level: MUST
Requires: What does not begin with SETTINGS is no HTTP/2: a connection error of type
PROTOCOL_ERROR; GOAWAY may be left out.
Strict: CE(PROTOCOL_ERROR|FRAME_SIZE_ERROR) or NOTOK
Expect: at least 1: kind:END_RECEIVED; after violation; within 3 s
Expect: should: no: dir:received type:GOAWAY not code:PROTOCOL_ERROR,FRAME_SIZE_ERROR; after
violation

RFC 9113 3.4, 5.4.1
Tags: check, star, preface, http1
"""

from h2craft.case import VIOLATED, VIOLATION, leave_open, mark

ANSWER = b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\nbad\n"


def handle_opening(connection):
    connection.policy(settings_ack="drop")
    connection.greet(send=False)
    mark(connection, VIOLATION)
    connection.write_raw(ANSWER)
    mark(connection, VIOLATED)


def main(request, response):
    leave_open(response)  # this is no HTTP/2 any more
