"""Getting text out of the screen."""

from __future__ import annotations

import pytest
from textual.app import App

from h2craft.tui import copying
from h2craft.tui.copying import FILE, OSC52_OCTETS, copy, program, terminal_listens


class Deaf(App[None]):
    """Keeps what would have gone to the terminal's clipboard."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def copy_to_clipboard(self, text: str) -> None:
        self.told.append(text)


@pytest.fixture
def plain_terminal(monkeypatch) -> None:
    """A terminal that takes OSC 52, and no desktop."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


async def test_a_short_text_goes_to_the_terminal_and_always_into_a_file(
    tmp_path, plain_terminal
) -> None:
    app = Deaf()
    said = await copy(app, "00 01", "frame hex", tmp_path)
    assert app.told == ["00 01"]
    assert said == "copied frame hex (5 characters)"
    assert (tmp_path / FILE).read_text() == "00 01"
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


async def test_the_file_is_named_where_the_text_is_large(tmp_path, plain_terminal) -> None:
    app = Deaf()
    said = await copy(app, "x" * 5_000, "all of it", tmp_path)
    assert str(tmp_path / FILE) in said and app.told


async def test_what_no_terminal_takes_is_only_in_the_file(tmp_path, plain_terminal) -> None:
    app = Deaf()
    said = await copy(app, "x" * (OSC52_OCTETS + 1), "all of it", tmp_path)
    assert str(tmp_path / FILE) in said and "no clipboard" in said
    assert app.told == []


async def test_a_terminal_without_a_clipboard_is_said(
    tmp_path, plain_terminal, monkeypatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    app = Deaf()
    said = await copy(app, "a", "it", tmp_path)
    assert "no clipboard" in said and app.told == []


async def test_a_file_that_cannot_be_written_does_not_stop_the_rest(
    tmp_path, plain_terminal
) -> None:
    (tmp_path / "file").write_text("")
    app = Deaf()
    said = await copy(app, "x" * 5_000, "it", tmp_path / "file")
    assert app.told and "not in a file" in said


async def test_a_lone_surrogate_is_copied_as_an_escape(tmp_path, plain_terminal) -> None:
    app = Deaf()
    await copy(app, "a\udcff", "it", tmp_path)
    assert app.told == ["a\\udcff"]


@pytest.fixture
def tools(tmp_path):
    """A folder of programs that keep what they are given."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def tool(name: str, script: str) -> str:
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return str(folder)

    return tool


async def test_a_program_of_the_desktop_gets_it_too(
    tmp_path, plain_terminal, tools, monkeypatch
) -> None:
    kept = tmp_path / "kept"
    path = tools("wl-copy", f"/bin/cat > {kept}")
    monkeypatch.setenv("PATH", path)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("TERM", "linux")
    said = await copy(Deaf(), "text", "it", tmp_path)
    assert said == "copied it (4 characters)"
    assert kept.read_text() == "text"


@pytest.mark.parametrize("script", ["exit 1", "/bin/sleep 30 & wait"])
async def test_a_program_that_fails_or_hangs_is_left(
    tmp_path, plain_terminal, tools, monkeypatch, script
) -> None:
    monkeypatch.setattr(copying, "PROGRAM_SECONDS", 0.2)
    monkeypatch.setenv("PATH", tools("xclip", script))
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("TERM", "linux")
    assert "no clipboard" in await copy(Deaf(), "text", "it", tmp_path)


def test_programs_are_only_used_where_their_desktop_is(tools) -> None:
    path = tools("xclip", "exit 0")
    assert program({"PATH": path}) is None
    assert program({"PATH": path, "DISPLAY": ":0"}) == ("xclip", "-selection", "clipboard")


@pytest.mark.parametrize(
    ("environment", "listens"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "linux"}, False),
        ({}, False),
    ],
)
def test_terminals_known_to_be_deaf_are_not_asked(environment, listens) -> None:
    assert terminal_listens(environment) is listens
