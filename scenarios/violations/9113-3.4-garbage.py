"""64 octets that are nothing.

In place of frames the server sends 64 octets that make no sense, the same each time, and
leaves the connection open.

A good client gives up at once, and waits neither for the end of a frame of ten million octets
nor for SETTINGS.

Case: 9113/3.4/garbage
Level: MUST
Requires: What does not begin with SETTINGS is no HTTP/2: a connection error of type
PROTOCOL_ERROR; GOAWAY may be left out.
Strict: CE(any) or NOTOK
Expect: at least 1: kind:END_RECEIVED; after violation; within 3 s

RFC 9113 3.4, 4.2, 5.4.1
Tags: check, preface, garbage
"""

import hashlib

from h2craft.case import VIOLATED, VIOLATION, leave_open, mark

GARBAGE = hashlib.sha512(b"garbage").digest()


def handle_opening(connection):
    connection.policy(settings_ack="drop")
    connection.greet(send=False)
    mark(connection, VIOLATION)
    connection.write_raw(GARBAGE)
    mark(connection, VIOLATED)


def main(request, response):
    leave_open(response)  # this is no HTTP/2 any more
