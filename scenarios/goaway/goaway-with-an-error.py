"""GOAWAY with the error code that the path names, instead of a response, and the end.

Any name of RFC 9113 7 can be asked for, and any number: /?error=0x1234

A good client fails the request and says which code it got. An unknown code is nothing special,
it is treated like INTERNAL_ERROR.

RFC 9113 6.8, 7, 5.4.1
Tags: goaway, error
Path: /?error=INTERNAL_ERROR
"""


def main(request, response):
    writer = response.writer
    writer.leave_open()
    writer.write_goaway(None, request.GET.first("error", b"INTERNAL_ERROR").decode())
    writer.close()
