"""MAX_FRAME_SIZE is raised to its maximum while an upload runs.

As soon as the request begins, the client may send frames of 16,777,215 octets. The answer says
how long the longest was.

A good client acknowledges the setting and ends its upload with frames of any length up to that;
its windows hold all the same, and it needs no buffer of 16 MiB for this.

RFC 9113 4.2, 6.5.2
Tags: settings, frame-size, upload, interop
Needs: a body of 100,000 octets
"""

longest = {}


def handle_headers(frame, request, response):
    longest[request] = 0
    response.writer.settle({"MAX_FRAME_SIZE": 16_777_215})


def handle_data(frame, request, response):
    longest[request] = max(longest[request], frame.flow_controlled_length)


def main(request, response):
    return f"{longest.pop(request)} octets in the longest frame\n"
