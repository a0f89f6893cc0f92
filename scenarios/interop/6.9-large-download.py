"""A body of ten million octets, as fast as the client's windows allow.

A good client credits the stream and the connection as it takes the octets, and gets them all.

Case: A/6.9/large-download
Level: MUST
Requires: A receiver that wants more sends WINDOW_UPDATE on the stream and on the connection.
Strict: OK
Expect: windows credited

RFC 9113 6.9, 5.2
Tags: check, flow-control, download
"""

LINES = b"".join(b"%09d\n" % number for number in range(1_000))


def main(request, response):
    response.writer.write_headers([("content-type", "text/plain")], 200)
    response.writer.write_data(LINES * 1_000, last=True)
