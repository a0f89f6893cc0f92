"""What a profile says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from h2craft.check.profiles import Ability, Profile
from h2craft.judge import ClientRun, Shape
from h2craft.replay import Ran


class Plain:
    """A way that needs nothing."""

    def __init__(
        self,
        missing: str = "",
        versions: tuple[str, str] = ("a 1", "b 2"),
        built: bool = True,
    ) -> None:
        self._missing, self._versions, self._built = missing, versions, built

    def missing(self) -> str:
        return self._missing

    def prepare(self) -> str:
        return "it cannot be built"

    def built(self) -> bool:
        return self._built

    def versions(self) -> tuple[str, str]:
        return self._versions

    def command(
        self, shape: Shape, values: Mapping[str, str], folder: Path
    ) -> tuple[tuple[str, ...], Mapping[str, str]]:
        return ("echo", values["url"]), {"A": "b"}

    def read(self, run: ClientRun, ran: Ran, folder: Path) -> ClientRun:
        return run


def made(way: Plain | None = None, **ability: object) -> Profile:
    return Profile(
        name="plain",
        engine="none",
        about="for tests",
        way=way or Plain(),
        ability=Ability(**ability),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("ability", "shape", "said"),
    [
        ({}, Shape(), ""),
        ({}, Shape(method="POST", size=9, requests=3, parallel=3), ""),
        ({"methods": frozenset({"GET"})}, Shape(method="HEAD"), "be told to use HEAD"),
        ({"body": False}, Shape(size=1), "send a body"),
        ({"several": False}, Shape(requests=2), "make one request after the other"),
        ({"several": False}, Shape(requests=12, parallel=4), "make one request after the other"),
        ({"several": False}, Shape(requests=2, parallel=2), ""),
        ({"parallel": False}, Shape(parallel=2), "make requests at the same time"),
        ({}, Shape(push=True), "be told to take pushes"),
        ({"push": True}, Shape(push=True), ""),
        ({"slow": False}, Shape(slow=1), "be told not to read"),
        ({}, Shape(extra=("two host names",)), "be asked for two host names"),
        ({"extra": frozenset({"two names"})}, Shape(extra=("two host names",)), ""),
        ({}, Shape(extra=("trailers",)), "send trailers"),
        ({}, Shape(extra=("a miracle",)), "be asked for a miracle"),
    ],
)
def test_what_it_cannot_do_is_said(ability: dict[str, object], shape: Shape, said: str) -> None:
    assert made(**ability).can(shape) == (f"plain cannot {said}" if said else "")


def test_its_version_names_the_engine_where_that_is_another() -> None:
    assert made().version == "a 1 (b 2)"
    assert made(Plain(versions=("a 1", "a 1"))).version == "a 1"
    assert made(Plain(versions=("a 1", ""))).version == "a 1 (none)"


def test_what_is_missing_is_said_before_anything_is_built() -> None:
    assert made(Plain("it is not installed: apt install plain")).prepare() == (
        "it is not installed: apt install plain"
    )
    assert made().prepare() == "it cannot be built"


def test_it_is_built_where_all_is_here_and_nothing_is_left_to_build() -> None:
    assert made().built()
    assert not made(Plain(built=False)).built()
    assert not made(Plain("nowhere")).built()


def test_a_client_that_is_not_there_has_no_version() -> None:
    assert made(Plain("nowhere")).version == ""


def test_a_run_is_read_by_its_way(tmp_path: Path) -> None:
    run = made().read(Ran(words=("echo",), status=0, stdout=b"x"), tmp_path)
    assert (run.started, run.status, run.stdout) == (True, 0, b"x")


def test_its_words_are_its_ways(tmp_path: Path) -> None:
    assert made().words(Shape(), {"url": "u"}, tmp_path) == (("echo", "u"), {"A": "b"})
