"""`h2craft check --explain`: the story of a run that was made or kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from h2craft.cli.check import check

pytestmark = pytest.mark.engine

CASE = "D/truncated/rst-no-error"
HALF = (
    "import sys; sys.path.insert(0, sys.argv[1])\n"
    "import httpx, ssl\n"
    "context = ssl.create_default_context(cafile=sys.argv[2])\n"
    "with httpx.Client(http2=True, verify=context) as client:\n"
    "    print(client.get(sys.argv[3]).text)\n"
)


def told(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(check, list(words), prog_name="h2craft check", color=True)
    return done.exit_code, done.output


def client(tmp_path: Path) -> list[str]:
    program = tmp_path / "client.py"
    program.write_text(HALF)
    return ["--", sys.executable, str(program), str(tmp_path), "{cacert}", "{url}"]


def test_a_case_is_told_with_its_frames_and_how_to_see_it_again(tmp_path: Path) -> None:
    status, said = told("--explain", CASE, *client(tmp_path))
    assert status == 0, said
    for words in (f"{CASE} \N{BLACK STAR}", "requires", "outcome      pass", "connection 1"):
        assert words in said
    assert "RST_STREAM NO_ERROR" in said and "case: violation" in said
    assert "h2craft replay semantics/truncated-rst-no-error -- " in said
    assert "cases in" not in said


def test_a_run_that_was_kept_is_told_without_a_client(tmp_path: Path) -> None:
    traces = tmp_path / "runs"
    status, said = told("--only", CASE, "--traces", str(traces), *client(tmp_path))
    assert status == 0, said
    status, said = told("--judge", str(traces), "--explain", CASE)
    assert status == 0 and "RST_STREAM NO_ERROR" in said and "see it again" not in said


def test_colour_is_for_who_wants_it(tmp_path: Path) -> None:
    _, said = told("--color", "always", "--explain", CASE, *client(tmp_path))
    assert "\x1b[1m" in said and "\x1b[32m" in said


def test_a_case_that_is_none_is_an_error_with_the_nearest(tmp_path: Path) -> None:
    status, said = told("--explain", "D/truncated/rst-no-eror", *client(tmp_path))
    assert status == 2 and f"did you mean {CASE}" in said
