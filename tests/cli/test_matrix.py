"""The options of `h2craft matrix`."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from h2craft.cli.matrix import matrix


@pytest.fixture
def performed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    from h2craft.cli import matrixing

    found: list[Any] = []
    monkeypatch.setattr(matrixing, "perform", lambda given: found.append(given) or 0)
    return found


def test_clients_or_files_are_needed(performed: list[Any]) -> None:
    done = CliRunner().invoke(matrix, ["--tag", "star"])
    assert done.exit_code == 2 and "clients are needed" in done.output
    assert performed == []


def test_what_was_asked_is_performed(performed: list[Any]) -> None:
    done = CliRunner().invoke(matrix, ["--profiles", "curl,nghttp", "--group", "a", "--only", "6"])
    assert done.exit_code == 0, done.output
    (given,) = performed
    assert given["profiles"] == "curl,nghttp" and given["only"] == ("6",)
    assert [one.upper() for one in given["groups"]] == ["A"]
    assert given["files"] == () and given["json_file"] is None
