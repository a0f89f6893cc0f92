from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import Door, Field, Policy, Reply, Send, Settings
from h2craft.language.pythontext import (
    code_literal,
    field_list,
    field_literal,
    knob,
    literal,
    on_stream,
    text_literal,
)
from h2craft.wire import Representation


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"x", "b'x'"),
        ((1,), "(1,)"),
        ((True, None), "(True, None)"),
        ({"reset": Reply.HOLD}, "{'reset': Reply.HOLD}"),
        (Policy(), "Policy()"),
        (
            Send(frames=(Settings(pairs=((4, 0),)),), door=Door.WIRE),
            "Send(frames=(Settings(pairs=((4, 0),)),), door=Door.WIRE)",
        ),
    ],
)
def test_plain_data_is_written_without_its_defaults(value: Any, text: str) -> None:
    assert literal(value) == text


def test_fields_are_pairs_unless_hpack_is_told_something() -> None:
    secret = Field(b"a", b"b", Representation.NEVER)
    assert field_literal(secret) == "Field(b'a', b'b', Representation.NEVER)"
    assert field_literal(Field(b"a", b"b", None, False)) == "Field(b'a', b'b', None, False)"
    assert field_list([Field(b"a", b"\xff"), secret]) == (
        "[('a', b'\\xff'), Field(b'a', b'b', Representation.NEVER)]"
    )


def test_octets_are_str_where_they_can_be_seen() -> None:
    assert text_literal(b"it's") == '"it\'s"'
    assert text_literal(b"\n") == "b'\\n'"


def test_arguments_that_are_as_usual_are_left_out() -> None:
    assert knob("last", False, False) == []
    assert knob("padding", 3) == ["padding=3"]
    assert on_stream(1, 1) == []
    assert on_stream(0, 1) == ["stream_id=0"]


def test_a_code_has_its_name() -> None:
    assert code_literal(8) == "'CANCEL'"
    assert code_literal(0x99) == "0x99"
