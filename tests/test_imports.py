"""What is imported when: start-up stays quick, and the rooms stay rooms."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {path.name for path in (ROOT / "h2craft").iterdir() if (path / "__init__.py").exists()}


def modules_after(code: str) -> set[str]:
    """The modules a fresh interpreter has after `code`."""
    listing = "import sys; sys.stdout.write('\\n'.join(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{listing}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(done.stdout.split("\n"))


def rooms_in(modules: set[str]) -> set[str]:
    return {name for name in modules if name.startswith("h2craft.")}


def test_importing_the_library_imports_no_room() -> None:
    assert rooms_in(modules_after("import h2craft")) == set()


def test_the_command_line_imports_no_room_before_a_command_runs() -> None:
    rooms = rooms_in(modules_after("import h2craft.cli"))
    assert {name.split(".")[1] for name in rooms} == {"cli"}


def test_help_imports_neither_asyncio_nor_ssl() -> None:
    modules = modules_after("import h2craft.cli")
    assert not {"asyncio", "ssl", "h2", "trustme", "cryptography"} & modules


COMMANDS = (
    "",
    "tui",
    "view",
    "repl",
    "serve",
    "ps",
    "send",
    "wait",
    "scenarios",
    "doctor",
    "config",
)
FRONTS = {"textual", "rich", "prompt_toolkit", "h2craft.tui", "h2craft.repl"}
ENGINE = {"h2craft.engine", "h2craft.endpoint", "h2craft.script", "h2", "asyncio", "ssl"}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_never_imports_a_screen_or_a_prompt(command: str) -> None:
    words = f"{command} --help".split()
    code = f"from h2craft.cli import cli; cli.main({words!r}, standalone_mode=False)"
    assert not {*FRONTS, "h2craft.client"} & modules_after(code)


@pytest.mark.engine
@pytest.mark.parametrize("words", [["ps"], ["send", "hold"], ["wait", "kind:LISTENING"]])
def test_commands_of_shell_scripts_import_neither_a_front_end_nor_an_engine(
    words: list[str], starting: Any
) -> None:
    with starting(None):
        code = f"from h2craft.cli import cli; cli.main({words!r}, standalone_mode=False)"
        assert not {*FRONTS, *ENGINE} & modules_after(code)


@pytest.mark.parametrize("words", [["scenarios"], ["scenarios", "--show", "rst-mid-body"]])
def test_the_library_is_read_without_a_front_end_or_an_engine(words: list[str]) -> None:
    code = f"from h2craft.cli import cli; cli.main({words!r}, standalone_mode=False)"
    assert not {*FRONTS, *ENGINE} & modules_after(code)


@pytest.mark.parametrize(
    "room",
    [
        "cli.serve",
        "cli.screen",
        "cli.log",
        "cli.trace",
        "cli.replay",
        "cli.diff",
        "replay",
        "control",
        "serving",
        "script",
    ],
)
def test_serving_never_imports_a_screen_or_a_prompt(room: str) -> None:
    modules = modules_after(f"import h2craft.{room}, h2craft.script, h2craft.engine")
    assert not {"textual", "prompt_toolkit", "rich"} & modules


def test_the_trace_command_imports_no_engine() -> None:
    code = "import h2craft.cli.trace, h2craft.cli.log, h2craft.report, h2craft.filter"
    modules = modules_after(code)
    assert not {"h2craft.engine", "h2craft.endpoint", "asyncio", "ssl", "h2.connection"} & modules


def imported(path: Path) -> list[str]:
    """The h2craft modules a file imports, wherever in it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return [name for name in found if name.startswith("h2craft.")]


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_other_rooms_through_their_front_door(room: str) -> None:
    for path in (ROOT / "h2craft" / room).rglob("*.py"):
        for name in imported(path):
            parts = name.split(".")
            other = parts[1] if len(parts) > 2 and parts[1] in ROOMS - {room} else None
            public = (
                other is None or parts[2] in importlib.import_module(f"h2craft.{other}").__all__
            )
            assert public, f"{path.relative_to(ROOT)} imports {name}, not h2craft.{parts[1]}"


def test_every_name_of_the_library_face_is_there() -> None:
    import h2craft

    for name in h2craft.__all__:
        assert getattr(h2craft, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = h2craft.no_such_name
