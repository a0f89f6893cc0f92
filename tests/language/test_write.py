from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import (
    Await,
    Data,
    Door,
    Field,
    GoAway,
    Headers,
    Note,
    Policy,
    Raw,
    Reply,
    RstStream,
    Send,
    Settings,
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
