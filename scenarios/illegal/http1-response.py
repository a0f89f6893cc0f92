"""An HTTP/1.1 response on an HTTP/2 connection.

After a proper connection preface the request is answered in HTTP/1.1's text, as by a proxy that
takes the server behind it for one of the old kind. The connection is closed when the client has
said GOAWAY, or after two seconds.

A good client gives up at once: "HTTP/1.1" read as a frame header is a frame of 4,740,180
octets, which is a FRAME_SIZE_ERROR. It takes nothing of the text for a response.

RFC 9113 3.4, 4.2
Tags: illegal, http1, framing, connection-error
"""

import contextlib

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 6\r\n\r\nhello\n"


def main(request, response):
    response.writer.write_raw(ANSWER)
    with contextlib.suppress(TimeoutError):
        response.writer.wait_for("type:GOAWAY", timeout=2)
    response.writer.close()
