"""Which cases and which client options mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest

from h2craft.cli.choosing import NothingWorks, chosen_of, client_of, options_of, profile_of
from h2craft.cli.errors import Failure


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
