"""Rows of the frame list as cells: columns for every width, nothing raw, nothing out of line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.explain import Role
from h2craft.model import Direction, Severity
from h2craft.reader import Row
from h2craft.trace import Kind, Origin
from h2craft.tui.widgets.rows import (
    COLUMNS,
    Clock,
    Times,
    began_at,
    columns_for,
    flags_text,
    full_text,
    headings,
    line_of,
    seconds,
)

WIDTHS = (20, 40, 56, 66, 72, 80, 84, 100, 104, 124, 150, 200)


def row(**cells: Any) -> Row:
    """A frame that was received, unless the cells say something else."""
    given: dict[str, Any] = {
        "seq": 12,
        "at": 0.0021,
        "connection": 1,
        "stream_id": 1,
        "kind": Kind.FRAME_RECEIVED,
        "direction": Direction.RECEIVED,
        "mark": "<  ",
        "type_name": "HEADERS",
        "flags": ("END_STREAM", "END_HEADERS"),
        "length": 38,
        "summary": "GET /a",
        "name": "GET /a",
        "folded": True,
        **cells,
    }
    return Row(**given)


def text(one: Row, width: int = 100, **more: Any) -> str:
    made = line_of(one, columns_for(width, 99), **{"time": "0.0021", "marked": False, **more})
    return "".join(span.text for span in made)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_line_is_never_wider_than_its_pane(width: int) -> None:
    long = row(summary="x" * 500, finding="! 6.9 " + "y" * 500, severity=Severity.ERROR)
    for one in (row(), long, row(type_name="", mark="=  ", summary="z" * 500)):
        assert len(text(one, width, comment="c" * 500)) <= max(
            width, columns_for(width, 99).head + 40
        )
        if width >= 56:
            assert len(text(one, width, comment="c" * 500)) <= width


@pytest.mark.parametrize("width", [one for one in WIDTHS if one >= 56])
def test_the_headings_stand_over_their_columns(width: int) -> None:
    head, line = headings(columns_for(width, 99), Clock.SINCE), text(row(), width)
    assert len(head) == width
    assert head.index("type") == line.index("HEADERS")
    assert head.index("flags") == line.index("ES,EH" if "ES,EH" in line else "END_STREAM")


def test_the_directions_stand_apart_without_colour() -> None:
    received, sent = text(row()), text(row(mark="  >", direction=Direction.SENT))
    assert received.index("<") + 2 == sent.index(">")


def test_flags_are_named_in_full_where_there_is_room() -> None:
    flags = ("END_STREAM", "END_HEADERS")
    assert flags_text(flags, columns_for(150, 9)) == "END_STREAM,END_HEADERS"
    assert flags_text(flags, columns_for(80, 9)) == "ES,EH"
    assert flags_text((), columns_for(80, 9)) == "-"
    assert len(flags_text(("END_STREAM", "0x40", "PADDED"), columns_for(80, 9))) == 5


@pytest.mark.parametrize(
    ("severity", "glyph", "role"),
    [
        (Severity.ERROR, "\N{BALLOT X}", Role.ERROR),
        (Severity.WARNING, "\N{BLACK UP-POINTING TRIANGLE}", Role.WARNING),
        (Severity.NOTE, "\N{MIDDLE DOT}", Role.NOTE),
    ],
)
def test_a_finding_has_a_glyph_and_a_colour_of_its_severity(
    severity: Severity, glyph: str, role: Role
) -> None:
    one = row(severity=severity, finding="! 6.9.1 too much")
    spans = line_of(one, columns_for(120, 9), time="", marked=False)
    assert spans[1] == (glyph, role, None)
    assert [span.role for span in spans if span.text.startswith("! 6.9.1")] == [role]


def test_a_mark_and_a_comment_are_shown() -> None:
    line = text(row(), marked=True, comment="look here")
    assert line.startswith("\N{BLACK CIRCLE}")
    assert line.endswith("GET /a  ; look here")


def test_a_comment_cannot_act_on_the_screen() -> None:
    assert "\\x1b[31m\\u202e" in text(row(), marked=True, comment="\x1b[31m\u202e")


def test_a_comment_stays_as_it_was_written() -> None:
    assert text(row(), marked=True, comment="C:\\x 漢字").endswith("; C:\\x 漢字")


def test_an_automatic_frame_is_dim() -> None:
    spans = line_of(row(automatic=True), columns_for(100, 9), time="", marked=False)
    roles = {span.role for span in spans if span.text.strip() in ("HEADERS", "GET /a", "38")}
    assert roles == {Role.DIM}


def test_a_frame_past_h2_says_so() -> None:
    assert text(row(raw="raw")).endswith("GET /a  (raw)")
    assert "(raw, h2 does not know)" in text(row(raw="raw, h2 does not know"))


def test_what_is_no_frame_has_the_room_of_the_cells() -> None:
    printed = row(type_name="", mark="|  ", flags=(), length=None, summary="hello from the script")
    line = text(printed, 66)
    assert line.endswith("hello from the script")
    assert line.index("hello") < text(row(), 66).index("HEADERS") + 1


def test_a_long_finding_leaves_room_for_the_summary() -> None:
    one = row(summary="a" * 60, finding="! 6.9 " + "b" * 60, severity=Severity.ERROR)
    line = text(one, 100)
    assert "aaa" in line
    assert "! 6.9 bbb" in line


def test_a_long_row_can_be_moved_to_the_left() -> None:
    one = row(summary="".join(f"{number:04}" for number in range(100)))
    whole, columns = full_text(one), columns_for(80, 99)
    room = columns.room(one)
    moved = text(one, 80, shift=100)
    assert moved.endswith(whole[101 : 100 + room - 1] + "\N{HORIZONTAL ELLIPSIS}")
    end = text(one, 80, shift=len(whole) - room)
    assert end.endswith(whole[-room + 1 :])


def test_numbers_that_are_too_long_keep_their_last_digits() -> None:
    line = text(row(stream_id=2_147_483_647, connection=123_456, length=16_777_215), 80)
    assert "\N{HORIZONTAL ELLIPSIS}47 HEADERS" in line
    assert " 17M " in line
    assert len(line) <= 80


def test_numbers_have_the_columns_they_need_within_reason() -> None:
    columns = columns_for(80, 1_000_000, highest=(321, 4001))
    assert (columns.seq, columns.connection, columns.stream) == (7, 3, 4)
    assert columns_for(80, 9, highest=(10**9, 10**9)).stream == 6


def test_columns_can_be_left_away() -> None:
    few = columns_for(150, 99, shown=frozenset({"time"}))
    line = "".join(span.text for span in line_of(row(), few, time="0.0021", marked=False))
    assert "12" not in line
    assert "END_STREAM" not in line
    assert few.room(row()) > columns_for(150, 99).room(row())
    everything = columns_for(150, 99, shown=frozenset(COLUMNS))
    assert everything == columns_for(150, 99)


def test_times_are_since_the_beginning_or_since_the_row_before() -> None:
    assert Times().of(0.0021, None) == "0.0021"
    assert Times(Clock.GAP).of(0.5, 0.25) == "+0.2500"
    assert Times(Clock.GAP).of(0.5, None) == ""


def test_the_time_of_day_is_told_where_it_is_known() -> None:
    began = began_at("2026-01-02T03:04:05+00:00")
    assert began is not None
    told = Times(Clock.WALL, began).of(1.5, None)
    assert told.endswith(":06.500")
    assert began_at("") is None
    assert Times(Clock.WALL).of(1.5, None) == "1.5000"


def test_the_clock_goes_round() -> None:
    assert [Clock.SINCE.next, Clock.WALL.next, Clock.GAP.next] == [
        Clock.WALL,
        Clock.GAP,
        Clock.SINCE,
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0021, "0.0021"),
        (1234.56789, "1234.5679"),
        (123456.789, "123456.79"),
        (1e12, "1000000000000"),
    ],
)
def test_a_large_time_has_fewer_places(value: float, shown: str) -> None:
    assert seconds(value, 9) == shown


def test_origins_of_all_kinds_have_a_line(session_of: Callable[..., Any], talk: Any) -> None:
    for kind in Kind:
        talk(
            kind,
            b"\x00\x00\x00\x04\x00\x00\x00\x00\x00",
            origin=Origin.ENGINE,
            detail={"text": "x"},
        )
    reader = session_of(talk).reader
    for one in reader.rows(range(1, talk.journal.last + 1)):
        assert text(one, 80).isprintable()
