from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from h2craft.repl.tools import TOOLS, ToolError
from h2craft.session import DONE, NOT_DONE, remember

DRIP = '''"""One octet a second.

Sends a body an octet at a time.

A good client waits.

RFC 9113 6.9
Tags: windows, pace
Needs: patience
"""


def main(request, response):
    response.writer.write_data("slowly", last=True)


# What the client said, for h2craft replay --compare; it may be deleted.
#: {"format": 1}
'''


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shipped library with one scenario in it."""
    folder = tmp_path / "shipped"
    (folder / "slow").mkdir(parents=True)
    (folder / "slow" / "drip.py").write_text(DRIP)
    for module in ("h2craft.scenario.library", "h2craft.repl.tools.typeahead"):
        monkeypatch.setattr(f"{module}.shipped_folder", lambda: folder)
    return folder


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own library, which does not exist yet."""
    folder = tmp_path / "mine"
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(folder))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return folder


@pytest.fixture
def stub(
    stub_of: Any,
    talk: Any,
    shipped: Path,
    mine: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    talk.opened()
    talk.request(1, "/x")
    return stub_of(talk)


def offered(stub: Any, tool: str, said: str) -> list[str]:
    return [one.text for one in TOOLS[tool].complete(stub.shell, said, len(said))]


# Which there are


def test_scenarios_are_listed_with_what_came_of_them_the_last_time(stub: Any, mine: Path) -> None:
    assert stub.run("scenarios").splitlines() == [
        "scenario   what it does",
        "slow/drip  One octet a second.",
    ]
    remember("drip", NOT_DONE, "curl/8.5.0", "no request came")
    (mine / "slow").mkdir(parents=True)
    (mine / "storm.py").write_text('"""Ten thousand PINGs."""\n')
    storm, drip = stub.run("scenarios").splitlines()[1:]
    assert storm.split() == ["storm", "yours", "Ten", "thousand", "PINGs."]
    assert "not done curl/8.5.0" in drip


def test_scenarios_are_found_by_words(stub: Any) -> None:
    assert "slow/drip" in stub.run("scenarios windows 6.9")
    assert stub.run("scenarios nothing") == "no scenario has these words: nothing\n"
    assert TOOLS["scenarios"].call(stub.shell, "pace")[0].entry.name == "drip"


def test_a_file_that_is_no_python_is_listed_as_such(stub: Any, shipped: Path) -> None:
    (shipped / "broken.py").write_text("def main(:\n")
    assert "broken     this is not Python" in stub.run("scenarios")


def test_results_that_cannot_be_read_are_said(stub: Any, tmp_path: Path) -> None:
    remember("drip", DONE)
    [file] = (tmp_path / "state").rglob("results.json")
    file.write_text("{")
    assert "results are unknown" in stub.run("scenarios")


# What one does


def test_a_scenario_says_what_it_does_and_shows_its_source(stub: Any, shipped: Path) -> None:
    remember("drip", DONE, "curl/8.5.0", "everything was done")
    said = stub.run("scenario drip")
    assert said.startswith("slow/drip  shipped\nOne octet a second.\n")
    assert "A good client waits." in said
    assert "patience" in said and "RFC 9113 6.9" in said and "windows, pace" in said
    assert "done curl/8.5.0" in said
    assert str(shipped / "slow" / "drip.py") in said
    assert "def main(request, response):" in said
    assert said.count("A good client waits.") == 1
    assert "#:" not in said and "replay --compare" not in said
    assert TOOLS["scenario"].call(stub.shell, "drip").source == DRIP


def test_what_is_no_python_is_shown_whole(stub: Any) -> None:
    Path("x.py").write_text("def main(:\n    pass\n")
    assert stub.run("scenario x.py").endswith("\n\ndef main(:\n    pass\n")


def test_a_file_is_a_scenario_as_well(stub: Any) -> None:
    Path("x.py").write_text('"""Mine \x1b."""\n')
    said = stub.run("scenario x.py")
    assert said.startswith("x  yours\nMine \\x1b.\n")
    assert TOOLS["scenario"].call(stub.shell, Path("x.py")).entry.name == "x"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("scenario", "scenario needs the name of a scenario; scenarios lists them"),
        ("scenario a b", "scenario takes one word"),
        ("scenario drop", "scenario: no scenario is called 'drop'; did you mean drip?"),
        ("scenario none.py", "scenario: there is no file none.py"),
    ],
)
def test_a_scenario_there_is_none_of_is_said(stub: Any, said: str, message: str) -> None:
    assert stub.run(said).splitlines()[0].startswith(message)


def test_names_and_python_files_are_offered(stub: Any) -> None:
    Path("x.py").write_text("")
    Path("x.txt").write_text("")
    assert offered(stub, "scenario", "") == ["drip", "x.py"]
    assert offered(stub, "edit", "d") == ["drip"]


# Changing one


@pytest.fixture
def lent(stub: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """A terminal that is lent, and an editor that writes down its file."""
    times: list[str] = []

    @contextlib.contextmanager
    def lend() -> Iterator[None]:
        times.append("lent")
        yield
        times.append("back")

    stub.shell.lend = lend
    code = f"import sys; open({str(tmp_path / 'edited')!r}, 'w').write(sys.argv[1])"
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f'{sys.executable} -c "{code}"')
    yield times


def test_a_shipped_one_is_copied_before_it_is_edited(
    stub: Any, lent: list[str], mine: Path, shipped: Path, tmp_path: Path
) -> None:
    said = stub.run("edit drip")
    file = mine / "slow" / "drip.py"
    assert said == f"slow/drip was shipped: this is your copy of it\n{file}\n"
    assert (tmp_path / "edited").read_text() == str(file)
    assert file.read_text() == DRIP == (shipped / "slow" / "drip.py").read_text()
    assert lent == ["lent", "back"]
    assert stub.run("edit drip") == f"{file}\n"  # now it is their own
    assert "hides the shipped one" in stub.run("scenarios")


def test_an_editor_there_is_none_of_is_said(
    stub: Any, lent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "/no/such-editor")
    assert stub.run("edit drip") == "edit: /no/such-editor: No such file or directory\n"


def test_without_a_terminal_nothing_is_edited_or_copied(stub: Any, mine: Path) -> None:
    assert "edit needs a terminal; the file is " in stub.run("edit drip")
    assert not mine.exists()


# Adding one


def test_what_is_recorded_gets_into_the_library(stub: Any, mine: Path) -> None:
    stub.run("end 1")
    file = mine / "goaway" / "ends.py"
    assert stub.run("promote recording ends goaway") == (
        f"in your library: {file}\nreplay ends plays it\n"
    )
    assert "end_stream()" in file.read_text()
    assert "there is a scenario goaway/ends already" in stub.run("promote recording ends goaway")


def test_a_file_gets_into_the_library(stub: Any, mine: Path) -> None:
    Path("x.py").write_text(DRIP)
    stub.run("promote x.py drips")
    assert (mine / "drips.py").read_text() == DRIP
    TOOLS["promote"].call(stub.shell, "x.py")
    assert (mine / "x.py").exists()


def test_nothing_recorded_gets_nowhere(stub: Any, mine: Path) -> None:
    assert stub.run("promote recording x") == "promote: nothing is recorded\n"
    with pytest.raises(ToolError, match="needs a name"):
        TOOLS["promote"].call(stub.shell, "recording")
    assert not mine.exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("promote", "promote needs a file"),
        ("promote x.py", "promote needs a name as well: promote FILE NAME"),
        ("promote x.py a b c", "promote takes a file, a name and a group"),
        ("promote none.py a", "promote: none.py: no such file or directory"),
        ("promote x.py ../a", "promote: '../a' cannot be a name"),
    ],
)
def test_a_promotion_that_cannot_be_is_said(stub: Any, said: str, message: str) -> None:
    Path("x.py").write_text("")
    assert stub.run(said).splitlines()[0].startswith(message)


def test_recording_and_files_are_offered_for_a_promotion(stub: Any) -> None:
    Path("x.py").write_text("")
    assert offered(stub, "promote", "") == ["recording", "x.py"]
    assert os.listdir() == ["x.py"]
