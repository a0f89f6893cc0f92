"""Settings nobody has heard of.

In the middle of the response come SETTINGS with identifiers that are not in use, among them 0,
with large values.

A good client ignores the settings it does not know and acknowledges the frame, once.

Case: A/5.5/unknown-setting
Level: MUST
Requires: Settings with unknown identifiers are ignored, and their frame is acknowledged.
Strict: OK
Expect: E/6.5.3/ack-count

RFC 9113 6.5.2, 5.5
Tags: check, unknown, extensions, settings
"""

from h2craft.case import REST, expect, half, settled

UNKNOWN = [(0x0, 1), (0x7, 0xFFFF), (0x0A0A, 0xFFFFFFFF), (0xFFFF, 0x80000000)]


def main(request, response):
    half(response)
    expect(response, settled(response, UNKNOWN), "SETTINGS of unknown identifiers are acknowledged")
    response.writer.write_data(REST, last=True)
