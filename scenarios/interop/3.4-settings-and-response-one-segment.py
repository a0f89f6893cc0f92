"""SETTINGS, SETTINGS ACK and all of the response in a single write.

Nothing is sent before the request is there. (A client that waits for our SETTINGS first gets
them, after two seconds, by themselves.)

A good client takes one frame after the other out of what it has read.

Case: A/3.4/settings-and-response-one-segment
Level: MUST
Requires: Frames may come together in any number; their order is all that counts.
Strict: OK

RFC 9113 3.4, 4.1
Tags: check, settings, preface, tcp
"""

from h2craft.case import BODY, OK_BLOCK, missing, said, whole

WAITING = set()


def handle_opening(connection):
    connection.policy(settings_ack="drop")
    connection.greet(send=False)


def handle_settings(frame, connection):
    first = not connection.data
    connection.data["asked"] = True
    if first and not said(connection, "type:HEADERS", 2.0):
        missing(connection, "a request before our SETTINGS")
        WAITING.add(connection.client_address)
        connection.write_settings()


def main(request, response):
    writer = response.writer
    if request.client_address in WAITING:
        whole(response)
        return
    with writer.together():
        writer.write_settings()
        writer.write_settings(ack=True)
        writer.write_raw_header_frame([], end_headers=True, block=OK_BLOCK)
        writer.write_raw_data_frame(BODY, end_stream=True)
