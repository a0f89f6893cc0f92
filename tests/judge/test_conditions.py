"""What must hold besides the verdict: read, and counted."""

from __future__ import annotations

import pytest

from h2craft.judge import CaseError, parse_expect
from h2craft.judge.conditions import Condition, Count, Held, Mark, Where
from h2craft.model import Board


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("type:PING", 1, None),
        ("no: type:PING", 0, 0),
        ("3: type:PING", 3, 3),
        ("at most 1,000: type:PING", 0, 1000),
        ("at least 2: type:PING", 2, None),
    ],
)
def test_how_many_there_must_be_is_read(text: str, least: int, most: int | None) -> None:
    condition = parse_expect(text)
    assert (condition.least, condition.most) == (least, most)
    assert condition.wanted is not None and condition.wanted.text == "type:PING"


def test_where_and_when_it_is_counted_is_read() -> None:
    text = "should: no: dir:received type:HEADERS; after goaway; within 1.5 s; same connection"
    condition = parse_expect(text)
    assert (condition.after, condition.within, condition.where, condition.should) == (
        "goaway",
        1.5,
        Where.SAME,
        True,
    )
    assert condition.text == text
    assert parse_expect("type:PING; before canary; other connections").before == "canary"


@pytest.mark.parametrize("text", ["E/6.9/obeys-windows", "windows credited", "upload whole"])
def test_a_word_stands_for_itself(text: str) -> None:
    condition = parse_expect(text)
    assert (condition.word, condition.wanted) == (text, None)
    assert condition.is_check is text.startswith("E/")


@pytest.mark.parametrize(
    "text",
    [
        "no: type:NO_SUCH",
        "most 1: type:PING",
        "no: type:PING; soon",
        "never broken: windows credited",
        "no: type:PING; within 1 s",
        "no: type:PING; after goaway; within a second",
    ],
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(CaseError, match="Expect"):
        parse_expect(text)


class Counting:
    """Counts one condition over a scene, with the marks as they come."""

    def __init__(self, text: str, scene) -> None:
        self.marks: dict[str, Mark] = {}
        self.count = Count(parse_expect(text), self.marks)
        board = Board()
        for record in scene.records:
            reading = board.fold(record)
            text = getattr(record.detail, "text", "")
            if text.startswith("case: "):
                mark = Mark(record.seq, record.at, record.connection)
                self.marks.setdefault(text.removeprefix("case: "), mark)
            self.count.take(reading)

    def held(self, home: int = 1) -> Held:
        return self.count.held(home)


PINGS = "dir:received type:PING"


def pinged(scene):
    """Three on connection 1, of them two after the mark, and one on connection 2."""
    scene.asks().pong().mark("here").passes(1.0).pong().passes(5.0).pong()
    return scene.asks(on=2).pong(on=2)


@pytest.mark.parametrize(
    ("text", "holds", "said"),
    [
        (PINGS, True, "there were 4"),
        (f"no: {PINGS}", False, "there were 4"),
        (f"4: {PINGS}", True, "there were 4"),
        (f"at most 3: {PINGS}", False, "there were 4"),
        (f"at most 3: {PINGS}; same connection", True, "there were 3"),
        (f"1: {PINGS}; other connections", True, "there was 1"),
        (f"3: {PINGS}; after here", True, "there were 3"),
        (f"1: {PINGS}; before here", True, "there was 1"),
        (f"2: {PINGS}; after here; same connection", True, "there were 2"),
        (f"1: {PINGS}; after here; within 3 s", True, "there was 1"),
        ("no: type:GOAWAY", True, "there were 0"),
    ],
)
def test_it_is_counted(scene, text: str, holds: bool, said: str) -> None:
    held = Counting(text, pinged(scene)).held()
    assert (held.holds, held.text) == (holds, said)


def test_the_connection_is_the_mark_s_or_the_one_that_is_judged(scene) -> None:
    pinged(scene)
    assert Counting(f"1: {PINGS}; same connection", scene).held(2).holds
    assert Counting(f"2: {PINGS}; after here; same connection", scene).held(2).holds


def test_the_records_that_were_counted_are_named(scene) -> None:
    scene.asks().pong()
    last = scene.last
    assert Counting(PINGS, scene).held().records == (last,)


@pytest.mark.parametrize(
    ("mark", "holds"), [("goaway", None), ("violation", None), ("violated", True), ("canary", True)]
)
def test_a_mark_that_never_came_leaves_it_open_unless_it_may_be_left_out(
    scene, mark: str, holds: bool | None
) -> None:
    scene.asks().pong()
    assert Counting(f"no: {PINGS}; after {mark}", scene).held().holds is holds


def test_only_the_first_records_are_kept_and_all_are_counted(scene) -> None:
    scene.asks()
    for _ in range(20):
        scene.pong()
    held = Counting(PINGS, scene).held()
    assert (len(held.records), held.text) == (8, "there were 20")


def test_a_condition_has_what_it_was_made_of() -> None:
    assert Condition(text="x", word="upload whole").is_check is False


def test_connections_beyond_those_that_are_kept_are_counted_together(scene, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.judge.conditions.KEPT_CONNECTIONS", 2)
    for number in range(1, 6):
        scene.asks(on=number).pong(on=number)
    assert Counting(PINGS, scene).held().text == "there were 5"
    assert Counting(f"{PINGS}; other connections", scene).held().text == "there were 4"
    assert Counting(f"{PINGS}; same connection", scene).held(5).text == "there were 0"
