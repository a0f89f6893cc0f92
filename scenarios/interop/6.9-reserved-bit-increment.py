"""WINDOW_UPDATE with the reserved bit before the increment set.

The windows are of 65,535 octets; all the credit that an upload needs comes with the bit.

A good client ignores the bit, takes the increment for what it is, and sends the rest.

Case: A/6.9/reserved-bit-increment
Level: MUST
Requires: The bit before the increment of WINDOW_UPDATE is reserved, and ignored.
Needs: post 100000
Strict: OK
Expect: upload whole
Expect: E/6.9/obeys-windows

RFC 9113 6.9
Tags: check, unknown, reserved, flow-control, upload
"""

from h2craft.case import whole


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet(usual=False)


def handle_data(frame, request, response):
    if frame.flow_controlled_length:
        increment = (1 << 31 | frame.flow_controlled_length).to_bytes(4, "big")
        response.writer.write_raw_frame("WINDOW_UPDATE", increment, stream_id=0)
        response.writer.write_raw_frame("WINDOW_UPDATE", increment)


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
