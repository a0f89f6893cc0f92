from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.language import Completion
from h2craft.repl.tools import TOOLS, ToolError
from h2craft.trace import Kind, Origin
from h2craft.wire import FrameType, frame_octets

Stubs = Callable[..., Any]


@pytest.fixture
def stub(stub_of: Stubs, talk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    talk.opened()
    talk.request(1, "/x")
    return stub_of(talk)


def offered(stub: Any, tool: str, said: str) -> list[str]:
    found: list[Completion] = TOOLS[tool].complete(stub.shell, said, len(said))
    return [one.text for one in found]


# The recording


def test_what_is_done_is_an_act_and_what_is_looked_at_is_none(stub: Any) -> None:
    stub.run("headers 1 :status=200")
    stub.run("streams")
    stub.run("hold path:/x")
    stub.run("ping()")
    first, *said = stub.run("recording").splitlines()
    assert first.split() == ["act", "seconds", "where", "what", "request"]
    assert [line.split()[2] for line in said] == ["1/1", "1/0"]
    assert "headers 1 :status=200" in said[0] and said[0].endswith("GET /x")
    assert "ping" in said[1]
    assert len(TOOLS["recording"].call(stub.shell)) == 2


def test_acts_of_scripts_are_in_it_and_say_so(stub: Any, talk: Any) -> None:
    stub.run("headers 1 :status=200")
    detail = stub.shell.taking.action(stub.shell.taking.acts[0])
    talk(Kind.ACTION_FIRED, origin=Origin.SCRIPT, detail=detail)
    first, by_hand, by_script = stub.run("recording").splitlines()
    assert "by" in first.split()
    assert "script" in by_script.split() and "script" not in by_hand.split()


def test_what_an_act_came_after_stands_beside_it(stub: Any, talk: Any) -> None:
    stub.run("headers 1 :status=200")
    talk.received(FrameType.RST_STREAM, 0, 1, bytes(4))
    stub.run("ping")
    first, _, second = stub.run("recording").splitlines()
    assert "after" in first.split()
    assert "type:RST_STREAM" in second


def test_nothing_is_recorded_while_it_is_off(stub: Any) -> None:
    assert stub.run("record off") == "recording is off: 0 acts so far\n"
    stub.run("ping")
    assert "nothing is recorded: it is off" in stub.run("recording")
    assert stub.run("record on") == "recording is on: 0 acts so far\n"
    stub.run("ping")
    assert stub.run("record") == "recording is on: 1 act so far\n"
    TOOLS["record"].call(stub.shell, False)
    assert not stub.shell.taking.on
    assert "recording is off: record on" in stub.run("recording")


def test_what_scripts_do_can_be_left_out(stub: Any, talk: Any) -> None:
    assert stub.run("record hand") == "recording is on, of what is done by hand: 0 acts so far\n"
    stub.run("ping")
    act = stub.shell.taking.acts[0]
    talk(Kind.ACTION_FIRED, origin=Origin.SCRIPT, detail=stub.shell.taking.action(act))
    assert len(stub.acts()) == 1
    assert stub.run("record script") == "recording is on, of scripts: 1 act so far\n"


def test_a_new_recording_has_nothing_of_the_one_before(stub: Any) -> None:
    stub.run("end 1")
    assert stub.run("record new") == "recording is on: 0 acts so far\n"
    stub.run("headers 1 :status=200")
    assert stub.run("record") == "recording is on: 1 act so far\n"


def test_record_takes_on_or_off(stub: Any) -> None:
    assert "did you mean off?" in stub.run("record of")
    with pytest.raises(ToolError):
        TOOLS["record"].call(stub.shell, "maybe")
    assert offered(stub, "record", "o") == ["on", "off"]


def test_undo_says_that_the_wire_is_not_undone(stub: Any) -> None:
    stub.run("headers 1 :status=200")
    stub.run("end 1")
    said = stub.run("undo")
    assert said == (
        "out of the recording: end 1\nOnly of the recording: what has left cannot be taken back.\n"
    )
    assert len(stub.acts()) == 1
    assert len(stub.client.asked) == 2
    stub.run("undo")
    assert "nothing is recorded" in stub.run("undo")


@pytest.mark.engine
def test_what_was_refused_is_no_act(answered: Any) -> None:
    bench, _ = answered
    bench.run("headers 1 :status=200 end_stream")
    assert bench.run("headers 1 :status=200").startswith("refused: ")
    assert bench.run("wait type:DATA timeout=10ms").startswith("refused: ")
    assert len(bench.acts()) == 1


@pytest.mark.engine
def test_what_was_waited_for_is_in_the_words_that_were_said(bench: Any) -> None:
    peer = bench.peer()
    peer.asks(path="/slow", end=False)
    bench.recorded("kind:request_held")
    bench.run("headers 1 :status=200")
    peer.sends(frame_octets(FrameType.DATA, 0, 1, b"body"))
    bench.run("wait type:DATA len:4 timeout=10")
    bench.run("wait type:PING timeout=1ms")  # given up
    bench.run("end 1")
    bench.shell.sync()
    waits = [act.wait for act in bench.shell.taking.acts]
    assert waits[0] is None
    assert waits[1].said and waits[1].pattern == "type:DATA len:4"


# A script of it


def test_save_writes_a_script_and_says_how_to_use_it(stub: Any, tmp_path: Path) -> None:
    stub.run("end 1")
    said = stub.run("save x.py")
    assert said.splitlines() == [
        "1 act in x.py",
        "the next client gets the same from: h2craft serve x.py",
    ]
    assert "    response.writer.end_stream()\n" in (tmp_path / "x.py").read_text()
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
    assert stub.run("save x.py force").startswith("1 act in x.py\n")
    assert "end_stream" in (tmp_path / "x.py").read_text()
    TOOLS["save"].call(stub.shell, tmp_path / "x.py", force=True)


def test_save_of_nothing_writes_nothing(stub: Any, tmp_path: Path) -> None:
    assert stub.run("save x.py") == "save: nothing is recorded: x.py was not written\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("how", "sleeps"),
    [
        ("", []),
        ("exact", ["0.001", "0.4"]),
        ("no-pauses", []),
        ("pauses=0.3", ["0.4"]),
        ("pauses=1", []),
    ],
)
def test_pauses_are_kept_from_a_length_on(
    stub: Any, talk: Any, tmp_path: Path, how: str, sleeps: list[str]
) -> None:
    stub.run("headers 1 :status=200")
    action = stub.shell.taking.action(stub.shell.taking.acts[0])
    talk(Kind.ACTION_FIRED, at=0.409, origin=Origin.HAND, detail=action)
    stub.run(f"save x.py {how}")
    text = (tmp_path / "x.py").read_text()
    found = [line.partition("time.sleep(")[2].rstrip(")") for line in text.splitlines()]
    assert [one for one in found if one] == sleeps


def test_secrets_are_left_out_unless_they_are_asked_for(stub: Any, tmp_path: Path) -> None:
    stub.run("headers 1 :status=200 set-cookie=id=hush")
    stub.run("save x.py")
    assert "hush" not in (tmp_path / "x.py").read_text()
    stub.run("save x.py secrets force")
    assert "hush" in (tmp_path / "x.py").read_text()
    TOOLS["save"].call(stub.shell, "y.py", secrets=True, title="Sets a cookie.")
    assert (tmp_path / "y.py").read_text().startswith('"""Sets a cookie.')


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


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("save", "save needs a file"),
        ("save x.py now", "save takes a file, then force, exact, no-pauses, secrets, replies"),
        ("save x.py forc", "save takes a file"),
        ("save x.py pauses=soon", "save takes a file"),
        ('save "x.py', "the name has no end: a quotation mark is missing"),
    ],
)
def test_a_line_that_cannot_be_meant_is_pointed_at(stub: Any, said: str, message: str) -> None:
    stub.run("end 1")
    assert stub.run(said).splitlines()[0].startswith(message)


def test_a_word_that_is_near_to_one_is_offered(stub: Any) -> None:
    assert "did you mean exact?" in stub.run("save x.py exakt")


def test_a_name_with_spaces_stands_in_quotation_marks(stub: Any, tmp_path: Path) -> None:
    stub.run("end 1")
    stub.run('save "my x.py"')
    assert (tmp_path / "my x.py").exists()


def test_words_behind_the_file_are_offered_once_each(stub: Any) -> None:
    assert offered(stub, "save", "x.py ")[:2] == ["force", "exact"]
    assert "force" not in offered(stub, "save", "x.py force ")
    assert offered(stub, "save", "x.py pa") == ["pauses="]
