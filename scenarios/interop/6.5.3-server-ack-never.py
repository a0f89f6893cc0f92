"""The client's SETTINGS are never acknowledged.

A good client takes the response, or closes the connection with SETTINGS_TIMEOUT when it has
waited long enough.

Case: A/6.5.3/server-ack-never
Level: MAY
Requires: A SETTINGS frame that is never acknowledged may be a connection error of type
SETTINGS_TIMEOUT.
Strict: OK or CE(SETTINGS_TIMEOUT)

RFC 9113 6.5.3
Tags: check, settings, ack
"""

from h2craft.case import REST, half, reaction


def handle_opening(connection):
    connection.policy(settings_ack="drop")


def main(request, response):
    half(response)
    reaction(response)
    response.writer.write_data(REST, last=True)
