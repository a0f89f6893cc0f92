"""The whole connection in segments of one octet.

SETTINGS, SETTINGS ACK, HEADERS and DATA, each octet in a write of its own. Automatic replies
are left out, because nothing may stand inside of a frame.

A good client puts the frames together from whatever its reads give it, and delivers the
response.

Case: A/tcp/one-byte-segments
Level: rob
Requires: Frames are a stream of octets: where TCP cuts it means nothing.
Strict: OK

RFC 9113 4.1, RFC 9293 3.8
Tags: check, star, tcp, pace
"""

import time

from hyperframe.frame import DataFrame, HeadersFrame, SettingsFrame

from h2craft.case import BODY, OK_BLOCK


def trickle(writer, frame):
    for octet in frame.serialize():
        writer.write_raw(bytes([octet]))
        time.sleep(0.002)


def handle_opening(connection):
    connection.policy(settings_ack="drop", ping_ack="drop", window_update="drop")
    connection.greet(send=False)
    trickle(connection, SettingsFrame(0))


def main(request, response):
    stream = request.h2_stream_id
    trickle(response.writer, SettingsFrame(0, flags=["ACK"]))
    trickle(response.writer, HeadersFrame(stream, OK_BLOCK, flags=["END_HEADERS"]))
    trickle(response.writer, DataFrame(stream, BODY.encode(), flags=["END_STREAM"]))
    response.writer.leave_open()  # END_STREAM was among the octets
