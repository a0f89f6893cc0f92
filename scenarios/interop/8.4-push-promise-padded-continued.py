"""PUSH_PROMISE with padding, completed by CONTINUATION, between DATA.

The pushed response follows.

A good client puts the block together, without the padding, and delivers the response to its
request.

Case: A/8.4/push-promise-padded-continued
Level: MUST
Requires: PUSH_PROMISE may be padded and continued as HEADERS may.
Needs: push
Strict: OK

RFC 9113 6.6, 6.10
Tags: check, push, padding, continuation
"""

from hyperframe.frame import PushPromiseFrame

from h2craft.case import OK_BLOCK, REST, half, literal, reaction


def main(request, response):
    writer, pushed = response.writer, 2
    authority = request.url_parts.netloc.encode()
    block = b"\x82" + (b"\x87" if request.url_parts.scheme == "https" else b"\x86")
    block += literal(4, b"/pushed") + literal(1, authority)
    half(response)
    with writer.together():
        writer.write_raw_header_frame(
            [], frame_cls=PushPromiseFrame, promised_stream_id=pushed, block=block[:6], padding=99
        )
        writer.write_raw_continuation_frame([], end_headers=True, block=block[6:])
    reaction(response)
    writer.write_raw_header_frame([], pushed, end_headers=True, block=OK_BLOCK)
    writer.write_raw_data_frame("pushed\n", pushed, end_stream=True)
    writer.write_raw_data_frame(REST, end_stream=True)
