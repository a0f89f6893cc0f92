from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click import UsageError

from h2craft.check import CaseResult
from h2craft.cli.checkreport import Report, Who, save
from h2craft.cli.errors import Failure
from h2craft.judge import Outcome

WHO = Who(name="curl", version="curl 7", words=("curl", "{url}"))


def given(file: Path | str | None = None) -> dict[str, Any]:
    return {
        "json_file": None if file is None else Path(file),
        "junit_file": None,
        "html_file": None,
        "baseline": None,
        "strict": False,
        "explained": (),
        "color": "never",
    }


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
    assert made["client"] == WHO.to_json()
    assert made["client"]["words"] == ["curl", "{url}"]
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
    assert capsys.readouterr().err == "interrupted: 3 cases not done\n"


def test_a_file_that_cannot_be_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="there is no folder"):
        Report(given(tmp_path / "nowhere" / "out.json"))

    (tmp_path / "taken").mkdir()
    with pytest.raises(Failure, match="cannot write .*taken: is a folder"):
        Report(given(tmp_path / "taken"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_nobody_may_write_to_is_refused_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(Failure, match="nothing can be written in"):
        Report(given(tmp_path / "closed" / "out.json"))


def test_what_cannot_be_written_in_the_end_costs_nothing_else(
    results: Any, tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / "gone").mkdir()
    report = Report({**given(tmp_path / "gone" / "out.json"), "html_file": tmp_path / "out.html"})
    (tmp_path / "gone").rmdir()
    with pytest.raises(Failure, match="cannot write .*out.json: no such file or directory"):
        report.give(results, WHO)
    assert "A/1/x" in capsys.readouterr().out
    assert "A/1/x" in (tmp_path / "out.html").read_text()


def test_a_report_is_replaced_as_a_whole_or_written_into_a_pipe(tmp_path: Path) -> None:
    file, link = tmp_path / "out.json", tmp_path / "link"
    file.write_text("of last week")
    link.symlink_to(file)
    before = file.stat().st_ino
    save(link, "of today")
    assert link.is_symlink() and file.read_text() == "of today"
    assert file.stat().st_ino != before  # a new file took its name, when it was complete
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        save(tmp_path / "pipe", "of today")
        assert os.read(reading, 100) == b"of today"
    finally:
        os.close(reading)


def test_a_baseline_decides_what_is_accepted(results: Any, tmp_path: Path, capsys: Any) -> None:
    baseline = tmp_path / "known"
    asked = {**given(), "baseline": baseline}
    baseline.write_text("fail A/1/x  # it says no\n")
    assert Report(asked).give(results, WHO) is True
    said = capsys.readouterr().out
    assert "known   \N{BLACK STAR} A/1/x" in said and "baseline: 0 new, 1 known" in said
    baseline.write_text("pass A/1/x\n")
    assert Report(asked).give(results, WHO) is False
    assert "FAIL    \N{BLACK STAR} A/1/x" in capsys.readouterr().out
    mended = [replace(results[0], outcome=Outcome.PASS)]
    baseline.write_text("fail A/1/x\n")
    assert Report(asked).give(mended, WHO) is True
    assert "mended    A/1/x: it was fail, and is pass" in capsys.readouterr().out


def test_a_baseline_that_cannot_be_read_is_named_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "known").write_text("fial A/1/x\n")
    with pytest.raises(Failure, match="known line 1"):
        Report({**given(), "baseline": tmp_path / "known"})


@pytest.mark.parametrize(
    ("outcome", "strict", "good"),
    [
        (Outcome.PASS, True, True),
        (Outcome.PASS_LENIENT, False, True),
        (Outcome.PASS_LENIENT, True, False),
        (Outcome.INCONCLUSIVE, False, False),
        (Outcome.SKIPPED, True, True),
        (Outcome.FAIL, False, False),
    ],
)
def test_what_is_accepted(results: Any, outcome: Outcome, strict: bool, good: bool) -> None:
    report = Report({**given(), "strict": strict})
    assert report.give([replace(results[0], outcome=outcome)], WHO) is good


def test_other_reports_are_written_too(results: Any, tmp_path: Path, capsys: Any) -> None:
    files = {"junit_file": tmp_path / "out.xml", "html_file": tmp_path / "out.html"}
    Report({**given("-"), **files}).give(results, WHO)
    assert json.loads(capsys.readouterr().out)["cases"]
    assert ElementTree.parse(files["junit_file"]).getroot().tag == "testsuites"
    assert "A/1/x" in files["html_file"].read_text()


def test_two_reports_cannot_share_standard_output() -> None:
    with pytest.raises(UsageError, match="only one report"):
        Report({**given("-"), "html_file": Path("-")})
