"""A push, before the client's ENABLE_PUSH=0 is acknowledged.

Our SETTINGS ACK is never sent. The promise leaves entries in the dynamic table, one of which is
the name of the trailer that ends the response.

A good client decodes the promise, whatever it does with it: it may refuse the pushed stream, or
close the connection.

Case: A/6.6/push-before-settings-ack
Level: MUST
Requires: ENABLE_PUSH=0 holds once it is acknowledged. A promise that is refused still changes
the HPACK state.
Needs: settings ENABLE_PUSH=0
Strict: OK or CE(PROTOCOL_ERROR)
Expect: no: dir:received type:GOAWAY code:COMPRESSION_ERROR

RFC 9113 6.6, 8.4, 6.5.3, 4.3
Tags: check, push, settings, hpack
"""

from hyperframe.frame import PushPromiseFrame

from h2craft.case import REST, half, literal, reaction


def handle_opening(connection):
    connection.policy(settings_ack="drop")


def main(request, response):
    writer = response.writer
    block = b"\x82" + (b"\x87" if request.url_parts.scheme == "https" else b"\x86")
    block += literal(b"x-checksum", b"2a", 0x40) + literal(4, b"/pushed")
    block += literal(1, request.url_parts.netloc.encode(), 0x40)
    half(response, fields=())
    writer.write_raw_header_frame(
        [], end_headers=True, frame_cls=PushPromiseFrame, promised_stream_id=2, block=block
    )
    reaction(response)
    writer.write_raw_data_frame(REST)
    writer.write_raw_header_frame([], end_headers=True, end_stream=True, block=b"\xbf")
