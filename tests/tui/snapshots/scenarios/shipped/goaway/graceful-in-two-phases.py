"""GOAWAY that promises everything, then GOAWAY with the last request, then the end.

The first GOAWAY names stream 2147483647: no request is refused by it, new ones should go
elsewhere. A PING makes sure that the client has read it and that no request is still under way;
then the second GOAWAY names the last request there is, which is answered in full before the
connection ends.

A good client opens no stream on this connection once it has read the first GOAWAY, takes the
answer, and has no error to report. Its next request goes over a new connection.

RFC 9113 6.8
Tags: goaway, graceful
"""


def main(request, response):
    writer = response.writer
    writer.write_goaway(2**31 - 1, "NO_ERROR")
    writer.barrier()
    writer.write_goaway(None, "NO_ERROR")
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("answered after two GOAWAYs", last=True)
    writer.close("clean")
