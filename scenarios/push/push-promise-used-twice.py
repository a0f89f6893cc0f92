"""Two pushes are promised on the same stream.

Half a body, then two PUSH_PROMISE frames that promise stream 2; then the rest of the body.

A good client closes the connection with GOAWAY PROTOCOL_ERROR at the second: a promised stream
has to be idle, and its number higher than all before.

RFC 9113 6.6, 5.1.1
Tags: illegal, push, stream-id, connection-error
Needs: push
"""

import time

from hyperframe.frame import PushPromiseFrame

STYLE = [(":method", "GET"), (":scheme", "https"), (":path", "/style.css")]


def main(request, response):
    writer = response.writer
    promise = [*STYLE, (":authority", request.url_parts.netloc)]
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    for _ in range(2):
        writer.write_raw_header_frame(
            promise, end_headers=True, frame_cls=PushPromiseFrame, promised_stream_id=2
        )
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
