from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hpack import Decoder, NeverIndexedHeaderTuple
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    ExtensionFrame,
    HeadersFrame,
    PingFrame,
    PushPromiseFrame,
)

from h2craft.actions import (
    Continuation,
    Data,
    Door,
    Field,
    Headers,
    Hpack,
    Ping,
    PushPromise,
    Raw,
    RstStream,
    Send,
    SendOctets,
)
from h2craft.script.errors import ConnectionClosed, ProtocolError, StreamClosed
from h2craft.script.rawcalls import RawCalls
from h2craft.wire import Representation

FIELDS = (Field(b":status", b"200"), Field(b"X-Upper", b" kept "))
GIVEN = [(":status", 200), (b"X-Upper", " kept ")]


@pytest.fixture
def calls(channel: Any) -> RawCalls:
    return RawCalls(channel)


def test_a_raw_header_frame_is_one_frame_by_the_shared_encoder(
    calls: RawCalls, channel: Any
) -> None:
    calls.write_raw_header_frame(GIVEN)
    frame = Headers(stream_id=1, fields=FIELDS, end_headers=False)
    assert channel.actions == [Send(frames=(frame,), door=Door.WIRE)]
    assert frame.hpack is Hpack.SHARED


def test_its_flags_stream_padding_and_priority_are_as_asked(calls: RawCalls, channel: Any) -> None:
    calls.write_raw_header_frame(
        GIVEN,
        stream_id=0,
        end_stream=True,
        end_headers=True,
        frame_cls=HeadersFrame,
        padding=3,
        priority=(True, 5, 256),
    )
    assert channel.frame == Headers(
        stream_id=0,
        fields=FIELDS,
        end_stream=True,
        end_headers=True,
        padding=3,
        priority=(True, 5, 256),
    )
    assert not calls.stream_ended  # it was stream 0 that ended


def test_a_block_of_octets_is_sent_as_it_is(calls: RawCalls, channel: Any) -> None:
    calls.write_raw_header_frame(GIVEN, block=b"\xff\xff", end_headers=True)
    assert channel.frame == Headers(
        stream_id=1, hpack=Hpack.OCTETS, block=b"\xff\xff", end_headers=True
    )


def test_a_continuation_frame(calls: RawCalls, channel: Any) -> None:
    calls.write_raw_continuation_frame(GIVEN, stream_id=3, end_headers=True)
    calls.write_raw_header_frame(GIVEN, frame_cls=ContinuationFrame)
    assert channel.frames == [
        Continuation(stream_id=3, fields=FIELDS, end_headers=True),
        Continuation(stream_id=1, fields=FIELDS, end_headers=False),
    ]


def test_a_push_promise_frame(calls: RawCalls, channel: Any) -> None:
    calls.write_raw_header_frame(
        GIVEN, frame_cls=PushPromiseFrame, end_headers=True, promised_stream_id=4
    )
    assert channel.frame == PushPromise(stream_id=1, promised_stream_id=4, fields=FIELDS)


def test_the_block_is_the_payload_of_any_other_frame(calls: RawCalls, channel: Any) -> None:
    calls.write_raw_header_frame([("a", "b")], frame_cls=DataFrame, end_stream=True)
    frame = channel.frame
    assert isinstance(frame, Raw) and (frame.type, frame.flags) == (0, 1)
    assert list(Decoder().decode(frame.payload, raw=True)) == [(b"a", b"b")]
    calls.write_raw_header_frame([], frame_cls=PingFrame, block=b"8 octets")
    assert channel.frames[1] == Raw(type=6, payload=b"8 octets", stream_id=1)


def test_a_subclass_is_taken_for_what_it_is(calls: RawCalls, channel: Any) -> None:
    class Own(HeadersFrame):
        pass

    calls.write_raw_header_frame(GIVEN, frame_cls=Own)
    assert isinstance(channel.frame, Headers)


def test_a_flag_the_frame_lacks_and_a_frame_without_a_type_are_errors(
    calls: RawCalls, channel: Any
) -> None:
    with pytest.raises(ValueError, match="END_STREAM"):
        calls.write_raw_header_frame(GIVEN, frame_cls=ContinuationFrame, end_stream=True)
    with pytest.raises(ValueError, match="type"):
        calls.write_raw_header_frame(GIVEN, frame_cls=ExtensionFrame)
    assert not channel.actions


def test_the_representation_of_a_field_can_be_chosen(calls: RawCalls, channel: Any) -> None:
    calls.write_raw_header_frame([NeverIndexedHeaderTuple("a", "b")])
    assert channel.frame.fields == (Field(b"a", b"b", Representation.NEVER),)


def test_a_raw_data_frame_asks_nobody(calls: RawCalls, channel: Any) -> None:
    channel.windows[1], channel.frame_size = 0, 1
    calls.write_raw_data_frame(b"x" * 20_000, end_stream=True, padding=0)
    calls.write_raw_data_frame("\xe9", stream_id=0)
    assert channel.frames == [
        Data(stream_id=1, data=b"x" * 20_000, end_stream=True, padding=0),
        Data(stream_id=0, data=b"\xc3\xa9"),
    ]
    assert all(action.door is Door.WIRE for action in channel.actions)


class TestBookKeeping:
    def test_raw_calls_on_the_stream_count_as_its_response(
        self, calls: RawCalls, channel: Any
    ) -> None:
        calls.write_raw_header_frame(GIVEN)
        assert calls.content_written and not calls.stream_ended
        calls.write_raw_data_frame(b"", end_stream=True)
        assert calls.stream_ended

    def test_calls_on_other_streams_do_not(self, calls: RawCalls, channel: Any) -> None:
        calls.write_raw_data_frame(b"", stream_id=3, end_stream=True)
        calls.write_ping()
        calls.write_raw_frame("SETTINGS", stream_id=0)
        assert not calls.content_written and not calls.stream_ended

    def test_octets_may_be_a_response(self, calls: RawCalls, channel: Any) -> None:
        calls.write_raw(b"anything")
        assert channel.actions == [SendOctets(octets=b"anything")]
        assert calls.content_written and not calls.stream_ended

    def test_a_frame_of_hyperframe_is_its_octets(self, calls: RawCalls, channel: Any) -> None:
        frame = PingFrame(0, b"8 octets")
        calls.write_raw(frame)
        assert channel.actions == [SendOctets(octets=frame.serialize())]

    @pytest.mark.parametrize(
        ("type_", "flags", "written", "ended"),
        [
            ("HEADERS", "END_STREAM", True, True),
            ("DATA", 0, True, False),
            ("CONTINUATION", "END_HEADERS", True, False),
            ("RST_STREAM", 0, True, True),
            ("WINDOW_UPDATE", 0, False, False),
            (0xBE, 1, False, False),
        ],
    )
    def test_a_raw_frame_counts_by_its_type(
        self,
        calls: RawCalls,
        type_: int | str,
        flags: int | str,
        written: bool,
        ended: bool,
    ) -> None:
        calls.write_raw_frame(type_, flags=flags)
        assert (calls.content_written, calls.stream_ended) == (written, ended)

    def test_resetting_the_stream_ends_it(self, calls: RawCalls) -> None:
        calls.write_rst_stream("CANCEL")
        assert calls.content_written and calls.stream_ended


def test_text_and_octets(calls: RawCalls) -> None:
    assert calls.encode("\xe9") == b"\xc3\xa9" and calls.encode(b"\xe9") == b"\xe9"
    assert calls.encode(bytearray(b"a")) == calls.encode(memoryview(b"a")) == b"a"
    assert calls.decode(b"\xc3\xa9") == calls.decode("\xe9") == "\xe9"
    for convert in (calls.encode, calls.decode):
        with pytest.raises(ValueError, match="int"):
            convert(1)


def test_a_writer_knows_after_a_hold_what_a_person_has_written(channel: Any) -> None:
    writer = RawCalls(channel)
    writer.hold()
    assert (writer.content_written, writer.stream_ended) == (False, False)
    channel.by_hand = (True, False)
    writer.hold("why", timeout=2)
    assert (writer.content_written, writer.stream_ended) == (True, False)
    assert channel.held == [("", None), ("why", 2)]


def test_a_writer_whose_stream_ended_in_a_hold_has_nothing_left_to_write(channel: Any) -> None:
    channel.hold_ends = StreamClosed("answered by hand")
    writer = RawCalls(channel)
    with pytest.raises(StreamClosed):
        writer.hold()
    assert (writer.content_written, writer.stream_ended) == (True, True)


def test_a_writer_may_go_on_after_a_hold_that_took_too_long(channel: Any) -> None:
    channel.hold_ends = TimeoutError()
    writer = RawCalls(channel)
    with pytest.raises(TimeoutError):
        writer.hold(timeout=0)
    assert (writer.content_written, writer.stream_ended) == (False, False)


# Several frames, one flush


def test_what_is_written_together_leaves_as_one_flush(calls: RawCalls, channel: Any) -> None:
    with calls.together():
        calls.write_raw_data_frame(b"a")
        calls.write_ping(b"12345678")
        calls.write_rst_stream("CANCEL")
        assert channel.actions == []
    (action,) = channel.actions
    assert action.door is Door.WIRE
    assert [type(frame) for frame in action.frames] == [Data, Ping, RstStream]
    assert calls.stream_ended


def test_nothing_written_together_is_nothing_sent(calls: RawCalls, channel: Any) -> None:
    with calls.together():
        pass
    assert channel.actions == []


def test_together_within_together_is_one_flush(calls: RawCalls, channel: Any) -> None:
    with calls.together():
        calls.write_ping(b"1" * 8)
        with calls.together():
            calls.write_ping(b"2" * 8)
    (action,) = channel.actions
    assert [frame.opaque_data for frame in action.frames] == [b"1" * 8, b"2" * 8]


@pytest.mark.parametrize(
    "call",
    [
        lambda calls: calls.write_raw(b"octets"),
        lambda calls: calls.policy(ping_ack="drop"),
        lambda calls: calls.fire(Send(frames=(Data(stream_id=1),))),
    ],
)
def test_what_is_no_frame_of_the_wire_door_cannot_leave_together(
    calls: RawCalls, channel: Any, call: Callable[[RawCalls], object]
) -> None:
    with pytest.raises(ProtocolError, match="cannot leave together"), calls.together():
        calls.write_raw_data_frame(b"a", end_stream=True)
        call(calls)
    assert channel.actions == []
    assert not calls.content_written and not calls.stream_ended
    calls.write_ping()
    assert len(channel.actions) == 1


# The end of a connection


def test_a_connection_that_is_closed_leaves_nothing_to_write(calls: RawCalls, channel: Any) -> None:
    calls.close("half")
    assert calls.content_written and calls.stream_ended
    assert len(channel.actions) == 1


def test_closing_what_the_peer_has_closed_is_done_already(calls: RawCalls, channel: Any) -> None:
    channel.refuse = ConnectionClosed("the connection is closed")
    calls.close()
    assert calls.stream_ended
