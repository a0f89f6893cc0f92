"""GOAWAY with 0, 8 and 16,000 octets of debug data.

Three GOAWAYs in the middle of the response, all for its stream as the last one and with
NO_ERROR.

A good client takes the debug data for what it is, or for nothing, and reads the body to its
end.

Case: A/6.8/debug-data
Level: MUST
Requires: GOAWAY may carry any octets for the curious; they mean nothing to the protocol.
Strict: OK

RFC 9113 6.8
Tags: check, goaway, graceful, debug-data
"""

from h2craft.case import REST, half, reaction


def main(request, response):
    writer = response.writer
    half(response)
    for octets in (b"", b"go away!", b"\x00\xff\r\n" * 4_000):
        writer.write_goaway(request.h2_stream_id, "NO_ERROR", octets)
        reaction(response)
    writer.write_data(REST, last=True)
    reaction(response)
    writer.close("clean")
