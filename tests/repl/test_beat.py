"""The thread that reads on."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from h2craft.repl.beat import LONGEST, PART, SHORTEST, TICK, Beat, rest_after


@pytest.mark.parametrize(
    ("cost", "behind", "rest"),
    [
        (0.0, False, TICK),
        (0.0, True, SHORTEST),
        (0.005, True, 0.005 / PART - 0.005),
        (10.0, True, LONGEST),
        (10.0, False, LONGEST),
    ],
)
def test_it_rests_in_proportion_to_what_a_slice_cost(
    cost: float, behind: bool, rest: float
) -> None:
    assert rest_after(cost, behind=behind) == pytest.approx(rest)


def test_a_slice_reads_with_the_turn_and_shows_without(talk: Any, session_of: Any) -> None:
    talk.opened()
    session = session_of(talk, folded=False)
    turn = threading.Lock()
    said: list[tuple[str, bool]] = []
    beat = Beat(
        session,
        turn,
        lambda: said.append(("looked", turn.locked())),
        lambda: said.append(("shown", turn.locked())),
    )
    beat.once()
    assert session.behind == 0
    assert said == [("looked", True), ("shown", False)]


def test_it_goes_on_until_it_is_ended(talk: Any, session_of: Any) -> None:
    session = session_of(talk, folded=False)
    seen = threading.Event()
    wanted = 0

    def look() -> None:
        if session.reader.position >= wanted > 0:
            seen.set()

    beat = Beat(session, threading.Lock(), look, lambda: None)
    beat.start()
    talk.opened()
    wanted = talk.journal.last
    assert seen.wait(10)
    beat.end()
    talk.opened(2)
    assert session.behind > 0


def test_what_never_began_can_be_ended(session_of: Any) -> None:
    Beat(session_of(), threading.Lock(), lambda: None, lambda: None).end()
