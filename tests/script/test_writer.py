from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from hpack import NeverIndexedHeaderTuple

from h2craft.actions import Data, Door, Field, Headers, Hpack, PushPromise, Send
from h2craft.script.errors import ProtocolError, StreamClosed
from h2craft.script.response import Response
from h2craft.script.writer import FILE_CHUNK, ResponseWriter
from h2craft.trace import Kind
from h2craft.wire import Representation

OK = Field(b":status", b"200")
PROMISE = [(":method", "GET"), (":path", "/p"), (":scheme", "https"), (":authority", "a")]
PROMISED = tuple(Field(name.encode(), value.encode()) for name, value in PROMISE)


@pytest.fixture
def writer(make_response: Callable[..., Response]) -> ResponseWriter:
    return make_response().writer


class TestHeaders:
    def test_pseudo_header_fields_come_first_and_get_their_colon(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        writer.write_headers([("X-A", "1"), ("path", "/p"), (b"x-b", 2)], 203, "ignored")
        fields = (
            Field(b":path", b"/p"),
            Field(b":status", b"203"),
            Field(b"x-a", b"1"),
            Field(b"x-b", b"2"),
        )
        assert channel.actions == [Send(frames=(Headers(stream_id=1, fields=fields),))]
        assert channel.actions[0].door is Door.LAWFUL and channel.waited == [True]
        assert writer.content_written and not writer.stream_ended

    def test_stream_zero_is_a_stream(self, writer: ResponseWriter, channel: Any) -> None:
        writer.write_headers([], 200, stream_id=0)
        assert channel.frame == Headers(stream_id=0, fields=(OK,))
        assert not writer.content_written

    def test_last_ends_the_stream(self, writer: ResponseWriter, channel: Any) -> None:
        writer.write_headers([], 200, last=True, padding=8)
        assert channel.frame == Headers(stream_id=1, fields=(OK,), end_stream=True, padding=8)
        assert writer.stream_ended

    def test_connection_specific_fields_are_dropped_and_noted(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        writer.write_headers([("Connection", "close"), ("Upgrade", "x"), ("a", "b")], 200)
        assert channel.frame.fields == (OK, Field(b"a", b"b"))
        ((kind, detail),) = channel.records
        assert kind is Kind.NOTED and "connection, upgrade" in detail["text"]

    def test_the_representation_of_a_field_can_be_chosen(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        writer.write_headers([NeverIndexedHeaderTuple("A", "b")], 200)
        assert channel.frame.fields[1] == Field(b"a", b"b", Representation.NEVER)

    def test_a_block_of_octets_goes_past_all_checks(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        writer.write_headers([("ignored", "x")], 200, last=True, block=b"\x88", padding=1)
        frame = Headers(stream_id=1, end_stream=True, padding=1, hpack=Hpack.OCTETS, block=b"\x88")
        assert channel.actions == [Send(frames=(frame,), door=Door.WIRE)]
        assert writer.content_written and writer.stream_ended

    def test_without_a_status_it_is_for_the_door_to_refuse(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        channel.refuse = ProtocolError("no :status", "9113 8.3.2")
        with pytest.raises(ProtocolError, match="9113 8.3.2"):
            writer.write_headers([], None)
        assert not writer.content_written

    def test_the_answer_to_head_ends_the_stream(
        self, make_response: Callable[..., Response], channel: Any
    ) -> None:
        response = make_response("HEAD")
        response.writer.write_headers([], 103)
        response.writer.write_headers([], 200, stream_id=2)
        assert not response.writer.stream_ended
        response.writer.write_headers([], 200)
        assert [frame.end_stream for frame in channel.frames] == [False, False, True]
        assert response.writer.stream_ended

    def test_but_not_if_its_body_is_wanted(
        self, make_response: Callable[..., Response], channel: Any
    ) -> None:
        response = make_response("HEAD")
        response.send_body_for_head_request = True
        response.writer.write_headers([], 200)
        assert not channel.frame.end_stream

    def test_an_interim_response_is_no_response_yet(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        writer.write_informational(103, [("Link", "</a>")])
        writer.write_headers([], 100)
        assert channel.frames[0] == Headers(
            stream_id=1, fields=(Field(b":status", b"103"), Field(b"link", b"</a>"))
        )
        assert not writer.content_written

    @pytest.mark.parametrize("status", [200, 99, 1000])
    def test_a_final_status_is_no_interim_response(
        self, writer: ResponseWriter, channel: Any, status: int
    ) -> None:
        with pytest.raises(ValueError, match=f"not {status}"):
            writer.write_informational(status)
        assert not channel.actions

    def test_trailers_end_the_stream(self, writer: ResponseWriter, channel: Any) -> None:
        writer.write_trailers([("X-Sum", "1"), ("status", "plain")])
        assert channel.frame == Headers(
            stream_id=1,
            fields=(Field(b"x-sum", b"1"), Field(b"status", b"plain")),
            end_stream=True,
        )
        assert writer.stream_ended


class TestData:
    def test_text_is_encoded_and_sent_in_one_action(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        writer.write_data("\xe9")
        writer.write_data(b"", stream_id=0)
        writer.write_data(b"x" * 1_000_000, last=True, padding=2)
        assert channel.frames == [
            Data(stream_id=1, data=b"\xc3\xa9"),
            Data(stream_id=0),
            Data(stream_id=1, data=b"x" * 1_000_000, end_stream=True, padding=2),
        ]
        assert all(action.door is Door.LAWFUL for action in channel.actions)
        assert writer.stream_ended

    @pytest.mark.parametrize("size", [0, 1, FILE_CHUNK, FILE_CHUNK + 1, 2 * FILE_CHUNK])
    def test_a_file_is_sent_from_its_beginning_piece_by_piece(
        self, writer: ResponseWriter, channel: Any, size: int
    ) -> None:
        content = bytes(range(256)) * (size // 256 + 1)
        file = io.BytesIO(content[:size])
        file.seek(0, io.SEEK_END)
        writer.write_data(file, last=True)
        assert b"".join(frame.data for frame in channel.frames) == content[:size]
        assert len(channel.frames) == max(1, -(-size // FILE_CHUNK))
        ends = [frame.end_stream for frame in channel.frames]
        assert ends[-1] and not any(ends[:-1])

    def test_a_file_that_cannot_seek_and_one_of_text(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        class Pipe(io.BytesIO):
            def seekable(self) -> bool:
                return False

            def seek(self, *_: int) -> int:
                raise OSError

        writer.write_data(Pipe(b"from a pipe"))
        writer.write_data(io.StringIO("\xe9"))
        assert [frame.data for frame in channel.frames] == [b"from a pipe", b"\xc3\xa9"]

    def test_nothing_else_is_data(self, writer: ResponseWriter) -> None:
        with pytest.raises(ValueError, match="int"):
            writer.write_data(5)  # type: ignore[arg-type]

    def test_one_frame_is_one_frame(self, writer: ResponseWriter, channel: Any) -> None:
        writer.write_data_frame("a", False)
        writer.write_data_frame(b"b" * 16_384, True)
        assert channel.frames == [
            Data(stream_id=1, data=b"a", whole=True),
            Data(stream_id=1, data=b"b" * 16_384, end_stream=True, whole=True),
        ]

    def test_a_stream_that_closes_meanwhile_raises(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        channel.refuse = StreamClosed("reset by the peer")
        with pytest.raises(StreamClosed):
            writer.write_data("x", last=True)
        assert not writer.stream_ended

    def test_end_stream_is_an_empty_data_frame(self, writer: ResponseWriter, channel: Any) -> None:
        writer.end_stream(stream_id=4)
        assert not writer.stream_ended
        writer.end_stream()
        assert channel.frames == [
            Data(stream_id=4, end_stream=True),
            Data(stream_id=1, end_stream=True),
        ]
        assert writer.stream_ended

    @pytest.mark.parametrize(
        ("window", "size"), [(65_535, 16_375), (100, 91), (9, 0), (0, 0), (-50, 0)]
    )
    def test_the_largest_payload_is_that_of_wpt_but_never_negative(
        self, writer: ResponseWriter, channel: Any, window: int, size: int
    ) -> None:
        channel.windows[1] = window
        assert writer.get_max_payload_size() == writer.get_max_payload_size(1) == size
        channel.windows[0] = 20
        assert writer.get_max_payload_size(0) == 11


class TestPush:
    def test_without_response_headers_nothing_is_pushed(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        assert writer.write_push(PROMISE, padding=4) == 2
        assert channel.frame == PushPromise(stream_id=1, fields=PROMISED, padding=4)
        assert not writer.content_written

    def test_the_response_goes_to_the_promised_stream(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        assert writer.write_push(PROMISE, 12, 200, [("A", "b")], "data") == 12
        assert channel.frames == [
            PushPromise(stream_id=1, promised_stream_id=12, fields=PROMISED),
            Headers(stream_id=12, fields=(OK, Field(b"a", b"b"))),
            Data(stream_id=12, data=b"data", end_stream=True),
        ]
        assert not writer.content_written and not writer.stream_ended

    def test_headers_without_data_end_the_promised_stream(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        writer.write_push(PROMISE, status=204, response_headers=[])
        assert channel.frames[1].end_stream and len(channel.frames) == 2

    def test_empty_data_is_data(self, writer: ResponseWriter, channel: Any) -> None:
        writer.write_push(PROMISE, status=200, response_headers=[], response_data="")
        assert channel.frames[-1] == Data(stream_id=2, end_stream=True)

    def test_response_headers_need_a_status(self, writer: ResponseWriter, channel: Any) -> None:
        with pytest.raises(ValueError, match="status"):
            writer.write_push(PROMISE, response_headers=[])
        assert not channel.actions

    def test_response_data_needs_headers(self, writer: ResponseWriter, channel: Any) -> None:
        with pytest.raises(ValueError, match="response_headers"):
            writer.write_push(PROMISE, response_data="nobody's")
        assert not channel.actions

    def test_a_peer_that_takes_no_pushes_gets_none(
        self, writer: ResponseWriter, channel: Any
    ) -> None:
        channel.pushes = False
        with pytest.raises(ProtocolError, match="ENABLE_PUSH"):
            writer.write_push(PROMISE)
        assert not channel.actions

    @pytest.mark.parametrize("given", [None, 6])
    def test_a_block_of_octets(
        self, writer: ResponseWriter, channel: Any, given: int | None
    ) -> None:
        promised = writer.write_push((), given, block=b"\x82")
        assert promised == given or promised == 2
        frame = PushPromise(
            stream_id=1, promised_stream_id=promised, hpack=Hpack.OCTETS, block=b"\x82"
        )
        assert channel.actions == [Send(frames=(frame,), door=Door.WIRE)]

    def test_no_promise_is_an_error(
        self, writer: ResponseWriter, channel: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(channel, "fire", lambda action: None)
        with pytest.raises(ProtocolError, match="promised"):
            writer.write_push(PROMISE)


def test_what_is_sent_together_is_one_flush(writer: ResponseWriter, channel: Any) -> None:
    frames = (Headers(stream_id=1, fields=(OK,)), Data(stream_id=1, end_stream=True))
    writer.send_last(frames)
    assert channel.actions == [Send(frames=frames)] and channel.waited == [False]
    assert writer.content_written and writer.stream_ended


def test_the_encoding_is_the_responses(make_response: Callable[..., Response]) -> None:
    response = make_response()
    response.encoding = "latin-1"
    assert response.writer.encode("\xe9") == b"\xe9"
    assert response.writer.request is response.request


def test_waiting_begins_after_the_request(writer: ResponseWriter, channel: Any) -> None:
    with pytest.raises(TimeoutError):
        writer.wait_for("type:DATA", 1)
    assert channel.awaited == [("dir:received (type:DATA)", 1, 10)]


def test_a_stream_left_open_has_nothing_written_for_it(
    writer: ResponseWriter, channel: Any
) -> None:
    writer.leave_open()
    assert writer.content_written and writer.stream_ended
    assert channel.actions == []
