from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.repl.evaluate import Verdict
from h2craft.repl.tools import TOOLS, ToolError, keeping

Stubs = Callable[..., Any]


@pytest.fixture
def stub(stub_of: Stubs, talk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    talk.opened()
    talk.request(1, "/x")
    return stub_of(talk)


def test_what_is_done_is_a_step_and_what_is_looked_at_is_none(stub: Any) -> None:
    stub.run("headers 1 :status=200")
    stub.run("streams")
    stub.run("hold path:/x")
    stub.run("ping()")
    said = stub.run("recording").splitlines()
    assert said[0].split() == ["step", "seconds", "where", "what", "request"]
    assert [line.split()[2] for line in said[1:]] == ["1/1", "1/1", "1/0"]
    assert [line[22:].split("  ")[0] for line in said[1:]] == [
        "headers 1 :status=200",
        "hold path:/x",
        "ping",
    ]
    assert len(TOOLS["recording"].call(stub.shell)) == 3


def test_nothing_is_recorded_while_it_is_off(stub: Any) -> None:
    assert stub.run("record off") == "recording is off: 0 steps so far\n"
    stub.run("ping")
    assert "nothing is recorded: it is off" in stub.run("recording")
    assert stub.run("record on") == "recording is on: 0 steps so far\n"
    stub.run("ping")
    assert stub.run("record") == "recording is on: 1 step so far\n"
    TOOLS["record"].call(stub.shell, False)
    assert not stub.shell.recording.on


def test_record_takes_on_or_off(stub: Any) -> None:
    assert "did you mean off?" in stub.run("record of")
    with pytest.raises(ToolError):
        TOOLS["record"].call(stub.shell, "maybe")


def test_undo_says_that_the_wire_is_not_undone(stub: Any) -> None:
    stub.run("headers 1 :status=200")
    stub.run("end 1")
    said = stub.run("undo")
    assert said == (
        "out of the recording: end 1\nOnly of the recording: what has left cannot be taken back.\n"
    )
    assert len(stub.shell.recording) == 1
    assert len(stub.client.asked) == 2
    stub.run("undo")
    assert "nothing is recorded" in stub.run("undo")


def test_save_writes_a_script_and_says_how_to_use_it(stub: Any, tmp_path: Path) -> None:
    stub.run("end 1")
    said = stub.run("save x.py")
    assert said.splitlines() == [
        "1 step in x.py",
        "the next client gets the same from: h2craft serve x.py",
    ]
    text = (tmp_path / "x.py").read_text()
    assert text.endswith("    response.writer.end_stream()\n")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "x.py").stat().st_mode) == 0o666 & ~umask


def test_save_writes_over_a_file_only_when_it_is_told_to(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("mine")
    stub.run("end 1")
    assert stub.run("save x.py") == (
        "save: x.py: is there already; save x.py force writes over it\n"
    )
    assert (tmp_path / "x.py").read_text() == "mine"
    with pytest.raises(FileExistsError):
        TOOLS["save"].call(stub.shell, "x.py")
    assert stub.run("save x.py force").startswith("1 step in x.py\n")
    assert "end_stream" in (tmp_path / "x.py").read_text()
    TOOLS["save"].call(stub.shell, tmp_path / "x.py", force=True)


def test_save_of_nothing_writes_nothing(stub: Any, tmp_path: Path) -> None:
    assert stub.run("save x.py") == "save: nothing is recorded: x.py was not written\n"
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_is_named_and_nothing_is_left(
    stub: Any, tmp_path: Path
) -> None:
    stub.run("end 1")
    assert stub.run("save no/x.py") == "save: no/x.py: No such file or directory\n"
    (tmp_path / "folder").mkdir()
    assert stub.run("save folder") == "save: folder: is a folder\n"
    with pytest.raises(OSError, match="no/x.py") as raised:
        TOOLS["save"].call(stub.shell, "no/x.py", force=True)
    assert raised.value.filename == "no/x.py"
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


def test_a_write_that_fails_half_way_leaves_nothing(
    stub: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(source))

    stub.run("end 1")
    monkeypatch.setattr(os, "replace", full)
    assert stub.run("save x.py") == "save: x.py: No space left on device\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("save", "save needs a file"),
        ("save x.py now", "save takes a file and force"),
        ('save "x.py', "the name has no end: a quotation mark is missing"),
        ("source", "source needs a file"),
        ("source a b", "source takes one file"),
    ],
)
def test_a_line_that_names_no_file_is_pointed_at(stub: Any, said: str, message: str) -> None:
    stub.run("end 1")
    assert stub.run(said).splitlines()[0] == message


def test_a_name_with_spaces_stands_in_quotation_marks(stub: Any, tmp_path: Path) -> None:
    stub.run("end 1")
    stub.run('save "my x.py"')
    assert (tmp_path / "my x.py").exists()


def test_source_runs_lines_and_python_here(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("ping\nfor n in range(2):\n    data(1, b'x')\n\nseen = n\n")
    assert stub.run("source x") == ""
    assert stub.verdict is Verdict.OK
    assert len(stub.shell.recording) == 3
    assert stub.shell.namespace["seen"] == 1
    stub.run('source("x")')
    assert len(stub.shell.recording) == 6


def test_source_stops_at_the_first_error_and_names_its_line(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("ping\n\nheaderz 1\nping\n")
    said = stub.run("source x")
    assert "x:3: " in said
    assert "source: x was not run to its end" in said
    assert stub.verdict is Verdict.FAILED
    assert len(stub.shell.recording) == 1


def test_source_names_a_file_that_is_missing(stub: Any) -> None:
    assert stub.run("source nope") == "source: nope: No such file or directory\n"
    with pytest.raises(FileNotFoundError, match="nope"):
        TOOLS["source"].call(stub.shell, "nope")


def test_source_of_what_is_no_text_says_so(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"ping\n\xff")
    assert "no text in UTF-8" in stub.run("source x")


def test_source_of_something_endless_says_so(stub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("x").write_text("ping\n")
    monkeypatch.setattr(keeping, "LARGEST", 2)
    assert "larger than 2 octets" in stub.run("source x")


def test_a_file_that_reads_itself_in_ends(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("ping\nsource x\n")
    said = stub.run("source x")
    assert said.count("x:2: source: ") == keeping.NESTED
    assert "16 files have read in one another; no more" in said
    assert len(stub.shell.recording) == keeping.NESTED
    (tmp_path / "y").write_text("ping\n")
    assert stub.run("source y") == ""


def test_leaving_in_a_file_leaves(stub: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("quit(3)\nping\n")
    stub.run("source x")
    assert stub.verdict is Verdict.LEAVE
    assert stub.shell.status == 3


@pytest.mark.engine
def test_what_was_refused_is_no_step(answered: Any) -> None:
    bench, _ = answered
    bench.run("headers 1 :status=200 end_stream")
    assert bench.run("headers 1 :status=200").startswith("refused: ")
    assert bench.run("wait type:DATA timeout=10ms").startswith("refused: ")
    assert len(bench.shell.recording) == 1
