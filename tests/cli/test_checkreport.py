from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from h2craft.check import CaseResult
from h2craft.cli.checkreport import Report, Who
from h2craft.cli.errors import Failure
from h2craft.judge import Outcome

WHO = Who(name="curl", version="curl 7", words=("curl", "{url}"))


def given(file: Path | str | None = None) -> dict[str, Any]:
    return {"json_file": None if file is None else Path(file), "color": "never"}


@pytest.fixture
def results() -> list[CaseResult]:
    return [
        CaseResult(
            id="A/1/x",
            group="A",
            section="1",
            level="MUST",
            star=True,
            outcome=Outcome.FAIL,
            reason="no",
        )
    ]


def test_the_table_goes_to_standard_output(results: Any, capsys: Any) -> None:
    Report(given()).give(results, WHO)
    said = capsys.readouterr()
    assert "FAIL    \N{BLACK STAR} A/1/x  [MUST] no" in said.out and not said.err


def test_a_file_gets_one_object_a_case(results: Any, tmp_path: Path, capsys: Any) -> None:
    Report(given(tmp_path / "out.json")).give(results, WHO)
    made = json.loads((tmp_path / "out.json").read_text())
    assert made["client"] == {"name": "curl", "version": "curl 7", "words": ["curl", "{url}"]}
    assert [case["id"] for case in made["cases"]] == ["A/1/x"]
    assert made["summary"]["fail"] == 1 and "interrupted" not in made
    assert "A/1/x" in capsys.readouterr().out


def test_json_has_standard_output_to_itself(results: Any, capsys: Any) -> None:
    Report(given("-")).give(results, WHO)
    said = capsys.readouterr()
    assert json.loads(said.out)["cases"] and "A/1/x" in said.err


def test_what_was_ended_early_says_so(results: Any, tmp_path: Path, capsys: Any) -> None:
    Report(given(tmp_path / "out.json")).give(results, WHO, left=3)
    assert json.loads((tmp_path / "out.json").read_text())["interrupted"] is True
    assert capsys.readouterr().err == "interrupted: 3 cases were not done\n"


def test_a_file_that_cannot_be_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="there is no folder"):
        Report(given(tmp_path / "nowhere" / "out.json"))


def test_a_file_that_cannot_be_written_is_named(results: Any, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(Failure, match="cannot write .*taken: is a directory"):
        Report(given(tmp_path / "taken")).give(results, WHO)
