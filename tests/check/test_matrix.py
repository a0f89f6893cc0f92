"""The table of several clients."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from h2craft.check.matrix import HEADS, markdown, read_documents, rows
from h2craft.judge import Outcome
from h2craft.scenario import ScenarioError


def made(*cases: dict[str, Any], **client: str) -> dict[str, Any]:
    return {"client": {"name": "curl", **client}, "cases": list(cases), "summary": {}}


def case(group: str, outcome: Outcome, level: str = "MUST", star: bool = False) -> dict[str, Any]:
    return {"group": group, "outcome": str(outcome), "level": level, "star": star}


def test_a_group_is_what_was_passed_of_what_was_judged() -> None:
    one = made(
        case("A", Outcome.PASS),
        case("A", Outcome.PASS_LENIENT),
        case("A", Outcome.FAIL, "MUST NOT", star=True),
        case("A", Outcome.SKIPPED),
        case("B", Outcome.FAIL, "SHOULD"),
        case("C", Outcome.INCONCLUSIVE),
        version="curl 7.88.1",
        engine="nghttp2",
    )
    (row,) = rows([one])
    assert dict(zip(HEADS, row, strict=True)) == {
        "client": "curl",
        "version": "curl 7.88.1",
        "engine": "nghttp2",
        **{"A": "2/3", "B": "0/1", "C": "", "D": "", "E": ""},
        "★ failed": "1",
        "MUST failed": "1",
    }


def test_nothing_a_client_is_called_ends_a_cell() -> None:
    head, rule, row = markdown([made(name="a|b", version="1\n2")]).splitlines()
    assert head.count("|") == rule.count("|") == len(HEADS) + 1
    assert row.startswith(r"| a\|b | 1 2 | ")


def test_documents_of_one_client_or_of_many_are_read(tmp_path: Path) -> None:
    one, file = made(case("A", Outcome.PASS)), tmp_path / "x.json"
    for held in (one, [one], {"clients": [one]}):
        file.write_text(json.dumps(held))
        assert read_documents(file) == [one]


@pytest.mark.parametrize("text", ["{", "3", "{}", '[{"client": 1}]', '{"clients": 3}', "[3]"])
def test_what_is_none_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(ScenarioError, match=r"x\.json"):
        read_documents(file)
    with pytest.raises(ScenarioError, match="no such file"):
        read_documents(tmp_path / "none")
