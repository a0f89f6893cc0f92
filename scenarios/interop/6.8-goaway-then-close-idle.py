"""The response, GOAWAY, and the end of the connection.

One after the other, without a pause.

A good client has its response and reports no error: nothing is left that could have failed.

Case: A/6.8/goaway-then-close-idle
Level: rob
Requires: A server may close a connection that has no streams; requests that are finished are
finished.
Strict: OK

RFC 9113 6.8, 9.1
Tags: check, goaway, graceful, close
"""

from h2craft.case import whole


def main(request, response):
    whole(response)
    response.writer.write_goaway(request.h2_stream_id, "NO_ERROR")
    response.writer.close("clean")
