"""Rows: records in cells, whatever stands in them."""

from __future__ import annotations

from typing import Any

import hyperframe.frame as hf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h2craft.model import Direction, Severity
from h2craft.reader import Reader, Row
from h2craft.trace import Journal, Kind, Origin

HOSTILE = 'a\x1b[2Jb\u202e\x00"[red]\n\udc80'


def row_of(read_all: Any, journal: Journal, seq: int) -> Row:
    row = read_all(journal).row(seq)
    assert row is not None
    return row


def test_a_frame_has_its_type_flags_length_and_what_its_block_says(
    talk: Any, read_all: Any
) -> None:
    talk.opened()
    row = row_of(read_all, talk.journal, talk.request(1, "/x"))
    assert (row.type_name, row.flags) == ("HEADERS", ("END_STREAM", "END_HEADERS"))
    assert row.length == len(talk.journal.get(row.seq).octets) - 9
    assert (row.direction, row.mark, row.stream_id) == (Direction.RECEIVED, "<  ", 1)
    assert (row.summary, row.name, row.folded) == ("GET /x", "GET /x", True)
    assert (row.severity, row.finding) == (None, "")


def test_before_it_is_folded_a_frame_says_what_it_can(talk: Any) -> None:
    talk.opened()
    seq = talk.request(1, "/x")
    row = Reader(talk.journal).row(seq)
    assert row is not None
    assert (row.type_name, row.name, row.folded) == ("HEADERS", "", False)
    assert row.summary.endswith("octets of a header block")


def test_a_finding_is_told_and_the_gravest_gives_the_severity(talk: Any, read_all: Any) -> None:
    talk.opened()
    frame = hf.HeadersFrame(2, b"\x88\x05", flags=["END_HEADERS"])
    row = row_of(read_all, talk.journal, talk.frame(Kind.FRAME_RECEIVED, frame))
    assert row.severity is Severity.ERROR
    assert row.finding.startswith("! 5.1.1 ")
    assert row.finding.count("! ") == 2


def test_frames_say_who_made_them_and_by_which_door(talk: Any, read_all: Any) -> None:
    talk.opened()
    row = row_of(read_all, talk.journal, 5)
    assert row.automatic and row.origin is Origin.AUTOMATIC and not row.raw
    for step, raw in (("in step", "raw"), ("", "raw"), ("a\x1b", "raw, a\\x1b")):
        detail = {"door": "wire", "step": step}
        seq = talk.frame(Kind.FRAME_SENT, hf.PingFrame(0, b"12345678"), detail=detail)
        assert row_of(read_all, talk.journal, seq).raw == raw
    seq = talk.frame(Kind.FRAME_SENT, hf.PingFrame(0, b"12345678"), detail={"door": "lawful"})
    assert row_of(read_all, talk.journal, seq).raw == ""


def test_what_is_no_frame_is_told_in_words_without_the_column_of_streams(
    talk: Any, read_all: Any
) -> None:
    talk.opened()
    printed = talk(Kind.PRINTED, detail={"stream": 3, "text": "one\ntwo\nthree"})
    row = row_of(read_all, talk.journal, printed)
    assert (row.summary, row.stream_id, row.type_name) == ("one  (+2 lines)", 3, "")
    assert (row.flags, row.length, row.direction) == ((), None, None)
    seq = talk(Kind.OCTETS_RECEIVED, b"GET / HTTP/1.1")
    assert row_of(read_all, talk.journal, seq).length == 14


def test_the_script_is_that_of_the_record_or_of_its_stream(talk: Any, read_all: Any) -> None:
    talk.opened()
    talk.exchange()
    reader = read_all(talk.journal)
    assert {reader.row(seq).script for seq in reader.seqs_of(1, 1)} == {"item.py"}
    assert reader.row(3).script == ""


@given(st.sampled_from(Kind), st.text(max_size=10) | st.just(HOSTILE), st.booleans())
def test_no_text_of_a_record_reaches_a_row_unescaped(kind: Kind, text: str, octets: bool) -> None:
    journal = Journal()
    names = ("text", "script", "file", "error", "reason", "step", "why", "path", "limit", "url")
    detail = dict.fromkeys(names, text) | {"stream": 1, "door": "wire"}
    raw = text.encode("utf-8", "surrogateescape") if octets and "\udc80" not in text else b"\x1b"
    journal.append(0.0, 1, kind, raw * 3, 0, 0, detail)
    reader = Reader(journal)
    for _ in range(2):
        row = reader.row(1)
        assert row is not None
        shown = (row.summary, row.raw, row.script, row.name, row.finding, row.type_name)
        assert all(part.isprintable() for part in shown), shown
        reader.advance(1)


@given(data=st.data())
@settings(max_examples=40)
def test_whatever_is_said_has_a_row_before_and_after_the_fold(
    conversations: Any, data: Any
) -> None:
    talk = data.draw(conversations)
    reader = Reader(talk.journal)
    last = talk.journal.last
    for folded in (False, True):
        rows = reader.rows(range(1, last + 1))
        assert [row.seq for row in rows] == list(range(1, last + 1))
        assert all(row.folded is folded for row in rows)
        assert all(row.summary.isprintable() and row.finding.isprintable() for row in rows)
        reader.advance(1000)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("\x1b[31m" * 20_000, id="controls"),
        pytest.param("x" * 70_000, id="long"),
        pytest.param("\u202e" * 1000, id="overrides"),
    ],
)
def test_a_huge_or_hostile_field_makes_a_short_printable_row(
    talk: Any, read_all: Any, value: str
) -> None:
    talk.opened()
    row = row_of(read_all, talk.journal, talk.request(1, value))
    assert row.summary.isprintable() and row.name.isprintable()
    assert len(row.summary) < 1000 and len(row.name) < 1000
