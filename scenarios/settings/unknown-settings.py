"""Settings nobody has heard of.

In the middle of a response come SETTINGS with identifiers that are not in use, among them 0,
with large values.

A good client ignores the settings it does not know and acknowledges the frame. The response is
delivered.

RFC 9113 6.5.2, 5.5
Tags: settings, unknown, extensions, interop
"""

UNKNOWN = [(0x0, 1), (0x7, 7), (0x0A0A, 0xFFFFFFFF), (0xFFFF, 0x80000000)]


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.settle(UNKNOWN)
    writer.write_data("and the rest\n", last=True)
