"""How a scenario is replayed, and what is said of the outcome."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from h2craft.replay import Options, Ran, Replayed, to_json
from h2craft.replay.options import has_started
from h2craft.scenario import Comparison, Difference, Verdict

DONE = Verdict(done=True, acts=2, requests=1)
LEFT = Verdict(done=False, sentences=("no request came",))
NO_PROGRAM = Ran(words=("nothere",), trouble="cannot be started: no such program")


def replayed(verdict: Verdict = DONE, **more: Any) -> Replayed:
    return Replayed(name="it", file=Path("it.py"), verdict=verdict, **more)


@pytest.mark.parametrize(("timeout", "wait"), [(30.0, 28.0), (1.0, 0.9), (100.0, 98.0)])
def test_waits_are_a_little_shorter_than_the_run(timeout: float, wait: float) -> None:
    assert Options(timeout=timeout).pace.wait_seconds == pytest.approx(wait)


def test_the_pace_is_as_the_options_say() -> None:
    pace = Options(speed=0, strict_order=True).pace
    assert (pace.speed, pace.in_turn) == (0, True)


def test_all_done_is_good() -> None:
    assert replayed().good
    assert replayed().sentence == "all was done: 1 request, 2 acts"


def test_what_was_left_undone_is_not() -> None:
    assert not replayed(LEFT).good
    assert replayed(LEFT).sentence == "no request came"


def test_a_client_that_failed_is_no_failure() -> None:
    assert replayed(client=Ran(words=("curl",), status=92)).good
    assert replayed(client=Ran(words=("curl",), timed_out=True, signal="SIGTERM")).good


def test_a_client_that_cannot_be_started_is_what_is_told() -> None:
    found = replayed(LEFT, client=NO_PROGRAM)
    assert found.sentences == ("nothere cannot be started: no such program",)
    assert not has_started(NO_PROGRAM)


def test_a_scenario_that_cannot_be_loaded_is_told_before_all_else() -> None:
    found = replayed(LEFT, trouble="it.py:3: SyntaxError", client=NO_PROGRAM)
    assert (found.good, found.sentences) == (False, ("it.py:3: SyntaxError",))


def test_another_client_is_not_good() -> None:
    other = Comparison(differences=(Difference(where="", sentence="more"),), recorded=3, now=4)
    found = replayed(comparison=other)
    assert not found.good
    assert found.sentence == other.title


def test_nothing_to_compare_with_is_not_the_same() -> None:
    found = replayed(comparison=Comparison(now=3, remarks=("there is nothing to compare with",)))
    assert not found.good
    assert found.sentence == "there is nothing to compare with"


def test_the_same_client_is_good() -> None:
    assert replayed(comparison=Comparison(recorded=3, now=3)).good


def test_it_is_json_with_these_keys() -> None:
    client = Ran(words=("curl",), status=0, seconds=0.5, stdout=b"\xff", stderr=b"")
    said = json.loads(json.dumps(to_json(replayed(client=client, program="curl/8"))))
    assert list(said) == [
        "scenario",
        "file",
        "url",
        "good",
        "trouble",
        "interrupted",
        "seconds",
        "done",
        "sentences",
        "remarks",
        "acts",
        "expected",
        "requests",
        "unfinished",
        "raised",
        "needs",
        "program",
        "client",
        "comparison",
    ]
    assert said["client"] == {
        "words": ["curl"],
        "started": True,
        "status": 0,
        "signal": "",
        "timed_out": False,
        "seconds": 0.5,
        "trouble": "",
        "stdout": "\ufffd",
        "stderr": "",
        "lost": 0,
    }
    assert said["comparison"] is None


def test_a_comparison_is_json_too() -> None:
    said = to_json(replayed(comparison=Comparison(recorded=1, now=1)))
    assert said["client"] is None
    assert said["comparison"] == Comparison(recorded=1, now=1).to_json()
