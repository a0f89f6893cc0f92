"""200,000 octets of DATA whatever the client's windows say.

The body goes out in full frames in one go, without a look at the windows.

A good client answers what exceeds its window with FLOW_CONTROL_ERROR, by RST_STREAM or GOAWAY.
It may also take it, but it must not be made to keep more than it has offered to.

RFC 9113 6.9, 6.9.1, 5.2.1
Tags: illegal, flow-control, windows, data
Needs: a client whose windows are below 200,000 octets and stay so, such as nghttp -w 10
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "application/octet-stream")], 200)
    writer.barrier()  # the client has read this far
    with writer.together():
        for _ in range(20):
            writer.write_raw_data_frame(bytes(10_000))
    writer.write_raw_data_frame(b"", end_stream=True)
