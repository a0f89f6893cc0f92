"""TLS records of one octet, and all of the response in a single record.

A good client reads frames out of whatever records there are.

Case: A/tls/record-split
Level: rob
Requires: Frames and TLS records know nothing of each other's borders.
Needs: https
Strict: OK
Variants: of-one-octet, in-one-record

RFC 9113 9.2, RFC 8446 5.1
Tags: check, tls, tcp
"""

from hyperframe.frame import DataFrame, HeadersFrame

from h2craft.case import BODY, OK_BLOCK, chosen, literal, reaction

BLOCK = OK_BLOCK + literal(b"content-length", b"29")
RECORDS = {"of-one-octet": 1, "in-one-record": 16_384}


def main(request, response):
    writer, stream = response.writer, request.h2_stream_id
    reaction(response)  # all replies to the client's preface are out
    writer.policy(settings_ack="drop", ping_ack="drop", window_update="drop")
    octets = HeadersFrame(stream, BLOCK, flags=["END_HEADERS"]).serialize()
    octets += DataFrame(stream, BODY.encode(), flags=["END_STREAM"]).serialize()
    size = chosen(request, RECORDS)
    for place in range(0, len(octets), size):
        writer.write_raw(octets[place : place + size])
    response.writer.leave_open()  # END_STREAM was among the octets
