"""Comments, and requests that are held."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.reader.marks import readable
from h2craft.trace import Kind


def test_a_comment_is_about_another_record_and_the_last_one_counts(
    talk: Any, read_all: Any
) -> None:
    talk.opened()
    for text in ("why?", "because"):
        talk(Kind.COMMENTED, connection=0, cause=2, detail={"text": text, "marked": True})
    talk(Kind.COMMENTED, connection=0, cause=3, detail={"text": ""})
    reader = read_all(talk.journal)
    assert dict(reader.comments) == {2: "because", 3: ""}
    version = reader.version
    talk(Kind.COMMENTED, connection=0, cause=2, detail={"marked": False})
    reader.advance(1)
    assert dict(reader.comments) == {3: ""}
    assert reader.version > version


@pytest.mark.parametrize("detail", [None, "text", [1], {"text": None}, {"text": 5}])
def test_a_comment_that_says_nothing_sensible_is_a_mark(
    talk: Any, read_all: Any, detail: Any
) -> None:
    talk(Kind.COMMENTED, connection=0, cause=1, detail=detail)
    assert set(read_all(talk.journal).comments) == {1}


def test_marks_beside_the_records_come_after_those_among_them(talk: Any, read_all: Any) -> None:
    talk(Kind.COMMENTED, connection=0, cause=1, detail={"text": "said"})
    talk(Kind.COMMENTED, connection=0, cause=2, detail={"text": "said"})
    reader = read_all(talk.journal)
    marks = {1: None, 3: "beside"}
    version = reader.version
    reader.beside(marks)
    assert dict(reader.comments) == {2: "said", 3: "beside"}
    assert reader.version > version
    version, comments = reader.version, reader.comments
    reader.beside(marks)
    assert reader.version == version and reader.comments is comments


def test_a_comment_may_be_in_any_script_but_controls_nothing() -> None:
    assert readable("\u4e2d\u6587 caf\u00e9") == "\u4e2d\u6587 caf\u00e9"
    assert readable("a\x1b[2Jb\u202ec\n") == "a\\x1b[2Jb\\u202ec\\n"


def test_a_request_is_held_until_it_is_released(talk: Any, read_all: Any) -> None:
    talk.opened()
    request = talk.request()
    held = talk(
        Kind.REQUEST_HELD,
        cause=request,
        detail={"stream": 1, "why": "look\x1b here", "by": "script"},
    )
    reader = read_all(talk.journal)
    (key, known), *others = reader.held.items()
    assert key == (1, 1) and not others
    assert (known.seq, known.request, known.by) == (held, request, "script")
    assert known.why == "look\\x1b here"
    talk(Kind.REQUEST_RELEASED, cause=held + 100, detail={"stream": 1, "to": "script"})
    reader.advance(1)
    assert reader.held
    talk(Kind.REQUEST_RELEASED, cause=held, detail={"stream": 1, "to": "script"})
    reader.advance(1)
    assert not reader.held
    talk(Kind.REQUEST_RELEASED, cause=held, detail={"stream": 1})
    assert reader.advance(1) == 1


def test_nothing_is_held_on_a_connection_that_is_over(talk: Any, read_all: Any) -> None:
    for number in (1, 2):
        talk.opened(number)
        talk(Kind.REQUEST_HELD, connection=number, detail={"stream": 1})
    talk.closed(1)
    assert list(read_all(talk.journal).held) == [(2, 1)]
