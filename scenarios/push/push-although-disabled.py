"""A push to a client that has said it takes none.

PUSH_PROMISE on the request's stream, without asking what the client's ENABLE_PUSH says. Half a
body comes before it; an empty pushed response and the rest of the body after it.

A good client that has sent ENABLE_PUSH=0, and got the acknowledgement, closes the connection
with GOAWAY PROTOCOL_ERROR.

RFC 9113 6.6, 8.4
Tags: illegal, push, connection-error
Needs: a client that sends ENABLE_PUSH=0, as most do
"""

import time

from hyperframe.frame import PushPromiseFrame

STYLE = [(":method", "GET"), (":scheme", "https"), (":path", "/style.css")]


def main(request, response):
    writer = response.writer
    promise = [*STYLE, (":authority", request.url_parts.netloc)]
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far, and our SETTINGS ACK
    writer.write_raw_header_frame(
        promise, end_headers=True, frame_cls=PushPromiseFrame, promised_stream_id=2
    )
    time.sleep(0.1)  # time to object
    css = [(":status", "200"), ("content-type", "text/css")]
    writer.write_raw_header_frame(css, stream_id=2, end_stream=True, end_headers=True)
    writer.write_raw_data_frame("and the rest\n", end_stream=True)
