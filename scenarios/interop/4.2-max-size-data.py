"""A DATA frame of exactly 16,384 octets.

The longest frame that everyone must take. Where the client's window is smaller, there is none.

A good client takes it as any other.

Case: A/4.2/max-size-data
Level: MUST
Requires: Frames up to 16,384 octets of payload must be taken, whatever was said in SETTINGS.
Strict: OK

RFC 9113 4.2
Tags: check, data, frame-size
"""

from h2craft.case import missing, whole

BODY = b"0123456789abcde\n" * 1024


def main(request, response):
    writer = response.writer
    if writer.get_max_payload_size() + 9 < len(BODY):
        missing(response, "a window of 16,384 octets")
        whole(response)
        return
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data_frame(BODY, last=True)
