"""SETTINGS without a single setting, as the first frame and later.

Our first SETTINGS are empty, and so are those in the middle of the response.

A good client acknowledges each of them.

Case: A/6.5/empty-settings
Level: MUST
Requires: SETTINGS may be empty, and are acknowledged all the same.
Strict: OK
Expect: E/6.5.3/ack-count

RFC 9113 6.5, 3.4
Tags: check, settings, ack
"""

from h2craft.case import REST, expect, half, settled


def handle_opening(connection):
    connection.greet(usual=False)


def main(request, response):
    half(response)
    expect(response, settled(response, []), "both empty SETTINGS are acknowledged")
    response.writer.write_data(REST, last=True)
