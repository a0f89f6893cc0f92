from __future__ import annotations

import pytest

from h2craft.judge import Judgement, Outcome, flips, worst


def of(*names: str) -> list[Judgement]:
    return [Judgement(outcome=Outcome(name), reason=str(at)) for at, name in enumerate(names)]


@pytest.mark.parametrize(
    ("outcomes", "which"),
    [
        (("pass",), 0),
        (("pass", "fail", "fail"), 1),
        (("pass", "inconclusive", "pass-lenient"), 1),
        (("pass", "pass-lenient"), 1),
        (("skipped", "pass"), 1),
        (("skipped", "skipped"), 0),
    ],
)
def test_the_worst_one_counts(outcomes: tuple[str, ...], which: int) -> None:
    assert worst(of(*outcomes)).reason == str(which)


def test_nothing_has_no_worst() -> None:
    with pytest.raises(ValueError, match="no judgement"):
        worst([])


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        (("pass", "pass"), ""),
        ((), ""),
        (("pass", "fail", "pass"), "pass in 2 of 3 runs, fail in 1"),
        (("fail", "pass"), "fail in 1 of 2 runs, pass in 1"),
    ],
)
def test_runs_that_differ_are_told(outcomes: tuple[str, ...], words: str) -> None:
    assert flips(of(*outcomes)) == words


def test_two_outcomes_are_good() -> None:
    assert [one for one in Outcome if one.good] == [Outcome.PASS, Outcome.PASS_LENIENT]
