"""A PING while an upload waits for a window.

The windows are of 65,535 octets. When they are full comes a PING, and a window only when it was
answered.

A good client answers the PING although it has DATA to send and cannot.

Case: A/6.7/ping-during-upload
Level: SHOULD
Requires: PING is not subject to flow control, and its ACK should go before other frames.
Needs: post 200000
Strict: OK
Expect: upload whole
Expect: E/6.7/ping-acks
Expect: E/6.9/obeys-windows

RFC 9113 6.7, 6.9
Tags: check, ping, ack, upload, flow-control
"""

from h2craft.case import expect, heard, uploaded, whole


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet(usual=False)


def handle_headers(frame, request, response):
    writer = response.writer
    uploaded(response, 65_535)
    writer.write_ping(b"upstream")
    answered = heard(response, "type:PING flag:ACK") == b"upstream"
    expect(response, answered, "a PING is answered while the windows are shut")
    writer.policy(window_update="send")
    writer.write_window_update(65_535, stream_id=0)
    writer.write_window_update(65_535)


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
