"""More pushed responses at a time than the client takes.

Half a body, and as many pushed responses as the client's MAX_CONCURRENT_STREAMS, none of which
is ended; then one more. In the end all of them are.

A good client resets the stream that is one too many, with PROTOCOL_ERROR or REFUSED_STREAM.

Case: 9113/5.1.2/push-over-concurrency
Level: MUST
Requires: HEADERS that exceed the MAX_CONCURRENT_STREAMS one has announced are a stream error
of type PROTOCOL_ERROR or REFUSED_STREAM.
Needs: push, settings MAX_CONCURRENT_STREAMS<=1000
Strict: SE(PROTOCOL_ERROR|REFUSED_STREAM)

RFC 9113 5.1.2, 5.4.2
Tags: check, push, concurrency
"""

from h2craft.case import (
    OK_BLOCK,
    announced,
    canary,
    half,
    missing,
    promise,
    reaction,
    said,
    violation,
    write_promise,
)


def main(request, response):
    most = announced(response, "MAX_CONCURRENT_STREAMS", 0)
    half(response)
    for promised in range(2, 2 * most + 2, 2):
        push(request, response.writer, promised)
    if reaction(response) or said(response, "type:RST_STREAM"):
        missing(response, "as many pushes accepted as it has announced")
        canary(response)
        return
    with violation(response, opened=False) as writer:
        push(request, writer, 2 * most + 2)
    for promised in range(2, 2 * most + 2, 2):
        response.writer.write_raw_data_frame("pushed\n", promised, end_stream=True)


def push(request, writer, promised):
    with writer.together():
        write_promise(writer, promise(request, f"/pushed/{promised}"), promised)
        writer.write_raw_header_frame([], promised, end_headers=True, block=OK_BLOCK)
