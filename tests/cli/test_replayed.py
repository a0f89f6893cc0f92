"""What came of a replay, as lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from h2craft.cli.replayed import SAID_LINES, lines_of, summary
from h2craft.replay import Ran, Replayed
from h2craft.scenario import Comparison, Difference, Verdict

DONE = Verdict(done=True, acts=2, requests=1)
LEFT = Verdict(done=False, sentences=("no request came", "and more"), remarks=("a remark",))
FAILED = Ran(words=("curl",), status=92, seconds=0.5, stderr=b"one\nt\x1bwo\n")


def replayed(verdict: Verdict = DONE, **more: Any) -> Replayed:
    return Replayed(name="it", file=Path("it.py"), verdict=verdict, **more)


def test_what_is_good_is_one_line_and_one_of_the_client() -> None:
    assert list(lines_of(replayed(client=FAILED))) == [
        "it: good: all was done: 1 request, 2 acts",
        "  curl exited with status 92 after 0.50 s",
    ]


def test_what_is_not_done_has_all_reasons_and_the_clients_last_words() -> None:
    assert list(lines_of(replayed(LEFT, client=FAILED))) == [
        "it: not done: no request came",
        "  and more",
        "  a remark",
        "  curl exited with status 92 after 0.50 s",
        "  | one",
        "  | t\\x1bwo",
    ]


def test_what_is_not_done_says_what_a_client_has_to_do_for_it() -> None:
    needs = "a body of 300,000 octets"
    assert f"  it needs of its client: {needs}" in lines_of(replayed(LEFT, needs=needs))
    assert not any("needs" in line for line in lines_of(replayed(DONE, needs=needs)))


def test_a_client_that_says_much_is_heard_at_its_end() -> None:
    client = Ran(words=("curl",), status=1, stderr=b"".join(b"%d\n" % n for n in range(100)))
    lines = list(lines_of(replayed(LEFT, client=client)))
    assert [line for line in lines if line.startswith("  | ")][-1] == "  | 99"
    assert sum(line.startswith("  | ") for line in lines) == SAID_LINES


def test_a_client_that_cannot_be_started_is_said_once() -> None:
    client = Ran(words=("nothere",), trouble="cannot be started: no such program")
    assert list(lines_of(replayed(LEFT, client=client))) == [
        "it: not done: nothere cannot be started: no such program",
        "  a remark",
    ]


def test_another_client_is_said_to_be_another() -> None:
    more = Comparison(differences=(Difference(where="", sentence="more"),), recorded=2, now=3)
    lines = list(lines_of(replayed(comparison=more)))
    assert lines[0] == f"it: not the same: {more.title}"
    assert lines[1:] == [f"  {line}" for line in more.lines()]


def test_nothing_to_compare_with_is_said_once() -> None:
    nothing = Comparison(remarks=("there is nothing",))
    assert list(lines_of(replayed(comparison=nothing))) == ["it: not the same: there is nothing"]


def test_what_was_interrupted_is_said_to_be() -> None:
    (first, *_) = lines_of(replayed(LEFT, interrupted=True))
    assert first == "it: interrupted: no request came"


def test_a_name_cannot_write_to_the_terminal() -> None:
    found = Replayed(name="a\x1b[2J", file=Path("it.py"), verdict=DONE)
    assert "\x1b" not in next(lines_of(found))


def test_colour_is_on_the_outcome_alone() -> None:
    first = next(lines_of(replayed(), colour=True))
    assert "\x1b[32mgood" in first
    assert click.unstyle(first) == next(lines_of(replayed()))


def test_a_summary_counts() -> None:
    assert summary([replayed(), replayed()], 2) == "2 scenarios: 2 done"
    assert summary([replayed(), replayed(LEFT)], 3) == (
        "3 scenarios: 1 done, 1 not done, 1 not begun"
    )
