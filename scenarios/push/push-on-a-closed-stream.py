"""A push is promised on a stream that has long ended.

Half a body on the second of two requests, then PUSH_PROMISE on the stream of the first, which
both ends have ended; then the rest of the body.

A good client closes the connection with GOAWAY PROTOCOL_ERROR (or STREAM_CLOSED): a promise has
to come on a stream that is open, or half closed at the client's end.

RFC 9113 6.6, 5.1
Tags: illegal, push, closed, connection-error
Needs: push; two requests on one connection, one after the other
"""

import time

from hyperframe.frame import PushPromiseFrame

STYLE = [(":method", "GET"), (":scheme", "https"), (":path", "/style.css")]
before = {}  # by connection, the stream of its latest request


def main(request, response):
    writer = response.writer
    promise = [*STYLE, (":authority", request.url_parts.netloc)]
    closed = before.get(request.client_address)
    before[request.client_address] = request.h2_stream_id
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    if closed is not None:
        writer.barrier()  # the client has read this far
        writer.write_raw_header_frame(
            promise, closed, end_headers=True, frame_cls=PushPromiseFrame, promised_stream_id=2
        )
        time.sleep(0.1)  # time to object
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
