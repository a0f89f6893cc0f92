"""A hundred SETTINGS frames in a row.

Before the response come 100 SETTINGS frames, each with another INITIAL_WINDOW_SIZE; the
response waits for all their acknowledgements.

A good client applies them in order and sends exactly one ACK for each, as soon as it can. A
hundred are no attack; thousands are, and then it may close with ENHANCE_YOUR_CALM.

RFC 9113 6.5.3, 10.5
Tags: settings, ack, interop
"""


def main(request, response):
    writer = response.writer
    for number in range(100):
        writer.write_settings({"INITIAL_WINDOW_SIZE": 65_535 + number})
    writer.settle()  # waits for all of them, since an ACK answers the oldest
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("settled\n", last=True)
