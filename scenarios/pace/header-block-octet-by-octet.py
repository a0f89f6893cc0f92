"""A HEADERS frame written one octet at a time.

The 23 octets of HEADERS, frame header and all, each in a segment of its own, then the body in
one. Automatic replies are held back meanwhile, because nothing may stand inside of a frame.

A good client puts the frame together from whatever the reads give it, and delivers the
response.

RFC 9113 4.1
Tags: pace, slow, tcp, headers, interop
"""

import time

BLOCK = b"\x88\x0f\x10\x0atext/plain"  # :status 200, content-type: text/plain
REPLIES = ("settings_ack", "ping_ack", "window_update")


def main(request, response):
    writer = response.writer
    stream = request.h2_stream_id.to_bytes(4, "big")
    head = len(BLOCK).to_bytes(3, "big") + b"\x01\x04"  # HEADERS, END_HEADERS
    writer.policy(**dict.fromkeys(REPLIES, "hold"))
    for octet in head + stream + BLOCK:
        writer.write_raw(bytes([octet]))
        time.sleep(0.02)
    writer.policy(**dict.fromkeys(REPLIES, "send"))
    writer.write_raw_data_frame("in one piece\n", end_stream=True)
