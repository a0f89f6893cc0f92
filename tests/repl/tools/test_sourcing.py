from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.repl.evaluate import Verdict
from h2craft.repl.tools import TOOLS, sourcing

Stubs = Callable[..., Any]


@pytest.fixture
def stub(stub_of: Stubs, talk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    talk.opened()
    talk.request(1, "/x")
    return stub_of(talk)


@pytest.mark.parametrize(
    ("said", "message"),
    [("source", "source needs a file"), ("source a b", "source takes one file")],
)
def test_a_line_that_names_no_file_is_pointed_at(stub: Any, said: str, message: str) -> None:
    assert stub.run(said).splitlines()[0] == message


def test_source_runs_lines_and_python_here(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("ping\nfor n in range(2):\n    data(1, b'x')\n\nseen = n\n")
    assert stub.run("source x") == ""
    assert stub.verdict is Verdict.OK
    assert len(stub.acts()) == 3
    assert stub.shell.namespace["seen"] == 1
    stub.run('source("x")')
    assert len(stub.acts()) == 6


def test_source_stops_at_the_first_error_and_names_its_line(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("ping\n\nheaderz 1\nping\n")
    said = stub.run("source x")
    assert "x:3: " in said
    assert "source: x was not run to its end" in said
    assert stub.verdict is Verdict.FAILED
    assert len(stub.acts()) == 1


def test_source_names_a_file_that_is_missing(stub: Any) -> None:
    assert stub.run("source nope") == "source: nope: No such file or directory\n"
    with pytest.raises(FileNotFoundError, match="nope"):
        TOOLS["source"].call(stub.shell, "nope")


def test_source_of_what_is_no_text_says_so(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"ping\n\xff")
    assert "no text in UTF-8" in stub.run("source x")


def test_source_of_something_endless_says_so(stub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("x").write_text("ping\n")
    monkeypatch.setattr(sourcing, "LARGEST", 2)
    assert "larger than 2 octets" in stub.run("source x")


def test_a_file_that_reads_itself_in_ends(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("ping\nsource x\n")
    said = stub.run("source x")
    assert said.count("x:2: source: ") == sourcing.NESTED
    assert "16 files have read in one another; no more" in said
    assert len(stub.acts()) == sourcing.NESTED
    (tmp_path / "y").write_text("ping\n")
    assert stub.run("source y") == ""


def test_leaving_in_a_file_leaves(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("quit(3)\nping\n")
    stub.run("source x")
    assert stub.verdict is Verdict.LEAVE
    assert stub.shell.status == 3
