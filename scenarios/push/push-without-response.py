"""A push that is promised and never comes.

PUSH_PROMISE for /style.css, then the page; on the promised stream nothing is ever sent.

A good client delivers the page and does not wait for ever for what was promised: it resets the
promised stream with CANCEL after a while, or closes the connection when it has nothing else to
do on it.

RFC 9113 8.4.2, 5.1
Tags: push, unfulfilled, interop
Needs: push
"""

STYLE = [(":method", "GET"), (":scheme", "https"), (":path", "/style.css")]


def main(request, response):
    writer = response.writer
    writer.write_push([*STYLE, (":authority", request.url_parts.netloc)])
    writer.write_headers([("content-type", "text/html")], 200)
    writer.write_data("<link rel=stylesheet href=/style.css><p>black\n", last=True)
