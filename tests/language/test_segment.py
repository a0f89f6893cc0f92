from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import Door, GoAway, Ping, Raw, Send, Settings
from h2craft.language import Context, LanguageError, parse
from h2craft.language.segment import flush_door

FIRST = Context(connection=2, stream_id=1)


@pytest.mark.parametrize(
    ("line", "frame"),
    [
        ("goaway 0 code=ENHANCE_YOUR_CALM", GoAway(error_code=0xB)),
        ("settings 0 MAX_FRAME_SIZE=16384", Settings(pairs=((5, 16384),))),
        ("ping 0x0", Ping()),
    ],
)
def test_a_frame_of_the_connection_may_name_stream_0(line: str, frame: Any) -> None:
    assert parse(line, FIRST).actions == (Send(frames=(frame,), door=Door.WIRE),)


def test_but_no_other_stream_without_its_name() -> None:
    with pytest.raises(LanguageError, match="no place for the number '3'; write stream="):
        parse("settings 3")
    with pytest.raises(LanguageError, match="no place for the number '0'"):
        parse("ping 0 0")
    (action,) = parse("ping stream=3").actions
    assert isinstance(action, Send)
    assert action.frames == (Ping(stream_id=3),)


def test_flag_bits_are_a_number_once_the_type_is_known() -> None:
    command = parse('raw flags=END_STREAM|0x80 DATA 1 "x"')
    assert command.arguments["flags"] == 0x81
    (action,) = command.actions
    assert isinstance(action, Send)
    assert action.frames == (Raw(type=0, stream_id=1, payload=b"x", flags=0x81),)


def test_the_wire_is_the_door_as_soon_as_one_frame_needs_it() -> None:
    assert flush_door(None, [Door.LAWFUL, Door.WIRE], inform=True) is Door.WIRE
    assert flush_door(None, [Door.LAWFUL], inform=False) is Door.WIRE
    assert flush_door(Door.LAWFUL, [Door.WIRE], inform=True) is Door.LAWFUL


def test_new_is_no_word_of_a_verb_without_a_stream() -> None:
    with pytest.raises(LanguageError, match="error code 'new' is not known"):
        parse("goaway new", FIRST)


def test_a_filter_that_is_nested_too_deeply_is_told_where() -> None:
    with pytest.raises(LanguageError, match="nested too deeply") as caught:
        parse("wait " + "(" * 5_000 + "x", FIRST)
    assert caught.value.text[caught.value.position] == "("
