"""The client's SETTINGS are acknowledged after the response, or five seconds late.

A good client does not wait for the ACK to take the response, and has patience for five seconds.

Case: A/6.5.3/server-ack-delayed
Level: SHOULD
Requires: A client that gets no SETTINGS ACK within a reasonable time may give up with
SETTINGS_TIMEOUT; until then it goes on.
Strict: OK
Variants: after-response, five-seconds

RFC 9113 6.5.3
Tags: check, settings, ack, slow
"""

import time

from h2craft.case import REST, chosen, half

LATE = {"after-response": False, "five-seconds": True}


def handle_opening(connection):
    connection.policy(settings_ack="drop")


def main(request, response):
    writer = response.writer
    half(response)
    if chosen(request, LATE):
        time.sleep(5)
        writer.write_settings(ack=True)
        writer.write_data(REST, last=True)
    else:
        writer.write_data(REST, last=True)
        writer.write_settings(ack=True)
