"""One SETTINGS frame with all six settings, twice each.

Every value is lawful. The second of each is one to work with.

A good client applies them in order and acknowledges the frame, once.

Case: A/6.5.3/settings-many-in-one
Level: MUST
Requires: A setting may come several times in one frame; the values are processed in order and
the frame acknowledged once.
Strict: OK
Expect: E/6.5.3/ack-count

RFC 9113 6.5, 6.5.3
Tags: check, settings, ack
"""

from h2craft.case import REST, expect, half, settled

SETTINGS = [
    ("HEADER_TABLE_SIZE", 0),
    ("ENABLE_PUSH", 0),
    ("MAX_CONCURRENT_STREAMS", 0),
    ("INITIAL_WINDOW_SIZE", 0),
    ("MAX_FRAME_SIZE", 16_777_215),
    ("MAX_HEADER_LIST_SIZE", 0),
    ("MAX_HEADER_LIST_SIZE", 65_536),
    ("MAX_FRAME_SIZE", 16_384),
    ("INITIAL_WINDOW_SIZE", 2_147_483_647),
    ("MAX_CONCURRENT_STREAMS", 100),
    ("ENABLE_PUSH", 0),
    ("HEADER_TABLE_SIZE", 4_096),
]


def main(request, response):
    half(response)
    expect(response, settled(response, SETTINGS), "SETTINGS of twelve values are acknowledged")
    response.writer.write_data(REST, last=True)
