"""A SETTINGS ACK for settings nobody sent.

In the middle of a response comes a SETTINGS ACK too many: the client's SETTINGS were
acknowledged long ago.

A good client ignores it, or closes the connection with GOAWAY PROTOCOL_ERROR; the RFC says
nothing about it. It does not acknowledge an acknowledgement, and settings it sends later still
wait for their own.

RFC 9113 6.5.3
Tags: settings, ack, undefined
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # all that was to be acknowledged is
    writer.write_settings(ack=True)
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
