"""Drivers that are built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.check.profiles import building


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("H2CRAFT_CACHE", str(tmp_path))
    return tmp_path


SOURCES = ("go/driver.go",)


def test_what_is_built_lies_where_it_is_told_by_what_it_was_made_of() -> None:
    one = building.place("x", SOURCES, ["compiler 1"])
    assert one == building.place("x", SOURCES, ["compiler 1"])
    assert one != building.place("x", SOURCES, ["compiler 2"])
    assert one != building.place("x", ("go/nethttp.go",), ["compiler 1"])


def test_it_is_built_once(tmp_path: Path) -> None:
    folder = building.place("x", SOURCES, [])
    log = tmp_path / "log"
    steps = [("sh", "-c", f"echo built >> {log}; cp driver.go made")]
    assert building.build(folder, SOURCES, steps) == ""
    assert building.build(folder, SOURCES, steps) == ""
    assert log.read_text() == "built\n"
    assert (folder / "made").read_text().startswith("//")


def test_what_cannot_be_built_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    folder = building.place("x", SOURCES, ["that fails"])
    steps = [("sh", "-c", "echo undeclared name >&2; exit 1")]
    said = building.build(folder, SOURCES, steps)
    assert said == "it cannot be built: sh: undeclared name"
    assert not folder.exists()
    assert list(folder.parent.iterdir()) == []


def test_it_is_not_tried_again_in_the_same_process(tmp_path: Path) -> None:
    folder = building.place("x", SOURCES, ["that fails once"])
    first = building.build(folder, SOURCES, [("sh", "-c", "exit 1")])
    assert building.build(folder, SOURCES, [("true",)]) == first


def test_a_compiler_that_is_not_there(tmp_path: Path) -> None:
    folder = building.place("x", SOURCES, ["no compiler"])
    assert "it cannot be built" in building.build(folder, SOURCES, [(str(tmp_path / "no"),)])


def test_sources_keep_their_folders() -> None:
    folder = building.place("rust", ("rust/src/main.rs", "rust/Cargo.toml"), [])
    assert building.build(folder, ("rust/src/main.rs", "rust/Cargo.toml"), []) == ""
    assert (folder / "src" / "main.rs").is_file()
    assert (folder / "Cargo.toml").is_file()


def test_the_environment_of_a_step(tmp_path: Path) -> None:
    folder = building.place("x", SOURCES, ["environment"])
    steps = [("sh", "-c", "echo $WORD > said")]
    assert building.build(folder, SOURCES, steps, {"WORD": "yes"}) == ""
    assert (folder / "said").read_text() == "yes\n"
