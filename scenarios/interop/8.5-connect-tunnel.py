"""CONNECT, and octets both ways through the tunnel.

What comes is sent back, frame by frame, but a GET of HTTP/1.1 is answered. END_STREAM is answered
by END_STREAM.

A good client sends and takes DATA alone on the stream, and ends its half of the tunnel by
END_STREAM.

Case: A/8.5/connect-tunnel
Level: MUST
Requires: After 200 to CONNECT a stream is a tunnel: DATA are octets of the connection,
END_STREAM is its FIN.
Needs: method CONNECT, proxy
Strict: OK
Expect: at least 1: dir:received type:DATA

RFC 9113 8.5
Tags: check, connect, tunnel
"""

from h2craft.case import BODY, expect

ANSWER = f"HTTP/1.1 200 OK\r\ncontent-length: {len(BODY)}\r\nconnection: close\r\n\r\n{BODY}"


def handle_headers(frame, request, response):
    expect(response, request.method == "CONNECT", "the request is CONNECT")
    response.writer.write_headers([], 200)


def handle_data(frame, request, response):
    if frame.data.startswith(b"GET "):
        response.writer.write_data(ANSWER)
    elif frame.data:
        response.writer.write_data(frame.data)


def main(request, response):
    response.writer.end_stream()
