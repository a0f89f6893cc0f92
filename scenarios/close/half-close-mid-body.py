"""The server ends its direction of TCP in the middle of a body, and goes on reading.

Headers without content-length, half a body, then FIN (over TLS with close_notify) while the
server still reads: nothing more can come, though the connection is half open.

A good client sees that the rest cannot come any more, reports the response as incomplete and
closes; it does not wait for its time limit.

RFC 9113 8.1, 5.4.1
Tags: close, truncated, half-close
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.close("half")
