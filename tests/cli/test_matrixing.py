"""Several clients, one after the other; and files of results beside them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from h2craft.cli.matrix import matrix

CLIENT = {"name": "old", "version": "1", "engine": "ours", "words": []}
CASE = {"id": "A/x", "group": "A", "section": "1", "level": "MUST", "star": True}
DOCUMENT = {
    "h2craft": "0",
    "date": "2026-11-22T00:00:00+00:00",
    "client": CLIENT,
    "cases": [{**CASE, "outcome": "fail", "title": "", "requires": "", "reason": "no"}],
    "summary": {"fail": 1},
}


def run(*words: str) -> Any:
    return CliRunner().invoke(matrix, list(words), prog_name="h2craft matrix")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "old.json"
    made.write_text(json.dumps(DOCUMENT))
    return made


def test_files_of_results_make_a_table_and_a_page(file: Path, tmp_path: Path) -> None:
    page, together = tmp_path / "m.html", tmp_path / "m.json"
    done = run(str(file), str(file), "--html", str(page), "--json", str(together))
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[1].split() == ["old", "1", "ours", "0/1", "1", "1"]
    assert "A/x" in page.read_text()
    assert json.loads(together.read_text())["clients"] == [DOCUMENT, DOCUMENT]
    assert run(str(together)).output == done.output


def test_the_table_as_markdown_has_standard_output_to_itself(file: Path) -> None:
    lines = run(str(file), "--markdown", "-").output.splitlines()
    assert len(lines) == 3 and all(line.startswith("| ") for line in lines)


def test_a_file_that_holds_no_results_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    done = run(str(tmp_path / "x.json"))
    assert done.exit_code == 1 and "is not what --json writes" in done.output


def test_a_name_that_is_none_is_wrong_usage_and_the_nearest_is_named() -> None:
    done = run("--profiles", "curl,ngttp")
    assert done.exit_code == 2 and "nghttp" in done.output


def test_a_client_that_is_not_here_is_told_and_the_others_are_run(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("H2CRAFT_CLIENTS", "/nonexistent")
    done = run(str(file), "--profiles", "h2load")
    assert done.exit_code == 1 and "h2load: " in done.output and "old" in done.output


def test_the_clients_that_are_known_are_listed() -> None:
    lines = run("--list").output.splitlines()
    assert len(lines) >= 15 and any(line.startswith("curl ") for line in lines)


@pytest.mark.clients
def test_real_clients_side_by_side(tmp_path: Path) -> None:
    if shutil.which("curl") is None or shutil.which("nghttp") is None:
        pytest.skip("curl or nghttp is not installed")
    out = tmp_path / "m.json"
    done = run("--profiles", "curl,nghttp", "--only", "A/baseline/get", "--json", str(out))
    assert done.exit_code == 0, done.output
    assert re.search(
        r"^2 of 2  nghttp .*: 1 passed, 0 failed, 0 unclear, 0 skipped$", done.stderr, re.M
    )
    made = json.loads(out.read_text())["clients"]
    assert [one["client"]["name"] for one in made] == ["curl", "nghttp"]
    assert all("nghttp2" in one["client"]["engine"] for one in made)
    assert all(case["outcome"] == "pass" for one in made for case in one["cases"])
