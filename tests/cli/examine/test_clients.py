"""Clients that are here, and those that are not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from h2craft.cli.examine import State, clients


def client(name: str, missing: str = "", built: bool = True, version: str = "") -> Any:
    return SimpleNamespace(name=name, missing=lambda: missing, built=lambda: built, version=version)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    made: dict[str, Any] = {}
    monkeypatch.setattr(clients, "PROFILES", made)
    return made


def test_those_that_are_here_come_with_versions_and_the_others_by_name(known) -> None:
    known |= {"a": client("a", version="a 1\x1b[m"), "b": client("b", "apt install b")}
    here, others = clients.examine()
    assert (here.name, here.says) == ("a", r"a 1\x1b[m")
    assert others.says == "1 more are known: b"
    assert {here.state, others.state} == {State.OK}


def test_a_driver_that_is_not_built_is_not_built_now(known) -> None:
    known["a"] = client("a", built=False, version="never asked for")
    [one] = clients.examine()
    assert one.says == "is here; its driver is built when it is first checked"


def test_a_client_without_a_version_is_here_all_the_same(known) -> None:
    known["a"] = client("a")
    [one] = clients.examine()
    assert one.says == "is here, and does not say its version"


def test_a_machine_without_clients_is_noted(known) -> None:
    known["a"] = client("a", "apt install a")
    [one] = clients.examine()
    assert one.state is State.NOTE and "curl" in one.remedy
