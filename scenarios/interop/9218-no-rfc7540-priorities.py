"""SETTINGS_NO_RFC7540_PRIORITIES=1 in the first SETTINGS.

A good client ignores the setting, or stops to send what RFC 7540 says of priority.

Case: A/9218/no-rfc7540-priorities
Level: MUST
Requires: A setting that is not known is ignored; a client that knows this one should send no
priority signals of RFC 7540.
Strict: OK

RFC 9218 2.1, RFC 9113 5.5
Tags: check, priority, extensions, settings
"""

from h2craft.case import REST, half, reaction


def handle_opening(connection):
    connection.greet([(0x9, 1)])


def main(request, response):
    half(response)
    reaction(response)
    response.writer.write_data(REST, last=True)
