"""A push is promised on a stream that only the client may open.

Half a body, then PUSH_PROMISE that promises an odd stream, one that the client has not used
yet; then the rest of the body.

A good client closes the connection with GOAWAY PROTOCOL_ERROR: a server's streams have even
numbers, and a promise of any other is a connection error.

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
    odd = request.h2_stream_id + 1000
    writer.write_raw_header_frame(
        promise, end_headers=True, frame_cls=PushPromiseFrame, promised_stream_id=odd
    )
    time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
