"""300 PINGs before the response, none like the other.

300 PING frames, numbered, all at once; then the response, once the client has answered.

A good client answers each with the same eight octets and the ACK flag, in order, before
anything else it has to send. 300 are no attack; a flood without end it may stop with
ENHANCE_YOUR_CALM.

RFC 9113 6.7, 10.5
Tags: ping, ack, interop
"""


def main(request, response):
    writer = response.writer
    with writer.together():
        for number in range(300):
            writer.write_raw_frame("PING", number.to_bytes(8, "big"), stream_id=0)
    writer.barrier()  # one more, and its ACK
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("300 times\n", last=True)
