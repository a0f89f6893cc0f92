from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import (
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
)
from h2craft.language import LanguageError, parse, write


@given(data=st.data())
def test_a_line_that_was_written_says_the_same_action_again(data: Any, any_action: Any) -> None:
    action = data.draw(any_action)
    assert parse(write(action)).actions == (action,)


OK = (Field(b":status", b"200"), Field(b"content-type", b"text/plain"))


@pytest.mark.parametrize(
    ("action", "line"),
    [
        (
            Send(frames=(Headers(stream_id=1, fields=OK),)),
            "headers 1 :status=200 content-type=text/plain",
        ),
        (
            Send(frames=(Headers(stream_id=1, fields=OK, end_headers=False),), door=Door.WIRE),
            "headers 1 :status=200 content-type=text/plain no_end_headers",
        ),
        (
            Send(
                frames=(
                    Headers(stream_id=1, fields=OK[:1]),
                    Data(stream_id=1, data=b"x", end_stream=True),
                )
            ),
            'headers 1 :status=200 + data 1 "x" end_stream',
        ),
        (
            Send(frames=(Data(stream_id=3, data=b"\x00\xff"),), door=Door.WIRE, inform=False),
            'uninformed data 3 hex("00 ff")',
        ),
        (Send(frames=(Data(stream_id=3, data=b"x" * 20),)), 'data 3 "x"*20'),
        (Send(frames=(Data(stream_id=3, end_stream=True),)), "end 3"),
        (
            Send(frames=(Headers(stream_id=1, fields=OK[1:], end_stream=True),)),
            "trailers 1 content-type=text/plain",
        ),
        (
            Send(frames=(RstStream(stream_id=1, error_code=7),), door=Door.LAWFUL),
            "lawful rst 1 REFUSED_STREAM",
        ),
        (
            Send(frames=(Settings(pairs=((4, 0), (0x99, 1))),), door=Door.WIRE),
            "settings INITIAL_WINDOW_SIZE=0 0x99=1",
        ),
        (
            Send(frames=(GoAway(error_code=0x99, debug_data=b"why"),), door=Door.WIRE),
            'goaway code=0x99 "why"',
        ),
        (
            Send(frames=(Raw(type=0, flags=0x41, length=9, stream_id=1),), door=Door.WIRE),
            "raw DATA 1 flags=END_STREAM|0x40 length=9",
        ),
        (Policy(changes={"reset": Reply.HOLD}, release=(4, 5)), "policy reset=hold release=4,5"),
        (Await(pattern="type:PING", timeout_seconds=2), "wait type:PING timeout=2"),
        (Note(text="it hung"), "note it hung"),
        (Note(text=" it\nhung"), 'note text=" it\\nhung"'),
    ],
)
def test_lines_read_as_a_person_would_write_them(action: Any, line: str) -> None:
    assert write(action) == line


def test_what_no_line_can_say_is_refused() -> None:
    with pytest.raises(LanguageError, match="without a frame"):
        write(Send(frames=()))
    with pytest.raises(LanguageError, match="5,000 octets"):
        write(Send(frames=(Data(stream_id=1, elided=5000),)))


def wire(frame: Any) -> Send:
    return Send(frames=(frame,), door=Door.WIRE)


@pytest.mark.parametrize(
    ("action", "line"),
    [
        (wire(Continuation(stream_id=1, fields=OK[1:])), "continuation 1 content-type=text/plain"),
        (wire(PushPromise(stream_id=1)), "wire push 1"),
        (
            wire(PushPromise(stream_id=1, promised_stream_id=4, padding=3)),
            "wire push 1 4 padding=3",
        ),
        (wire(Headers(stream_id=1, block=b"\x88")), "headers 1 hpack=shared block=hex(88)"),
        (wire(Headers(stream_id=1, hpack=Hpack.STATELESS)), "wire headers 1 hpack=stateless"),
        (
            wire(Headers(stream_id=1, priority=(True, 3, 16))),
            "wire headers 1 priority=(yes,3,16)",
        ),
        (
            wire(Priority(stream_id=1, depends_on=3, weight=256, exclusive=True)),
            "priority 1 depends_on=3 weight=256 exclusive",
        ),
        (wire(Ping(opaque_data=b"12345678", ack=True)), 'ping "12345678" ack'),
        (wire(Ping(stream_id=3)), "ping stream=3"),
        (wire(WindowUpdate(stream_id=0, increment=5)), "window 0 5"),
        (
            wire(AltSvc(stream_id=0, field_value=b"clear", origin=b"https://a")),
            'altsvc 0 "clear" origin=https://a',
        ),
        (wire(AltSvc(stream_id=1, field_value=b"")), "altsvc 1"),
        (wire(Origin(origins=(b"https://a",), stream_id=3)), 'origin "https://a" stream=3'),
        (Await(pattern=" padded "), 'wait pattern=" padded "'),
        (Close(how=CloseHow.RESET), "close reset"),
        (Close(), "close"),
        (Policy(changes={"goaway": Reply.DROP}, release=(1, 2)), "policy goaway=drop release=1,2"),
        (SendOctets(octets=b"\x00"), 'octets hex("00")'),
        (Sleep(seconds=0.5), "sleep 0.5"),
    ],
    ids=repr,
)
def test_every_action_is_a_line_that_is_read_back(action: Any, line: str) -> None:
    assert write(action) == line
    assert parse(line).actions == (action,)
