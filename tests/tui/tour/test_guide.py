"""Where the tour is, and what is done for its steps."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.reader import Reader
from h2craft.trace import Origin
from h2craft.tui.tour.guide import Guide
from h2craft.tui.tour.step import Sight, Stage, Step


class Noting:
    """A stage that only remembers what it was told to do."""

    def __init__(self) -> None:
        self.did: list[str] = []

    def visit(self, path: str) -> None:
        self.did.append(f"visit {path}")

    def check(self) -> None:
        self.did.append("check")

    def hold(self, pattern: str) -> None:
        self.did.append(f"hold {pattern}")

    def unbind(self) -> None:
        self.did.append("unbind")

    def let_go(self) -> None:
        self.did.append("let go")

    def tidy(self) -> None:
        self.did.append("tidy")


def step(name: str, **more: Any) -> Step:
    return Step(name=name, title=name, why="", press=(), told="done", **more)


def visiting(stage: Stage) -> None:
    stage.visit("/")


@pytest.fixture
def stage() -> Noting:
    return Noting()


def looked(guide: Guide, *sights: Sight) -> bool:
    for sight in sights:
        guide.look(sight)
    return guide.done


def test_a_step_is_done_once_it_is_seen_to_be_and_stays_so(stage: Noting) -> None:
    guide = Guide([step("hold", done=lambda sight: sight.hold is not None)], stage)
    guide.begin(0, 0)
    assert not looked(guide, Sight(), Sight())
    assert looked(guide, Sight(hold="path:/x"))
    assert looked(guide, Sight())


def test_what_has_to_be_seen_first_is_no_end_of_the_step(stage: Noting) -> None:
    steps = [
        step(
            "filter",
            when=lambda sight: bool(sight.filter),
            then=visiting,
            done=lambda sight: not sight.filter,
        )
    ]
    guide = Guide(steps, stage)
    guide.begin(0, 0)
    assert not looked(guide, Sight(), Sight())
    assert stage.did == ["tidy"]
    assert not looked(guide, Sight(filter="x"), Sight(filter="x"))
    assert stage.did == ["tidy", "visit /"]  # once
    assert looked(guide, Sight())


def test_records_have_to_come_in_their_order_and_after_the_step_began(
    stage: Noting, make_talk: Any
) -> None:
    talk = make_talk()
    guide = Guide([step("fire", seen=("origin:hand", "dir:received type:GOAWAY"))], stage)
    reader = Reader(talk.journal, "server")
    reader.listen(guide.take)

    def reads() -> bool:
        while reader.advance(100):
            pass
        return looked(guide, Sight(), Sight())

    talk.data(1, origin=Origin.HAND)
    guide.begin(0, talk.journal.last)
    talk.received(7, 0, 0, bytes(8))
    assert not reads()
    talk.data(1, origin=Origin.HAND)
    assert not reads()
    talk.received(7, 0, 0, bytes(8))
    assert reads()


def test_the_next_step_begins_with_its_own_and_ends_what_was_started(stage: Noting) -> None:
    guide = Guide([step("one"), step("two", begin=visiting), step("three")], stage)
    guide.begin(0, 0)
    assert looked(guide, Sight(), Sight())
    guide.next(0)
    assert (guide.step.name, guide.done, guide.is_last) == ("two", False, False)
    assert stage.did == ["tidy", "tidy", "visit /"]
    guide.next(0)
    assert guide.is_last and not guide.ended
    guide.next(0)
    assert guide.ended and guide.step.name == "three"


def test_back_leads_to_the_step_before_and_not_further_than_the_first(stage: Noting) -> None:
    guide = Guide([step("one", begin=visiting), step("two")], stage)
    guide.begin(1, 0)
    guide.back(0)
    assert guide.step.name == "one"
    guide.back(0)
    assert guide.step.name == "one"
    assert stage.did.count("visit /") == 2
