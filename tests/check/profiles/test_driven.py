"""Drivers as clients: what they need, how they are started, what is read."""

from __future__ import annotations

import sys
from pathlib import Path

from h2craft.check.profiles.driven import Driven, driver
from h2craft.check.profiles.finding import Program
from h2craft.judge import ClientRun, Result, Shape
from h2craft.replay import Ran

HERE = Program((Path(sys.executable).name,), "already")
NOWHERE = Program(("no-such-program-here",), "apt install it")
VALUES = {"url": "https://127.0.0.1:1/", "cacert": "/ca.pem"}


def made(**more: object) -> Driven:
    usual: dict[str, object] = {
        "needs": {"python": HERE},
        "start": lambda found: (sys.executable, "driver.py"),
    }
    return Driven(**{**usual, **more})  # type: ignore[arg-type]


def test_what_is_not_here_is_named_with_how_it_comes() -> None:
    way = made(needs={"a": NOWHERE, "b": Program(("neither",), "pip install it")})
    assert way.missing() == "it is not installed: apt install it; pip install it"


def test_it_is_told_in_words(tmp_path: Path) -> None:
    words, more = made().command(Shape(size=5), VALUES, tmp_path)
    assert words[:2] == (sys.executable, "driver.py")
    assert "url=https://127.0.0.1:1/" in words
    assert "size=5" in words
    assert more["HOME"] == str(tmp_path)


def test_one_that_needs_a_name_is_told_localhost(tmp_path: Path) -> None:
    words, _ = made(by_name=True).command(Shape(), VALUES, tmp_path)
    assert "url=https://localhost:1/" in words


def test_its_lines_are_results(tmp_path: Path) -> None:
    run = ClientRun(stdout=b'{"n": 0, "ok": true, "status": 200}\n')
    read = made().read(run, Ran(words=()), tmp_path)
    assert read.results == (Result(ok=True, status=200),)
    assert not read.tells_body


def test_one_that_says_nothing_has_no_results(tmp_path: Path) -> None:
    assert made().read(ClientRun(stdout=b""), Ran(words=()), tmp_path).results is None


def test_it_is_asked_for_its_version() -> None:
    said = '{"version": {"client": "a 1", "engine": "b 2"}}'
    way = made(start=lambda found: ("sh", "-c", f"echo '{said}'"))
    assert way.versions() == ("a 1", "b 2")


def test_one_that_cannot_be_built_has_no_version() -> None:
    assert made(build=lambda found: "no compiler").versions() == ("", "")
    assert made(build=lambda found: "no compiler").prepare() == "no compiler"


def test_it_is_built_where_nothing_has_to_be_or_where_that_was_done(tmp_path: Path) -> None:
    assert made().built()
    way = made(is_built=lambda found: (tmp_path / "driver").exists())
    assert not way.built()
    (tmp_path / "driver").touch()
    assert way.built()


def test_the_drivers_are_files_of_the_package() -> None:
    assert Path(driver("python_clients.py")).is_file()
    assert Path(driver("node_clients.mjs")).is_file()
