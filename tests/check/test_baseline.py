"""What was expected of a client, and what is new."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from h2craft.check.baseline import Change, compared, read_baseline
from h2craft.judge import Outcome
from h2craft.scenario import ScenarioError

PASS, LENIENT, FAIL = Outcome.PASS, Outcome.PASS_LENIENT, Outcome.FAIL
INCONCLUSIVE, SKIPPED = Outcome.INCONCLUSIVE, Outcome.SKIPPED


def write(folder: Path, text: str) -> Path:
    file = folder / "baseline"
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (None, PASS, Change.SAME),
        (None, LENIENT, Change.SAME),
        (None, SKIPPED, Change.SAME),
        (None, FAIL, Change.NEW),
        (None, INCONCLUSIVE, Change.NEW),
        (PASS, FAIL, Change.NEW),
        (LENIENT, FAIL, Change.NEW),
        (SKIPPED, FAIL, Change.NEW),
        (INCONCLUSIVE, FAIL, Change.NEW),
        (FAIL, FAIL, Change.KNOWN),
        (INCONCLUSIVE, INCONCLUSIVE, Change.KNOWN),
        (FAIL, INCONCLUSIVE, Change.KNOWN),
        (PASS, INCONCLUSIVE, Change.NEW),
        (FAIL, PASS, Change.MENDED),
        (FAIL, LENIENT, Change.MENDED),
        (INCONCLUSIVE, PASS, Change.MENDED),
        (FAIL, SKIPPED, Change.SAME),
        (PASS, LENIENT, Change.SAME),
        (LENIENT, PASS, Change.SAME),
    ],
)
def test_what_is_no_success_and_was_not_expected_is_new(
    result: Any, before: Outcome | None, now: Outcome, change: Change
) -> None:
    expected = {} if before is None else {"A/baseline/get": before}
    (one,) = compared([result(outcome=now)], expected)
    assert (one.before, one.change) == (before, change)


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (PASS, LENIENT, Change.NEW),
        (None, LENIENT, Change.NEW),
        (LENIENT, LENIENT, Change.KNOWN),
        (FAIL, LENIENT, Change.KNOWN),
        (LENIENT, PASS, Change.MENDED),
    ],
)
def test_strictly_a_lenient_pass_is_no_success(
    result: Any, before: Outcome | None, now: Outcome, change: Change
) -> None:
    expected = {} if before is None else {"A/baseline/get": before}
    (one,) = compared([result(outcome=now)], expected, strict=True)
    assert one.change == change


def test_what_json_has_written_is_a_baseline(tmp_path: Path) -> None:
    document = {"cases": [{"id": "A/x", "outcome": "fail"}, {"id": "B/y", "outcome": "pass"}]}
    assert read_baseline(write(tmp_path, json.dumps(document))) == {"A/x": FAIL, "B/y": PASS}


def test_people_write_lines_and_say_why(tmp_path: Path) -> None:
    text = "# curl 7.88.1\n\nfail  9113/6.1/data-stream-0  # exits 0\npass-lenient A/8.1/trailers\n"
    assert read_baseline(write(tmp_path, text)) == {
        "9113/6.1/data-stream-0": FAIL,
        "A/8.1/trailers": LENIENT,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fail A/x\nfial A/y", "line 2: an outcome (pass, pass-lenient, fail, "),
        ("fail", "line 1: an outcome"),
        ("fail A/x because", "line 1: an outcome"),
        ('{"cases": [', "line 1: "),
        ('{"cases": [{"id": "A/x"}]}', "is not what --json writes: 'outcome'"),
        ('{"cases": 3}', "is not what --json writes"),
        ('{"cases": [{"id": "A/x", "outcome": "good"}]}', "'good' is not a valid Outcome"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(ScenarioError) as raised:
        read_baseline(file)
    assert str(file) in str(raised.value) and said in str(raised.value)


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        read_baseline(tmp_path / "none")
    (tmp_path / "octets").write_bytes(b"fail \xff")
    with pytest.raises(ScenarioError, match="not UTF-8: octet 5"):
        read_baseline(tmp_path / "octets")
