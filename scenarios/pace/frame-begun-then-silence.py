"""A frame that is begun, and ended a second later.

A DATA frame of 13 octets: five octets of its header, then a second of nothing, then the rest of
it and the end of the stream. Automatic replies are held back meanwhile, because nothing may
stand inside of a frame.

A good client keeps what it has read and waits for the rest, as long as its own time limit says.
It does not take the silence for the frame's end.

RFC 9113 4.1
Tags: pace, slow, tcp, data, interop
"""

import time

REPLIES = ("settings_ack", "ping_ack", "window_update")


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.policy(**dict.fromkeys(REPLIES, "hold"))
    writer.write_raw(b"\x00\x00\x0d\x00\x00")  # 13 octets of DATA, no flags
    time.sleep(1)
    writer.write_raw(request.h2_stream_id.to_bytes(4, "big") + b"took a while\n")
    writer.policy(**dict.fromkeys(REPLIES, "send"))
    writer.write_raw_data_frame("", end_stream=True)
