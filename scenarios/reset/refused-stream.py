"""RST_STREAM REFUSED_STREAM instead of a response, for every other request.

A good client sends the request again, whatever its method: nothing was done with it. It does so
a few times at most.

RFC 9113 8.7, 5.1.2, 6.4
Tags: reset, retry, interop
"""


def main(request, response):
    if request.ordinal % 2 == 0:
        return "answered the second time\n"
    response.writer.write_rst_stream("REFUSED_STREAM")
