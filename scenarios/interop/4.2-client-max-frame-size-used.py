"""A DATA frame as long as the client's own MAX_FRAME_SIZE allows.

Or as its windows allow, where they are smaller.

A good client takes the frame: it has said that it would.

Case: A/4.2/client-max-frame-size-used
Level: MUST
Requires: A client that announces a larger MAX_FRAME_SIZE takes frames of that size.
Needs: settings MAX_FRAME_SIZE>16384
Strict: OK

RFC 9113 4.2, 6.5.2
Tags: check, data, frame-size, settings
"""

from h2craft.case import missing, whole

LINE = b"0123456789abcde\n"


def main(request, response):
    writer = response.writer
    octets = writer.get_max_payload_size() + 9
    if octets <= 16_384:
        missing(response, "a window above 16,384 octets")
        whole(response)
        return
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data_frame((LINE * (octets // len(LINE) + 1))[:octets], last=True)
