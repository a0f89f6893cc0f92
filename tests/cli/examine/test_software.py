"""What h2craft stands on, as this environment has it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from h2craft.cli.examine import State, software


def found(name: str) -> software.Found:
    [one] = [one for one in software.examine() if one.name == name]
    return one


def test_the_program_the_interpreter_and_every_library_are_told() -> None:
    told = {one.name: one for one in software.examine()}
    assert str(Path(software.__file__).parents[2]) in told["h2craft"].says
    assert sys.executable in told["Python"].says
    if not software.requirements():
        assert told["libraries"].state is State.NOTE
        return
    for name, bounds in (("h2", ">=4.4.1, <4.5"), ("textual", "==8.2.8"), ("click", ">=8.4")):
        assert told[name].state is State.OK
        assert told[name].says.endswith(f"(wanted: {bounds})")
    assert "pytest" not in told  # an extra


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ((3, 10, 9), State.PROBLEM),
        ((3, 11, 0), State.OK),
        ((3, 14, 1), State.OK),
        ((3, 99, 0), State.NOTE),
    ],
)
def test_a_python_that_is_too_old_is_a_problem_and_a_newer_one_a_note(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], state: State
) -> None:
    monkeypatch.setattr(sys, "version_info", (*version, "final", 0))
    assert found("Python").state is state


def test_a_library_out_of_its_range_is_a_problem_with_the_line_that_mends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = [software.Wanted("hpack", ">=99, <100"), software.Wanted("no-such-package", ">=1")]
    monkeypatch.setattr(software, "requirements", lambda: asked)
    old, missing = found("hpack"), found("no-such-package")
    assert old.state is missing.state is State.PROBLEM
    assert old.remedy == "pip install 'hpack>=99,<100'"
    assert missing.says == "is not installed; >=1 is wanted"


def test_a_program_that_runs_from_a_folder_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(software, "requirements", list)
    assert found("libraries").state is State.NOTE


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_tshark_is_named_with_its_version(tmp_path, monkeypatch) -> None:
    program = script(tmp_path / "tshark", "echo 'TShark (Wireshark) 4.0.17 (Git v4)'")
    monkeypatch.setenv("H2CRAFT_TSHARK", program)
    assert found("tshark") == software.Found("tshark", f"4.0.17, {program}")


def test_tshark_that_is_nowhere_is_a_note_with_how_it_gets_here(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("H2CRAFT_TSHARK", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found("tshark").state is State.NOTE
    assert "apt install tshark" in found("tshark").remedy


def test_a_place_of_tshark_that_holds_none_is_a_problem(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("H2CRAFT_TSHARK", str(tmp_path / "tsh\x1bark"))
    assert found("tshark").state is State.PROBLEM
    assert "\x1b" not in found("tshark").says
    (tmp_path / "broken").write_text("#!/no/such/interpreter\n")
    (tmp_path / "broken").chmod(0o755)
    monkeypatch.setenv("H2CRAFT_TSHARK", str(tmp_path / "broken"))
    assert "does not start" in found("tshark").says
