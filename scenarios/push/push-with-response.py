"""A style sheet is pushed before the page that needs it.

PUSH_PROMISE for /style.css on the request's stream, then the pushed response on stream 2, then
the page.

A good client that has left push on takes the pushed response, or refuses it with RST_STREAM
CANCEL or REFUSED_STREAM on the promised stream; it delivers the page either way, and asks for
what it has refused by itself.

RFC 9113 8.4, 6.6
Tags: push, interop
Needs: push
"""

STYLE = [(":method", "GET"), (":scheme", "https"), (":path", "/style.css")]


def main(request, response):
    writer = response.writer
    promise = [*STYLE, (":authority", request.url_parts.netloc)]
    css = [("content-type", "text/css")]
    writer.write_push(promise, status=200, response_headers=css, response_data="p { color: red }\n")
    writer.write_headers([("content-type", "text/html")], 200)
    writer.write_data("<link rel=stylesheet href=/style.css><p>red\n", last=True)
