"""Answers as they should be: two whole requests may be waited for, `?both`."""

import threading

BOTH = threading.Barrier(2)


def main(request, response):
    if "both" in request.GET:
        BOTH.wait(20)
        return [("content-type", "text/plain")], f"answer {request.h2_stream_id}\n"
    if request.method == "HEAD":
        response.writer.write_headers([("content-length", "1000")], 200, last=True)
        return None
    fields = [("content-type", "text/plain"), ("x-name", "value")]
    return fields, f"{request.method} with {len(request.body)} octets\n"
