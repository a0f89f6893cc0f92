"""MAX_FRAME_SIZE of 16,777,215 octets, for an upload of a million.

The windows are open throughout.

A good client sends its body in frames of any length up to that.

Case: A/6.5.2/max-frame-size-max
Level: MUST
Requires: A larger MAX_FRAME_SIZE allows larger frames and asks for none.
Needs: post 1000000
Strict: OK
Expect: upload whole
Expect: E/4.2/frame-size
Expect: E/6.9/obeys-windows

RFC 9113 4.2, 6.5.2
Tags: check, settings, frame-size, upload
"""

from h2craft.case import whole


def handle_opening(connection):
    connection.greet({"MAX_FRAME_SIZE": 16_777_215})


def main(request, response):
    whole(response, f"{len(request.body)} octets arrived\n")
