"""The lines are executed against the real writer, over a channel that collects."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import (
    Action,
    AltSvc,
    Await,
    Close,
    CloseHow,
    Continuation,
    Data,
    Door,
    Field,
    GoAway,
    Headers,
    Hpack,
    Note,
    Origin,
    Ping,
    Policy,
    Priority,
    PushPromise,
    Raw,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    Sleep,
    WindowUpdate,
    fields_of,
)
from h2craft.language import LanguageError, firing_of, imports_of, python_of
from h2craft.script.connection import ConnectionFacade
from h2craft.script.writer import ResponseWriter
from h2craft.wire import Representation


@dataclass
class Collector:
    """A channel that keeps what was fired and waited for."""

    stream_id: int
    actions: list[Action] = field(default_factory=list)

    def fire(self, action: Action, *, wait: bool = True) -> Any:
        self.actions.append(action)
        return SimpleNamespace(stream_id=2)

    def push_enabled(self) -> bool:
        return True

    def record(self, kind: Any, detail: Any) -> None:
        raise AssertionError(f"the writer has changed what it was given: {detail}")

    def await_record(self, pattern: str, timeout_seconds: float | None, after_seq: int) -> Any:
        self.actions.append(Await(pattern=pattern, timeout_seconds=timeout_seconds))
        return SimpleNamespace(seq=1)


def run(python: str, stream_id: int, where: str) -> list[Action]:
    """What a script with these lines does."""
    channel = Collector(stream_id)
    facade: Any = channel
    names: dict[str, Any] = {}
    for line in imports_of(python):
        exec(line, names)
    if "time" in names:
        names["time"] = SimpleNamespace(
            sleep=lambda seconds: channel.actions.append(Sleep(seconds=seconds))
        )
    request: Any = SimpleNamespace(method="GET")
    names["response"] = SimpleNamespace(writer=ResponseWriter(request, facade))
    names["connection"] = ConnectionFacade(facade)
    for line in python.split("\n"):
        exec(line, names)
    return channel.actions


def awaited(action: Action) -> Action:
    """`wait_for` is about what the peer sends."""
    if not isinstance(action, Await):
        return action
    received = re.sub(r"^dir:received (?!.*\bor\b)", "", action.pattern)
    wanted = f"dir:received ({received})" if received.strip() else "dir:received"
    return replace(action, pattern=wanted)


def apart(action: Action) -> list[Action]:
    """A flush frame by frame: the writer has no call for several."""
    if isinstance(action, Send):
        return [replace(action, frames=(frame,)) for frame in action.frames]
    return [awaited(action)]


@given(data=st.data(), stream_id=st.integers(1, 7), where=st.sampled_from(("stream", "connection")))
def test_the_lines_do_the_very_same(data: Any, stream_id: int, where: Any, any_action: Any) -> None:
    action = data.draw(any_action)
    python = python_of(action, stream_id=stream_id, where=where)
    own = stream_id if where == "stream" else 0
    assert run(python, own, where) == apart(action)


@given(data=st.data(), where=st.sampled_from(("stream", "connection")))
def test_any_flush_can_be_fired_as_it_is_and_as_one(data: Any, where: Any, any_send: Any) -> None:
    action = data.draw(any_send)
    assert run(firing_of(action, where=where), 1, where) == [action]


FIELDS = fields_of([("content-type", "text/plain")])
STATUS = Field(b":status", b"200")
W = "response.writer."


def wire(*frames: Any) -> Send:
    return Send(frames=frames, door=Door.WIRE)


def lawful(*frames: Any) -> Send:
    return Send(frames=frames)


@pytest.mark.parametrize(
    ("action", "python"),
    [
        (
            wire(Data(stream_id=1, data=b"x", end_stream=True)),
            W + "write_raw_data_frame(b'x', end_stream=True)",
        ),
        (
            wire(Data(stream_id=3, data=b"x")),
            W + "write_raw_data_frame(b'x', stream_id=3)",
        ),
        (
            lawful(Headers(stream_id=1, fields=(STATUS, *FIELDS))),
            W + "write_headers([('content-type', 'text/plain')], 200)",
        ),
        (
            lawful(Headers(stream_id=1, fields=(Field(b":status", b"103"),))),
            W + "write_informational(103)",
        ),
        (
            lawful(Headers(stream_id=1, fields=FIELDS, end_stream=True)),
            W + "write_trailers([('content-type', 'text/plain')])",
        ),
        (
            wire(Headers(stream_id=1, fields=(STATUS,), end_headers=False)),
            W + "write_raw_header_frame([(':status', '200')])",
        ),
        (
            wire(Continuation(stream_id=1, fields=FIELDS)),
            W + "write_raw_continuation_frame([('content-type', 'text/plain')], end_headers=True)",
        ),
        (lawful(Data(stream_id=1, end_stream=True)), W + "end_stream()"),
        (lawful(Data(stream_id=1, data=b"x")), W + "write_data(b'x')"),
        (
            lawful(Data(stream_id=1, data=b"x", whole=True)),
            W + "write_data_frame(b'x', False)",
        ),
        (
            lawful(PushPromise(stream_id=1, fields=(Field(b":path", b"/"),))),
            W + "write_push([(':path', '/')])",
        ),
        (
            wire(PushPromise(stream_id=1, promised_stream_id=2)),
            W
            + "write_raw_header_frame([], end_headers=True, frame_cls=PushPromiseFrame, "
            + "promised_stream_id=2)",
        ),
        (wire(RstStream(stream_id=1, error_code=8)), W + "write_rst_stream('CANCEL')"),
        (
            wire(Settings(pairs=((4, 0),))),
            W + "write_settings({'INITIAL_WINDOW_SIZE': 0})",
        ),
        (
            wire(Settings(pairs=((4, 0), (4, 1)))),
            W + "write_settings([('INITIAL_WINDOW_SIZE', 0), ('INITIAL_WINDOW_SIZE', 1)])",
        ),
        (
            wire(GoAway(last_stream_id=1, error_code=11, debug_data=b"why")),
            W + "write_goaway(last_stream_id=1, error_code='ENHANCE_YOUR_CALM', debug_data=b'why')",
        ),
        (
            wire(Raw(type=0, flags=0x41, payload=b"x", length=9)),
            W + "write_raw_frame('DATA', b'x', flags=0x41, stream_id=0, length=9)",
        ),
        (
            wire(Data(stream_id=1, data=b"x"), Data(stream_id=1, end_stream=True)),
            W + "write_raw_data_frame(b'x')\n" + W + "write_raw_data_frame(b'', end_stream=True)",
        ),
        (
            Send(frames=(Data(stream_id=1),), door=Door.WIRE, inform=False),
            W + "fire(Send(frames=(Data(stream_id=1),), door=Door.WIRE, inform=False))",
        ),
        (
            lawful(Headers(stream_id=1, fields=fields_of([("X", "1")]))),
            W + "fire(Send(frames=(Headers(stream_id=1, fields=(Field(b'X', b'1'),)),)))",
        ),
        (SendOctets(octets=b"\x00"), W + "write_raw(b'\\x00')"),
        (Sleep(seconds=0.5), "time.sleep(0.5)"),
        (Close(how=CloseHow.HALF), W + "close('half')"),
        (Close(), W + "close()"),
        (Policy(changes={"goaway": Reply.DROP}), W + "policy(goaway='drop')"),
        (Policy(release=(4,)), W + "fire(Policy(release=(4,)))"),
        (Await(pattern="type:PING", timeout_seconds=2.0), W + "wait_for('type:PING', timeout=2.0)"),
        (Close(how=CloseHow.RESET), W + "close('reset')"),
        (
            Policy(changes={"settings_ack": Reply.HOLD}, drop=(1,)),
            W + "fire(Policy(changes={'settings_ack': Reply.HOLD}, drop=(1,)))",
        ),
        (Await(pattern="a or b"), W + "wait_for('a or b')"),
        (Await(pattern="dir:received type:PING"), W + "wait_for('type:PING')"),
        (
            Await(pattern="dir:received a or b"),
            W + "wait_for('dir:received a or b')",
        ),
        (Note(text="hm"), W + "fire(Note(text='hm'))"),
    ],
)
def test_calls_read_as_a_person_would_write_them(action: Action, python: str) -> None:
    assert python_of(action, stream_id=1) == python


NOT_SAID_SO = [
    # what the lawful calls would change, move or drop
    Headers(stream_id=1, fields=(Field(b"x", b"1"), STATUS)),
    Headers(stream_id=1, fields=(STATUS, Field(b"x", b" 1"))),
    Headers(stream_id=1, fields=(STATUS, Field(b"connection", b"close"))),
    Headers(stream_id=1, fields=(STATUS, Field(b"cookie", b"a=1"))),
    Headers(stream_id=1, fields=(STATUS, Field(b"status", b"200"))),
    Headers(stream_id=1, fields=(STATUS,), priority=(False, 3, 16)),
    PushPromise(stream_id=3, fields=(Field(b":path", b"/"),)),
    PushPromise(stream_id=1, fields=(Field(b":path", b"/ "),)),
]


@pytest.mark.parametrize("frame", NOT_SAID_SO, ids=repr)
def test_what_the_lawful_calls_would_change_is_fired(frame: Any) -> None:
    python = python_of(lawful(frame), stream_id=1)
    assert python.startswith(W + "fire(Send(")
    assert run(python, 1, "stream") == [lawful(frame)]


@pytest.mark.parametrize(
    "frame",
    [
        Headers(stream_id=1, fields=(STATUS,), hpack=Hpack.STATELESS),
        Headers(stream_id=1, fields=(STATUS,), block=b"\x88"),
        Continuation(stream_id=1, hpack=Hpack.STATELESS),
        PushPromise(stream_id=1, fields=(STATUS,)),
        PushPromise(stream_id=1, promised_stream_id=2, hpack=Hpack.STATELESS),
        Data(stream_id=1, data=b"x", whole=True),
        Settings(stream_id=1),
        Ping(stream_id=1),
        GoAway(stream_id=1),
    ],
    ids=repr,
)
def test_what_the_raw_calls_have_no_word_for_is_fired(frame: Any) -> None:
    python = python_of(wire(frame), stream_id=1)
    assert python.startswith(W + "fire(Send(")
    assert run(python, 1, "stream") == [wire(frame)]


@pytest.mark.parametrize(
    ("frame", "python"),
    [
        (
            Headers(stream_id=1, block=b"\x88", hpack=Hpack.OCTETS),
            "write_raw_header_frame([], end_headers=True, block=b'\\x88')",
        ),
        (Ping(), "write_ping()"),
        (Ping(opaque_data=b"12345678", ack=True), "write_ping(b'12345678', ack=True)"),
        (WindowUpdate(stream_id=0, increment=5), "write_window_update(5, stream_id=0)"),
        (
            Priority(stream_id=1, depends_on=3, exclusive=True),
            "write_priority(depends_on=3, exclusive=True)",
        ),
        (AltSvc(stream_id=1, field_value=b"clear"), "write_altsvc(b'clear')"),
        (
            AltSvc(stream_id=0, field_value=b"clear", origin=b"https://a"),
            "write_altsvc(b'clear', origin=b'https://a')",
        ),
        (Origin(origins=(b"https://a",)), "write_origin([b'https://a'])"),
        (Origin(stream_id=3), "write_origin(stream_id=3)"),
        (Settings(pairs=((0x99, 1),), ack=True), "write_settings({0x99: 1}, ack=True)"),
    ],
    ids=repr,
)
def test_every_frame_has_a_call_of_its_own(frame: Any, python: str) -> None:
    assert python_of(wire(frame), stream_id=1) == W + python
    assert run(W + python, 1, "stream") == [wire(frame)]


@pytest.mark.parametrize(
    ("fields", "python"),
    [
        ((), "write_headers([], None)"),
        ((Field(b":status", b"abc"),), "write_headers([], 'abc')"),
        ((Field(b":status", b"0200"),), "write_headers([], '0200')"),
        ((Field(b":status", b"\xff"),), "write_headers([(':status', b'\\xff')], None)"),
        (
            (Field(b":status", b"200", None, True),),
            "write_headers([Field(b':status', b'200', None, True)], None)",
        ),
        ((Field(b":path", b"/"),), "write_headers([(':path', '/')], None)"),
    ],
)
def test_a_head_with_an_odd_status_or_none_is_said_with_it(fields: Any, python: str) -> None:
    action = lawful(Headers(stream_id=1, fields=fields))
    assert python_of(action, stream_id=1) == W + python
    assert run(W + python, 1, "stream") == [action]


def test_a_flush_is_fired_as_one() -> None:
    action = wire(Ping(), Data(stream_id=1))
    fired = "fire(Send(frames=(Ping(), Data(stream_id=1)), door=Door.WIRE))"
    assert firing_of(action) == W + fired
    assert firing_of(action, where="connection") == f"connection.{fired}"


def test_pushes_and_representations_are_imported() -> None:
    frame = PushPromise(stream_id=1, promised_stream_id=2)
    lines = imports_of(python_of(wire(frame), stream_id=1))
    assert lines == ("from hyperframe.frame import PushPromiseFrame",)
    field = Field(b"a", b"b", Representation.NEVER)
    lines = imports_of(python_of(lawful(Headers(stream_id=1, fields=(STATUS, field)))))
    assert lines[-1] == "from h2craft.wire import Representation"


def test_on_a_connection_the_calls_are_its_own() -> None:
    frame = Data(stream_id=1, data=b"x")
    python = python_of(wire(frame), stream_id=1, where="connection")
    assert python == "connection.write_raw_data_frame(b'x', stream_id=1)"


def test_the_imports_are_those_the_lines_need() -> None:
    assert imports_of("response.writer.end_stream()") == ()
    assert imports_of("time.sleep(1)") == ("import time",)
    assert imports_of(
        "response.writer.fire(Send(frames=(Data(stream_id=1),), door=Door.WIRE))"
    ) == ("from h2craft.actions import Data, Door, Send",)


def test_data_that_a_record_has_left_out_is_no_python() -> None:
    with pytest.raises(LanguageError, match="5,000 octets"):
        python_of(lawful(Data(stream_id=1, elided=5000)))
