"""Filters on what has not happened yet."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import (
    AltSvc,
    Close,
    Continuation,
    Data,
    Door,
    GoAway,
    Headers,
    Ping,
    PushPromise,
    Raw,
    RstStream,
    Send,
    SendOctets,
    Settings,
    WindowUpdate,
    fields_of,
)
from h2craft.filter import compile
from h2craft.script.readings import Place, reading_of_request, readings_of_action, status_in
from h2craft.trace import Kind, Record
from h2craft.wire import END_HEADERS, Frame, FrameType

REQUEST = ((b":method", b"POST"), (b":path", b"/a?b"), (b":authority", b"host"), (b"te", b"x"))
PLACE = Place(connection=7, stream_id=3, at=1.5, script="/s/hello.py", request=REQUEST)


def head(status: str = "404", **more: Any) -> Headers:
    more = {"stream_id": 3, **more}
    return Headers(fields=fields_of([(":status", status), ("server", "x")]), **more)


def matching(pattern: str, action: Any, place: Place = PLACE) -> list[int]:
    """Which of the action's readings match, by position."""
    wanted = compile(pattern)
    return [at for at, each in enumerate(readings_of_action(action, place)) if wanted.matches(each)]


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("method:POST path:/a authority:host", True),
        ("path~b$", True),
        ("field:te=x", True),
        ("conn:7", True),
        ("stream:3", True),
        ("type:HEADERS flag:END_STREAM", True),
        ("dir:received origin:peer", True),
        ("kind:FRAME_RECEIVED", True),
        ("seq:12 at:2.5", True),
        ("path:/b", False),
        ("stream:1", False),
        ("type:DATA", False),
    ],
)
@pytest.mark.parametrize("kept", [True, False])
def test_a_request_is_read_as_its_record_is(pattern: str, *, matches: bool, kept: bool) -> None:
    octets = Frame.build(FrameType.HEADERS, b"\x82", flags=0x5, stream_id=3).octets
    record = Record(12, 2.5, 7, Kind.FRAME_RECEIVED, octets) if kept else None
    reading = reading_of_request(7, 3, REQUEST, record, ended=True)
    if not kept and pattern.startswith("seq:"):
        return  # the journal keeps nothing
    assert compile(pattern).matches(reading) is matches


def test_a_request_that_came_by_an_upgrade_is_read_too() -> None:
    record = Record(2, 0.0, 7, Kind.UPGRADED, detail={"from": "h2c"})
    reading = reading_of_request(7, 1, REQUEST, record, ended=True)
    assert compile("type:HEADERS flag:END_STREAM path:/a").matches(reading)


@pytest.mark.parametrize(
    ("crafted", "pattern"),
    [
        (Data(stream_id=3, data=b"hello"), "type:DATA len:5 hello"),
        (Data(stream_id=3, data=bytes(200_000), end_stream=True), "len:200000 flag:END_STREAM"),
        (Data(stream_id=3, data=b"x", padding=4), "flag:PADDED len:6"),
        (Data(stream_id=3), "path:/a method:POST authority:host script:hello conn:7 at:1.5"),
        (head(), "status:404 field:server=x flag:END_HEADERS type:HEADERS -flag:END_STREAM"),
        (Continuation(stream_id=3, fields=fields_of([("a", "b")])), "type:CONTINUATION field:a"),
        (PushPromise(stream_id=3, fields=fields_of([(":path", "/p")])), "path:/p"),
        (PushPromise(stream_id=3, promised_stream_id=4), "stream:4"),
        (Headers(stream_id=3, block=b"\x88"), "status:200"),
        (Headers(stream_id=3, block=b"\xfe"), "type:HEADERS -status:200 len:1"),
        (RstStream(stream_id=3, error_code=8), "code:CANCEL"),
        (GoAway(error_code=2), "code:INTERNAL_ERROR stream:0"),
        (Settings(pairs=((2, 0),)), "setting:ENABLE_PUSH"),
        (Settings(ack=True), "flag:ACK"),
        (Ping(), "type:PING"),
        (WindowUpdate(increment=5, stream_id=9), "stream:9 -path:/a"),
        (AltSvc(field_value=b"x"), "type:ALTSVC"),
        (Raw(type=77, payload=b"abc", stream_id=3), "type:77 path:/a"),
        (Raw(type=0, payload=b"abc", length=9), "len:9"),
    ],
)
def test_a_frame_is_known_before_it_leaves(crafted: Any, pattern: str) -> None:
    for door in Door:
        assert matching(pattern, Send(frames=(crafted,), door=door)) == [0]


def test_the_status_of_a_head_holds_for_what_follows() -> None:
    action = Send(frames=(Data(stream_id=3), head("200"), Data(stream_id=3), Data(stream_id=5)))
    assert matching("status:200", action) == [1, 2]
    later = Place(connection=7, stream_id=3, at=2.0, status=200)
    assert matching("status:200", Send(frames=(Data(stream_id=3),)), later) == [0]


def test_octets_are_read_frame_by_frame() -> None:
    block = Frame.build(FrameType.HEADERS, b"\x88", flags=END_HEADERS, stream_id=3)
    ping = Frame.build(FrameType.PING, bytes(8))
    action = SendOctets(octets=block.octets + ping.octets + b"\0\0")
    assert matching("status:200 type:HEADERS", action) == [0]
    assert matching("type:PING", action) == [1]
    assert matching("kind:OCTETS_SENT", action) == [2]
    assert matching("dir:sent", action) == [0, 1, 2]


@pytest.mark.parametrize(
    "odd",
    [
        Data(stream_id=1 << 40),
        Data(stream_id=3, padding=1_000),
        Data(stream_id=3, data=5),  # type: ignore[arg-type]
        Data(stream_id="3"),  # type: ignore[arg-type]
        None,
    ],
)
def test_what_cannot_be_written_is_no_frame(odd: Any) -> None:
    (reading,) = readings_of_action(Send(frames=(odd,)), PLACE)
    assert reading.frame is None


def test_other_verbs_put_nothing_on_the_wire() -> None:
    assert list(readings_of_action(Close(), PLACE)) == []


@pytest.mark.parametrize(
    ("status", "number"), [(b"200", 200), (b"2x", None), (b"", None), (b"9" * 5_000, None)]
)
def test_a_status_is_a_number_of_few_digits(status: bytes, number: int | None) -> None:
    assert status_in([(b"a", b"1"), (b":status", status)]) == number
    assert status_in([(b"a", b"1")]) is None
