"""DATA on stream 2 without a promise.

Half a body, then DATA on a stream of the server's that no PUSH_PROMISE has reserved.

A good client closes the connection with GOAWAY PROTOCOL_ERROR.

Case: 9113/5.1/idle-data-even
Level: MUST
Requires: On an idle stream nothing but HEADERS and PRIORITY may come; anything else is a
connection error of type PROTOCOL_ERROR.
Strict: CE(PROTOCOL_ERROR)

RFC 9113 5.1, 6.1, 5.4.1
Tags: check, idle, data, push
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_raw_data_frame("for nobody", 2)
