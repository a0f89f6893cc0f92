"""SETTINGS change three times while a response is on its way.

Between the pieces of the body come SETTINGS with other values: smaller and larger windows,
larger frames, fewer streams. Each is waited for before the next piece.

A good client applies each and acknowledges it at once with an empty SETTINGS ACK; the response
is not touched by it, since these are limits for what the client sends.

RFC 9113 6.5, 6.5.3
Tags: settings, mid-response, interop
"""

CHANGES = [
    {"INITIAL_WINDOW_SIZE": 1_000, "MAX_CONCURRENT_STREAMS": 10},
    {"INITIAL_WINDOW_SIZE": 1_000_000, "MAX_FRAME_SIZE": 32_768},
    {"HEADER_TABLE_SIZE": 1_000},
]


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    for change in CHANGES:
        writer.settle(change)
        writer.write_data("a piece\n")
    writer.end_stream()
