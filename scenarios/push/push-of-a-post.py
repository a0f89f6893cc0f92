"""A POST is pushed.

Half a body, then PUSH_PROMISE of a request with the method POST; then its response, and the
rest of the body.

A good client resets the promised stream with RST_STREAM PROTOCOL_ERROR: only requests that are
safe and cacheable can be promised. The response it has asked for is delivered.

RFC 9113 8.4
Tags: illegal, push, method, stream-error
Needs: push
"""

import time

from hyperframe.frame import PushPromiseFrame

STYLE = [(":method", "POST"), (":scheme", "https"), (":path", "/style.css")]


def main(request, response):
    writer = response.writer
    promise = [*STYLE, (":authority", request.url_parts.netloc)]
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_header_frame(
        promise, end_headers=True, frame_cls=PushPromiseFrame, promised_stream_id=2
    )
    time.sleep(0.1)  # time to object
    created = [(":status", "201")]
    writer.write_raw_header_frame(created, stream_id=2, end_stream=True, end_headers=True)
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
