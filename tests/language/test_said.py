from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import Ping, Sleep
from h2craft.language import StreamHint
from h2craft.language.said import LONGEST_SHOWN, MOST_ITEMS, is_crafted, said_of, text_of
from h2craft.wire import ErrorCode


@pytest.mark.parametrize(
    ("args", "kwargs", "text"),
    [
        ((), {}, "data()"),
        ((1, b"x", "y", None, True, 0.5), {}, "data(1, b'x', 'y', None, True, 0.5)"),
        ((bytearray(b"x"), memoryview(b"y")), {}, "data(b'x', b'y')"),
        ((ErrorCode.CANCEL,), {"x": ErrorCode.CANCEL.value}, "data(ErrorCode.CANCEL, x=8)"),
        (({"a": 1, b"b": [2]},), {"z": (3,)}, "data({'a': 1, b'b': [2]}, z=(3,))"),
        (([("a", "b")], iter([1])), {}, "data([('a', 'b')], [1])"),
        (("\x1b[2J\u202e",), {"é\n": 1}, "data('\\x1b[2J\\u202e', é\\n=1)"),
    ],
)  # fmt: skip
def test_a_call_is_written_as_one_would_write_it(args: Any, kwargs: Any, text: str) -> None:
    call, positional, named = said_of("data", args, kwargs)
    assert call.text == text
    assert [one.value for one in positional] == list(args)
    assert [one.name for one in named] == list(kwargs)


def test_every_value_knows_where_it_stands() -> None:
    call, (pairs,), (named,) = said_of("data", ([("a", 5)],), {"x": {"k": "v"}})
    assert pairs.raw == "[('a', 5)]"
    (pair,) = pairs.items or ()
    assert [one.raw for one in pair.items or ()] == ["'a'", "5"]
    assert named.raw == "{'k': 'v'}"
    (entry,) = named.items or ()
    assert [one.raw for one in entry.items or ()] == ["'k'", "'v'"]
    caught = named.name_error("wrong")
    assert call.text[caught.position : caught.position + caught.length] == "x"


def test_long_values_are_shown_by_their_ends() -> None:
    for value in (b"x" * 10**6, "y" * 10**6, 10**5000, -(10**5000), Path("z" * 10**4)):
        assert len(text_of(value)) <= LONGEST_SHOWN
    assert text_of(b"ab" + bytes(1000) + b"yz").startswith("b'ab")
    assert text_of(b"ab" + bytes(1000) + b"yz").endswith("yz'")


def test_what_is_too_long_or_too_deep_is_one_value() -> None:
    _, (endless, deep), _ = said_of("data", (iter(int, 1), [[[[[[1]]]]]]), {})
    assert endless.items is None
    _, (many,), _ = said_of("data", (range(MOST_ITEMS + 1),), {})
    assert many.items is None
    for _ in range(4):
        assert deep.items is not None
        (deep,) = deep.items
    assert deep.items is None and deep.raw == "[[1]]"


def test_frames_and_actions_are_written_and_other_things_named() -> None:
    assert is_crafted(Ping()) and is_crafted(Sleep(seconds=1))
    assert not is_crafted(Ping) and not is_crafted(b"")
    assert text_of(Sleep(seconds=1)) == "Sleep(seconds=1)"
    assert text_of(StreamHint()) == "<StreamHint>"


def test_what_cannot_be_shown_is_told_by_its_type() -> None:
    class Mute:
        def __repr__(self) -> str:
            raise RuntimeError

    released = memoryview(b"x")
    released.release()
    call, _, _ = said_of("data", (Mute(), released), {})
    assert call.text == "data(<Mute>, memoryview)"
