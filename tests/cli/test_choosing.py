"""Which cases and which client options mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from h2craft.cli.check import check
from h2craft.cli.choosing import NothingWorks, chosen_of, client_of, options_of, profile_of
from h2craft.cli.errors import Failure
from h2craft.scenario import shipped_folder


def given(**more: Any) -> dict[str, Any]:
    usual = {"only": (), "skip": (), "groups": (), "tags": (), "explained": ()}
    return {**usual, **more}


def test_all_cases_and_checks_are_meant_where_nothing_is_said() -> None:
    chosen = chosen_of(given())
    assert {case.group for case in chosen.cases} == {"A", "B", "C", "D"}
    assert len(chosen.checks) == 44
    assert all(case.id.startswith("E/") for case in chosen.more)


def test_a_group_and_a_pattern_choose() -> None:
    assert {case.group for case in chosen_of(given(groups=("b",))).cases} == {"B"}
    chosen = chosen_of(given(only=("A/6.1/padded-data",)))
    assert [case.id for case in chosen.cases] == ["A/6.1/padded-data"] and not chosen.checks
    told = chosen_of(given(explained=("A/baseline/get",)))
    assert [case.id for case in told.cases] == ["A/baseline/get"]


def test_for_passive_checks_alone_somebody_has_to_speak() -> None:
    chosen = chosen_of(given(only=("E/3.4/preface",)))
    assert [check.id for check in chosen.checks] == ["E/3.4/preface"]
    assert not chosen.cases and chosen.more and chosen.run == chosen.more


def test_a_pattern_that_means_none_is_wrong_usage() -> None:
    with pytest.raises(click.UsageError, match="did you mean"):
        chosen_of(given(only=("A/6.1/paded-data",)))


@pytest.fixture
def damaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A library of one case that can be read, and of three files that cannot."""
    shipped = shipped_folder() / "interop"
    whole = (shipped / "6.1-padded-data.py").read_text()
    (tmp_path / "interop").mkdir()
    for name, text in (
        ("good.py", whole),
        ("levelless.py", whole.replace("\nLevel: ", "\nLeval: ")),
        ("half.py", whole + "def (:\n"),
    ):
        (tmp_path / "interop" / name).write_text(text)
    (tmp_path / "interop" / "octets.py").write_bytes(b"\xff\xfe")
    monkeypatch.setattr("h2craft.judge.case.shipped_folder", lambda: tmp_path)


def test_a_file_nobody_can_read_is_named_and_costs_no_other_case(
    damaged: None, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = chosen_of(given())
    assert [case.id for case in chosen.cases] == ["A/6.1/padded-data"]
    chosen.unread_first()
    assert chosen.unread_last()
    *each, last = capsys.readouterr().err.splitlines()
    for name, line in zip(("half", "levelless", "octets"), each, strict=True):
        assert line.startswith(f"this case cannot be read, and is not run: interop/{name}.py: ")
    assert last == "not run, as they cannot be read: 3 cases"


def test_a_file_nobody_can_read_is_no_success(damaged: None) -> None:
    listing = CliRunner().invoke(check, ["--list"])
    assert listing.exit_code == 1 and "A/6.1/padded-data" in listing.stdout
    assert listing.stderr.count("this case cannot be read") == 3


def test_where_all_can_be_read_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    chosen = chosen_of(given(only=("A/6.1/padded-data",)))
    chosen.unread_first()
    assert not chosen.unread_last() and capsys.readouterr().err == ""


def test_a_command_has_to_know_where_to_ask() -> None:
    assert client_of(("curl", "{url}"), {}).name == "curl"
    with pytest.raises(click.UsageError, match=r"has no \{url\}"):
        client_of(("curl",), {})
    with pytest.raises(click.UsageError, match="nonsense"):
        client_of(("curl", "{nonsense}", "{url}"), {})


def test_a_profile_is_known_and_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(click.UsageError, match="curl"):
        profile_of("crul")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("H2CRAFT_CLIENTS", "/nonexistent")
    with pytest.raises(NothingWorks, match="h2load: "):
        profile_of("h2load")


def test_how_it_is_run(tmp_path: Path) -> None:
    asked = {"timeout": 3.0, "traces": tmp_path / "new", "jobs": 2, "h2c": True, "host": "::1"}
    options = options_of(asked)
    assert (options.timeout, options.abuse_timeout, options.jobs) == (3.0, 3.0, 2)
    assert options.h2c and options.host == "::1" and (tmp_path / "new").is_dir()
    assert options_of({**asked, "keep_tls": True}).keep_tls and not options.keep_tls
    (tmp_path / "file").touch()
    with pytest.raises(Failure, match="cannot make the folder"):
        options_of({**asked, "traces": tmp_path / "file" / "x"})


def test_a_matrix_says_less_and_keeps_nothing() -> None:
    options = options_of({"timeout": None, "jobs": None, "h2c": False, "host": "127.0.0.1"})
    assert options.traces is None and options.jobs > 0
