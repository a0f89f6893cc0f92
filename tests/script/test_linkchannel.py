"""From a handler's thread to the loop and back, on a link that only collects."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from h2craft.actions import Data, Door, Ping, RstStream, Send, SendOctets
from h2craft.endpoint import Outcome
from h2craft.engine import CLOSED, EngineError
from h2craft.filter import compile
from h2craft.script.errors import ConnectionClosed, ProtocolError, StreamClosed
from h2craft.script.linkchannel import LinkChannel
from h2craft.script.outbox import Outbox
from h2craft.script.pool import WorkerPool
from h2craft.trace import Kind
from h2craft.wire import Frame, FrameType

LAWFUL = Send(frames=(Data(stream_id=1, data=b"x"),))
RAW = Send(frames=(Ping(),), door=Door.WIRE)
PATIENCE_SECONDS = 20


@pytest.fixture
def channel(engine: Any, link: Any) -> Iterator[LinkChannel]:
    pool = WorkerPool()
    outbox = Outbox(pool)
    outbox.open(engine)
    yield LinkChannel(link, pool, outbox, 1, cause=7)
    pool.close()


def test_it_says_who_talks_to_whom(channel: LinkChannel, link: Any) -> None:
    assert channel.connection == 1
    assert channel.client_address == ("127.0.0.1", 50_000)
    assert channel.local_address == ("::1", 8443)
    assert channel.scheme == "https"
    assert channel.info is link.info


def test_an_action_is_fired_and_its_outcome_given(channel: LinkChannel, link: Any) -> None:
    outcome = channel.fire(LAWFUL)
    assert outcome == Outcome(True)
    assert link.actions == [LAWFUL]


def test_actions_reach_the_loop_in_order(channel: LinkChannel, link: Any, engine: Any) -> None:
    actions = [SendOctets(octets=b"%d" % number) for number in range(50)]
    for action in actions:
        assert channel.fire(action, wait=False) is None
    engine.on_loop(lambda: None)
    assert link.actions == actions


def test_a_refusal_is_raised_with_its_section(channel: LinkChannel, link: Any) -> None:
    link.refuse = lambda action: True
    with pytest.raises(ProtocolError, match="refused") as caught:
        channel.fire(LAWFUL)
    assert caught.value.section == "5.1"
    assert not isinstance(caught.value, StreamClosed)


def test_a_refusal_on_a_stream_that_has_ended_says_so(channel: LinkChannel, link: Any) -> None:
    link.refuse = lambda action: True
    promised = Send(frames=(Data(stream_id=3),))
    with pytest.raises(StreamClosed, match="refused"):
        channel.fire(promised)
    with pytest.raises(ProtocolError) as caught:
        channel.fire(Send(frames=(Data(stream_id=0),)))
    assert not isinstance(caught.value, StreamClosed)


def test_a_refusal_nobody_waits_for_is_answered_by_a_reset(
    channel: LinkChannel, link: Any, engine: Any
) -> None:
    link.refuse = lambda action: action is LAWFUL
    channel.fire(LAWFUL, wait=False)
    engine.on_loop(lambda: None)
    (reset,) = link.actions[1].frames
    assert isinstance(reset, RstStream)
    assert (reset.stream_id, link.actions[1].door) == (1, Door.WIRE)


def test_a_refusal_on_a_stream_that_is_gone_is_not_answered(
    channel: LinkChannel, link: Any, engine: Any
) -> None:
    link.refuse = lambda action: True
    held = threading.Event()
    engine.post(lambda: held.wait(PATIENCE_SECONDS))
    channel.fire(LAWFUL, wait=False)
    channel.closed = StreamClosed("gone")
    held.set()
    engine.on_loop(lambda: None)
    assert link.actions == [LAWFUL]


def test_a_closed_stream_is_raised_and_nothing_fired(channel: LinkChannel, link: Any) -> None:
    channel.closed = StreamClosed("gone")
    for action in (LAWFUL, RAW):
        with pytest.raises(StreamClosed, match="gone"):
            channel.fire(action)
    assert link.actions == []


def test_raw_calls_may_outlive_the_stream(channel: LinkChannel, link: Any) -> None:
    channel.closed = StreamClosed("gone")
    channel.raw_ends = False
    channel.fire(RAW)
    with pytest.raises(StreamClosed):
        channel.fire(LAWFUL)
    assert link.actions == [RAW]


def test_a_refusal_because_the_stream_ended_meanwhile_says_so(
    channel: LinkChannel, link: Any
) -> None:
    def ends(action: Any) -> bool:
        channel.closed = StreamClosed("reset meanwhile")
        return True

    link.refuse = ends
    with pytest.raises(StreamClosed, match="reset meanwhile"):
        channel.fire(LAWFUL)


def test_a_refusal_by_a_connection_that_closes_says_so(channel: LinkChannel, link: Any) -> None:
    link.refuse = lambda action: True
    link.pipe.closing = "clean"
    with pytest.raises(ConnectionClosed):
        channel.fire(LAWFUL)


def test_a_refusal_by_a_connection_that_is_lost_ends_the_channel_before_it_is_told(
    channel: LinkChannel, link: Any
) -> None:
    link.refuse, link.reason = lambda action: True, CLOSED
    with pytest.raises(ConnectionClosed):
        channel.fire(RAW)
    assert isinstance(channel.closed, ConnectionClosed)


def test_a_refusal_by_a_lost_connection_that_nobody_waits_for_is_nobodys_mistake(
    channel: LinkChannel, link: Any, engine: Any
) -> None:
    link.refuse, link.reason = lambda action: True, CLOSED
    channel.fire(LAWFUL, wait=False)
    engine.on_loop(lambda: None)
    assert link.actions == [LAWFUL]


def test_an_engine_that_is_gone_is_a_closed_connection(
    channel: LinkChannel, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(call: Any) -> None:
        raise EngineError("the engine has stopped")

    monkeypatch.setattr(engine, "post", gone)
    with pytest.raises(ConnectionClosed, match="the engine has stopped"):
        channel.fire(LAWFUL)


def test_it_answers_what_the_facade_asks(channel: LinkChannel, link: Any) -> None:
    assert channel.max_frame_size() == 16_384
    assert (channel.window(1), channel.window(0)) == (1_000, 2_000)
    assert channel.push_enabled() is True
    assert channel.next_push_id() == 2
    assert channel.streams() == {1: "open"}


def test_a_question_the_loop_cannot_answer_is_raised(channel: LinkChannel, link: Any) -> None:
    del link.lawful.next_stream_id
    with pytest.raises(ProtocolError):
        channel.next_push_id()


def test_remarks_are_records_of_the_stream(channel: LinkChannel, engine: Any) -> None:
    channel.record(Kind.NOTED, {"text": "x"})
    engine.on_loop(lambda: None)
    (record,) = engine.journal.read(0, 10)
    assert (record.kind, record.cause) == (Kind.NOTED, 7)
    assert record.detail == {"stream": 1, "text": "x"}


def put(engine: Any, kind: Kind, type_: FrameType, flags: int = 0, connection: int = 1) -> None:
    engine.journal.append(0.0, connection, kind, Frame.build(type_, flags=flags).octets)


def test_settings_in_flight_are_those_without_their_ack(channel: LinkChannel, engine: Any) -> None:
    for _ in range(3):
        put(engine, Kind.FRAME_SENT, FrameType.SETTINGS)
    put(engine, Kind.FRAME_SENT, FrameType.SETTINGS, connection=2)
    put(engine, Kind.FRAME_SENT, FrameType.SETTINGS, flags=1)
    put(engine, Kind.FRAME_RECEIVED, FrameType.SETTINGS)
    put(engine, Kind.FRAME_RECEIVED, FrameType.SETTINGS, flags=1)
    assert channel.settings_in_flight() == (2, 7)
    assert channel.position() == 7


def test_an_awaited_record_is_given(
    channel: LinkChannel, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def found(*arguments: Any) -> Any:
        asked.append(arguments)
        return SimpleNamespace(record=SimpleNamespace(kind=Kind.FRAME_RECEIVED))

    monkeypatch.setattr(engine, "await_record", found)
    assert channel.await_record("type:PING", 2.0, 5).kind is Kind.FRAME_RECEIVED
    assert asked == [(1, "(type:PING) or kind:END_RECEIVED", 2.0, 5)]


@pytest.mark.parametrize("pattern", ["kind:END_RECEIVED", "type:PING or kind:end_received"])
def test_the_end_of_the_peer_is_given_to_those_who_ask_for_it(
    channel: LinkChannel, engine: Any, monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    end = SimpleNamespace(record=SimpleNamespace(kind=Kind.END_RECEIVED))
    monkeypatch.setattr(engine, "await_record", lambda *_: end)
    assert channel.await_record(pattern, 2.0).kind is Kind.END_RECEIVED
    with pytest.raises(ConnectionClosed, match="ended its direction while 'type:PING' was awaited"):
        channel.await_record("type:PING", 2.0)


def test_nothing_more_is_waited_for_once_the_peer_has_ended(
    channel: LinkChannel, link: Any, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    link.peer_ended = "fin"
    monkeypatch.setattr(engine, "await_record", lambda *said: asked.append(said[2]))
    with pytest.raises(ConnectionClosed, match="nothing was received"):
        channel.await_record("type:PING", 60.0, 5)
    assert asked == [0.0]


def test_octets_are_poured_and_it_is_told_whether_they_have_left(
    channel: LinkChannel, link: Any
) -> None:
    assert channel.pour(b"octets", None)
    link.unsettled = True
    assert not channel.pour(b"more", 0.0)
    channel.position()  # all that was posted is done
    assert link.poured == [b"octets", b"more"]
    link.unsettled, link.reason_to_refuse = False, "the connection is closed"
    with pytest.raises(ConnectionClosed, match="the connection is closed"):
        channel.pour(b"too late", None)
    channel.closed = StreamClosed("gone")
    with pytest.raises(StreamClosed):
        channel.pour(b"too late", None)
    link.peer_leaves = "GOAWAY"
    assert channel.leaves() == "GOAWAY"
    assert channel.received() == 24


def test_a_certificate_is_asked_for_where_that_can_be(channel: LinkChannel, link: Any) -> None:
    link.pipe.request_certificate = lambda: ""
    channel.request_certificate()
    link.pipe.request_certificate = lambda: "there is no TLS"
    with pytest.raises(ProtocolError, match="no certificate can be asked for: there is no TLS"):
        channel.request_certificate()


def test_a_handshake_message_is_put_in_where_that_can_be(channel: LinkChannel, link: Any) -> None:
    put_in = []
    link.pipe.insert_handshake = lambda message: put_in.append(message) or ""
    channel.insert_handshake(bytes(4))
    assert put_in == [bytes(4)]
    link.pipe.insert_handshake = lambda message: "there is no TLS"
    with pytest.raises(ProtocolError, match="message can be put in: there is no TLS"):
        channel.insert_handshake(bytes(4))


def test_nothing_is_read_till_it_is_let_go_or_for_too_long(
    channel: LinkChannel, link: Any, engine: Any
) -> None:
    sizes: list[int] = []
    link.pipe.buffer = sizes.append
    release = channel.unread(5.0, 4_096)
    assert link.late is not None and sizes == [4_096]
    link.late()
    (limit,) = [r for r in engine.journal.read(0, 10) if r.kind is Kind.LIMIT_REACHED]
    assert limit.detail["limit"] == "unread_seconds"
    release()
    channel.position()
    assert link.late is None


def test_what_came_instead_is_told(channel: LinkChannel, engine: Any) -> None:
    for _ in range(7):
        put(engine, Kind.FRAME_RECEIVED, FrameType.PING)
    with pytest.raises(TimeoutError, match=r"no 'type:HEADERS' within 0\.5 s; received: 2 more fr"):
        channel.await_record("type:HEADERS", 0.5)


def test_that_nothing_came_is_told(channel: LinkChannel) -> None:
    with pytest.raises(TimeoutError, match="nothing was received"):
        channel.await_record("type:HEADERS", 0.5)


def test_waiting_ends_with_the_connection(channel: LinkChannel, engine: Any) -> None:
    engine.links.clear()
    with pytest.raises(ConnectionClosed):
        channel.await_record("type:HEADERS", None)


def test_a_pattern_that_is_none_is_a_value_error(
    channel: LinkChannel, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "await_record", lambda number, pattern, *rest: compile(pattern))
    with pytest.raises(ValueError, match="nonsense") as raised:
        channel.await_record("nonsense:(", 1.0)
    assert str(raised.value).count("\n^") == 1


def test_without_hands_nothing_can_be_held(channel: LinkChannel) -> None:
    with pytest.raises(ProtocolError, match="nobody could release it"):
        channel.hold("why", None)


def test_a_closed_channel_is_not_held(channel: LinkChannel) -> None:
    channel.closed = StreamClosed("reset")
    with pytest.raises(StreamClosed, match="reset"):
        channel.hold("why", None)


def test_what_was_answered_is_as_h2_has_it(channel: LinkChannel, link: Any) -> None:
    assert channel.answered() == (False, False)
    link.lawful.headers_sent = lambda number: True
    link.lawful.is_open = lambda number: False
    assert channel.answered() == (True, True)


def test_a_wait_without_a_time_is_bounded_where_that_is_said(
    channel: LinkChannel, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float | None] = []
    monkeypatch.setattr(engine, "await_record", lambda *said: asked.append(said[2]))
    channel.wait_seconds = 3.0
    for seconds in (None, 9.0):
        with pytest.raises(TimeoutError):
            channel.await_record("type:PING", seconds)
    assert asked == [3.0, 9.0]


def test_while_it_waits_it_says_so_and_for_what(
    channel: LinkChannel, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Any] = []
    channel.waiting = said.append
    monkeypatch.setattr(engine, "await_record", lambda *_: said.append(channel.awaited))
    with pytest.raises(TimeoutError, match=r"no 'type:PING or type:DATA' within"):
        channel.await_record("dir:received (type:PING or type:DATA)", 1, 17)
    engine.on_loop(lambda: None)
    assert sorted(map(str, said)) == ["('type:PING or type:DATA', 17)", "False", "True"]
    assert channel.awaited is None


def test_a_wait_the_connection_ends_says_what_came_instead(
    channel: LinkChannel, engine: Any
) -> None:
    engine.links.clear()
    frame = Frame.build(FrameType.PING, bytes(8))
    engine.journal.append(0.0, 1, Kind.FRAME_RECEIVED, frame.octets)
    with pytest.raises(ConnectionClosed, match="'type:DATA' was awaited; received: PING stream 0"):
        channel.await_record("dir:received (type:DATA)", 1)
