from __future__ import annotations

from typing import Any

from h2craft.check import CaseResult
from h2craft.cli.checked import Line, line_of, lines_of, listed
from h2craft.judge import CHECKS, Outcome, cases


def result(name: str = "A/1/x", **more: Any) -> CaseResult:
    usual: dict[str, Any] = {
        "group": name[0] if name[1] == "/" else "B",
        "section": "6.1",
        "level": "MUST",
        "star": False,
        "outcome": Outcome.PASS,
    }
    return CaseResult(id=name, **{**usual, **more})


def texts(*results: CaseResult, width: int | None = None) -> list[str]:
    return [line.text.rstrip() for line in lines_of(results, width=width, seconds=12.3)]


def test_failures_come_first_each_with_its_reason() -> None:
    lines = texts(
        result("A/1/a", outcome=Outcome.PASS_LENIENT, reason="closed without GOAWAY"),
        result("A/1/b", outcome=Outcome.INCONCLUSIVE, reason="no second request"),
        result("9113/1/c", outcome=Outcome.FAIL, reason="no reaction", star=True),
        result("A/1/d"),
    )
    assert lines[:3] == [
        "FAIL    \N{BLACK STAR} 9113/1/c  [MUST] no reaction",
        "unclear   A/1/b  [MUST] no second request",
        "lenient   A/1/a  [MUST] closed without GOAWAY",
    ]
    assert not any("A/1/d" in line for line in lines)


def test_without_a_reason_both_verdicts_are_told() -> None:
    one = result(outcome=Outcome.FAIL, wire="no reaction", client="exit 0")
    assert line_of(one, None).text.endswith("no reaction; exit 0")


def test_what_was_skipped_is_counted_by_its_reason() -> None:
    missing = {"outcome": Outcome.SKIPPED, "reason": "the command has no {size}"}
    lines = texts(result("A/1/a", **missing), result("A/1/b", **missing))
    assert lines[0] == "skipped   2: the command has no {size}"


def test_the_table_tells_groups_and_what_is_a_must() -> None:
    lines = texts(
        result("A/1/a"),
        result("A/1/b", level="MUST NOT", outcome=Outcome.FAIL),
        result("A/1/c", level="SHOULD"),
        result("9113/1/d", level="rob", outcome=Outcome.PASS_LENIENT),
    )
    table = [line.split() for line in lines if line.startswith(("A ", "B "))]
    assert table == [
        ["A", "interop", "MUST", "1", ".", ".", "1", "."],
        ["A", "interop", "SHOULD", ".", ".", ".", "1", "."],
        ["B", "violations", "SHOULD", ".", ".", "1", ".", "."],
    ]
    assert lines[-1] == "4 cases in 12 s"


def test_lines_fit_the_terminal_and_nothing_in_them_moves_it() -> None:
    bad = result(outcome=Outcome.FAIL, reason="\x1b[2J" + "very long " * 30)
    line = line_of(bad, 80).text
    assert len(line) <= 80 and "\x1b" not in line


def test_colour_is_for_those_who_want_it() -> None:
    line = Line("FAIL  x", 4, "red")
    assert line.styled(False) == "FAIL  x"
    assert line.styled(True).startswith("\x1b[31m\x1b[1mFAIL\x1b[0m")


def test_cases_and_checks_are_listed_with_level_and_title() -> None:
    known = cases()[:1]
    lines = [line.text for line in listed(known, CHECKS[:1])]
    assert known[0].id in lines[0] and known[0].title in lines[0]
    assert CHECKS[0].id in lines[1] and CHECKS[0].level in lines[1]
    assert all(len(line.text) <= 90 for line in listed(known, CHECKS, width=90))
