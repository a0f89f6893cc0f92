"""SETTINGS_ENABLE_CONNECT_PROTOCOL=1, and 1 again.

In the first SETTINGS and in the middle of the response.

A good client takes note of it, or ignores it.

Case: A/8441/enable-connect-protocol
Level: MUST
Requires: A setting that is not known is ignored; this one may be said more than once, as long
as it stays 1.
Strict: OK
Expect: E/6.5.3/ack-count

RFC 8441 3, RFC 9113 5.5
Tags: check, extensions, settings
"""

from h2craft.case import REST, expect, half, settled


def handle_opening(connection):
    connection.greet([(0x8, 1)])


def main(request, response):
    half(response)
    expect(response, settled(response, [(0x8, 1)]), "the second one is acknowledged")
    response.writer.write_data(REST, last=True)
