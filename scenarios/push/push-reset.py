"""A push that is promised and taken back.

PUSH_PROMISE for /style.css, then RST_STREAM CANCEL on the promised stream, then the page.

A good client forgets the promise, asks for the style sheet itself if it needs it, and delivers
the page.

RFC 9113 8.4.2, 5.1, 6.4
Tags: push, rst-stream, interop
Needs: push
"""

STYLE = [(":method", "GET"), (":scheme", "https"), (":path", "/style.css")]


def main(request, response):
    writer = response.writer
    promised = writer.write_push([*STYLE, (":authority", request.url_parts.netloc)])
    writer.write_rst_stream("CANCEL", stream_id=promised)
    writer.write_headers([("content-type", "text/html")], 200)
    writer.write_data("<link rel=stylesheet href=/style.css><p>black\n", last=True)
