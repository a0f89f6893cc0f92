"""A DATA frame whose length is more than follows, so that it swallows the next one.

Half a body, then a DATA frame that says 15 octets and has 6: the nine octets of the next
frame's header belong to it, and where the client looks for a header it finds the body's text.

A good client takes the 15 octets as they are counted, then reads a header that is none: a frame
of millions of octets. It closes the connection with GOAWAY FRAME_SIZE_ERROR instead of waiting
for them.

RFC 9113 4.1, 4.2
Tags: illegal, data, framing, frame-size
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half of it, ")
    writer.barrier()  # the client has read this far
    writer.write_raw_frame("DATA", b"a lie ", length=15)
    writer.write_raw_data_frame("and the rest, which nobody will find\n", end_stream=True)
