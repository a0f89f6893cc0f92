"""The README is true: its scripts run, its commands give what it shows, its reference is --help.

`H2CRAFT_UPDATE_README=1 python -m pytest tests/test_readme.py` writes the generated parts anew.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

import h2craft

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
GENERATED = re.compile(r"<!-- generated: (.+?) -->\n(.*?)<!-- end -->", re.DOTALL)
FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
WIDTH = "88"


@dataclass(frozen=True)
class Block:
    language: str
    title: str
    text: str


BLOCKS = [Block(*found) for found in FENCE.findall(README.read_text())]
HANDLERS = [block for block in BLOCKS if block.title.startswith("handlers/")]
TESTS = [block for block in BLOCKS if block.title.startswith("tests/")]
CONSOLES = [block for block in BLOCKS if block.language == "console"]


def section(title: str) -> str:
    """What stands under a second-level heading."""
    return README.read_text().partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("title", "command"),
    [
        ("Run it", "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/h2craft serve"),
        (
            "Test it",
            "python3 -m venv .venv && .venv/bin/pip install -e '.[test]'"
            " && .venv/bin/python -m pytest -n auto",
        ),
    ],
)
def test_the_two_commands_stand_where_they_are_looked_for(title, command) -> None:
    [first, *_] = FENCE.findall(section(title))
    assert first == ("sh", "", f"{command}\n")


def anchor(title: str) -> str:
    """Where a heading is found, as GitHub makes it of its words."""
    return "#" + re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def test_the_contents_name_every_chapter_in_its_order() -> None:
    head, *chapters = re.split(r"^## (.+)$", README.read_text(), flags=re.MULTILINE)
    listed = re.findall(r"\]\((#[\w-]+)\)", head)
    assert listed and listed == [anchor(title) for title in chapters[::2]]


def test_every_link_and_picture_leads_somewhere() -> None:
    text = README.read_text()
    anchors = {anchor(title) for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", text)):
        assert target in anchors or (ROOT / target).exists(), target


# What is generated


def made(what: str) -> str:
    """The generated part of that name."""
    if what == "keys":
        from h2craft.tui.keys import table

        return table()
    environment = {**os.environ, "COLUMNS": WIDTH, "PYTHONPATH": str(ROOT)}
    words = what.split()
    assert words[0] == "h2craft"
    done = subprocess.run(
        [sys.executable, "-m", "h2craft", *words[1:]],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    return f"```text\n{done.stdout.rstrip()}\n```\n"


@pytest.mark.parametrize("what", [what for what, _ in GENERATED.findall(README.read_text())])
def test_what_is_generated_is_what_the_program_says(what) -> None:
    text = README.read_text()
    [old] = [part for name, part in GENERATED.findall(text) if name == what]
    new = made(what)
    if os.environ.get("H2CRAFT_UPDATE_README") and old != new:
        mark = f"<!-- generated: {what} -->\n"
        README.write_text(text.replace(mark + old, mark + new))
        return
    assert old == new, "run H2CRAFT_UPDATE_README=1 python -m pytest tests/test_readme.py"


def test_every_command_is_in_the_reference() -> None:
    from h2craft.cli import cli

    generated = {what for what, _ in GENERATED.findall(README.read_text())}
    for name in cli.commands:
        assert f"h2craft {name} --help" in generated


def limits() -> dict[str, str]:
    """The README's table of limits: name and value."""
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", section("Limits"), re.MULTILINE)
    return dict(rows)


def test_the_table_of_limits_has_the_values_in_force() -> None:
    from h2craft.endpoint import Limits
    from h2craft.engine import EngineOptions

    options = EngineOptions()
    for name, shown in limits().items():
        owner = options if hasattr(options, name) else Limits()
        value = getattr(owner, name)
        assert float(shown.split()[0].replace(",", "")) == value, name


def test_every_limit_is_in_the_table() -> None:
    from h2craft.setup import LIMIT_NAMES

    assert tuple(limits()) == LIMIT_NAMES


def test_the_flush_interval_is_the_one_in_force() -> None:
    from h2craft.engine import FLUSH_SECONDS

    assert f"{FLUSH_SECONDS} s" in section("Traces")


def test_where_to_look_names_what_is_there() -> None:
    for path in re.findall(r"`(h2craft/[\w/.]+|tests/[\w/.]+)`", section("For contributors")):
        assert (ROOT / path).exists(), path


# What is run


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Iterator[Path]:
    """A folder with the README's files in it, and a CA of its own."""
    made = tmp_path_factory.mktemp("readme")
    for block in (*HANDLERS, *TESTS):
        path = made / block.title
        path.parent.mkdir(exist_ok=True)
        path.write_text(block.text)
    before = os.environ.get("H2CRAFT_DATA")
    os.environ["H2CRAFT_DATA"] = str(made / "data")
    yield made
    if before is None:
        del os.environ["H2CRAFT_DATA"]
    else:
        os.environ["H2CRAFT_DATA"] = before


@pytest.fixture(scope="module")
def server(folder) -> Iterator[h2craft.Server]:
    with h2craft.serve(folder / "handlers") as running:
        yield running


@pytest.mark.engine
@pytest.mark.parametrize("block", HANDLERS, ids=lambda block: block.title)
def test_the_script_runs_and_raises_nothing(server, block) -> None:
    path = block.title.removeprefix("handlers")
    with httpx.Client(http2=True, verify=server.ssl_context()) as client:
        answer = client.get(f"{server.url}{path}", headers={"test": "pass"})
        assert answer.status_code in {200, 418}
    server.wait_for(f"kind:HANDLER_ENDED script:{path.removeprefix('/')}")
    assert server.readings("kind:HANDLER_RAISED,SCRIPT_BROKEN") == []


@pytest.mark.engine
@pytest.mark.parametrize("block", TESTS, ids=lambda block: block.title)
def test_the_test_passes(folder, block) -> None:
    names: dict[str, object] = {}
    exec(compile(block.text, str(folder / block.title), "exec"), names)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    assert tests
    for test in tests:
        test()


def in_shell(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run by a shell in `folder`, with h2craft in its PATH."""
    program = folder / "bin" / "h2craft"
    if not program.exists():
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m h2craft "$@"\n')
        program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **variables},
        timeout=60,
    )


def steps(block: Block) -> list[tuple[str, str]]:
    """Command and output, for each line that begins with a prompt."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


@pytest.mark.clients
@pytest.mark.parametrize("command, output", [step for block in CONSOLES for step in steps(block)])
def test_the_command_gives_what_the_readme_shows(server, folder, command, output) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    for shown, real in (("8443", server.url), ("8080", server.h2c_url)):
        command = command.replace(f"127.0.0.1:{shown}", real.partition("//")[2])
    done = in_shell(command, folder)
    assert (done.stdout.rstrip("\n"), done.returncode) == (output.rstrip("\n"), 0), done.stderr


def titled(title: str) -> str:
    """The text of the one block of that title."""
    [found] = [block.text for block in BLOCKS if block.title == title]
    return found


def told(text: str) -> list[str]:
    """The lines of a terminal without what is another at each run: numbers, and room for them."""
    lines = [re.sub(r"\d[\d.,]*", "0", line) for line in text.splitlines()]
    return [" ".join(line.split()) for line in lines]


@pytest.mark.clients
def test_the_shell_script_prints_what_the_readme_shows(starting, folder) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    with starting(None) as server:
        script = titled("script").replace("https://127.0.0.1:8443", server.https)
        done = in_shell(f"set -e\n{script}", folder, H2CRAFT_DATA=str(server.ca.parents[1]))
    assert (told(done.stdout), done.stderr) == (told(titled("output")), "")
    assert done.returncode == 0


FOOTER = "\n\n# What the client said"
WHEN = re.compile(r"Recorded .*")


@pytest.mark.clients
def test_what_was_served_is_recorded_and_replayed_as_the_readme_shows(starting, folder) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    file = folder / "seen.py"
    with starting(folder / "handlers", "--record", str(file)) as server:
        ca = server.ca
        curl = ["curl", "-sS", "--cacert", str(ca), f"{server.https}/hello.py?name=Ada"]
        assert subprocess.run(curl, capture_output=True, check=True).stdout == b"hello Ada\n"
    saved = file.read_text().partition(FOOTER)[0]
    assert WHEN.sub("", saved).rstrip() == WHEN.sub("", titled("seen.py")).rstrip()
    for command, output in steps(Block("text", "replay", titled("replay"))):
        done = in_shell(command, folder, H2CRAFT_DATA=str(ca.parents[1]))
        assert (told(done.stdout), done.stderr) == (told(output), "")
        assert done.returncode == ("not the same" in output)


@pytest.mark.clients
def test_a_library_tests_itself_as_the_readme_shows(tmp_path) -> None:
    name = "test_my_library.py"
    (tmp_path / name).write_text(titled(name))
    done = in_shell(f'"{sys.executable}" -m pytest -q -p no:cacheprovider {name}', tmp_path)
    assert done.returncode == 0 and "3 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.clients
def test_a_client_is_checked_as_the_readme_shows(tmp_path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    for command, output in steps(Block("text", "check", titled("check"))):
        done = in_shell(command, tmp_path, H2CRAFT_DATA=str(tmp_path / "data"), COLUMNS=WIDTH)
        assert (told(done.stdout), done.returncode) == (told(output), 0), done.stderr


PROMPT = re.compile(r"\d+/\d+ (?:.* )?> (.*)")
GOES_ON = re.compile(r" +\.\.(.*)")
READY = re.compile(r"GET /x half-closed-remote >")
CURL_ACK = re.compile(r"<\s+0\s+SETTINGS\s+ACK")


@pytest.fixture
def screen(tmp_path) -> Iterator[Any]:
    """A terminal of 100 columns with `h2craft repl --hold path:/x` in it."""
    if shutil.which("tmux") is None or shutil.which("curl") is None:
        pytest.skip("tmux or curl is not installed")
    spec = importlib.util.spec_from_file_location(
        "h2craft_terminal", ROOT / "tests/terminal/conftest.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    place = tmp_path / "terminal"
    place.mkdir()
    command = ("repl", "--port", "0", "--h2c-port", "0", "--hold", "path:/x")
    made = module.Terminal(place, *command, size=(100, 70), where=tmp_path)
    yield made
    made.close()


@pytest.mark.clients
@pytest.mark.timeout(120)
def test_the_session_at_the_prompt_is_a_real_one(screen, tmp_path) -> None:
    url = re.search(r"http://[\w.]+:\d+", screen.sees("no connection"))
    assert url is not None
    curl = ["curl", "-sS", "--http2-prior-knowledge", f"{url[0]}/x"]
    shown: list[str] = []
    with subprocess.Popen(curl, stdout=subprocess.PIPE, text=True) as client:
        screen.sees(lambda text: READY.search(text) and CURL_ACK.search(text))
        for line in titled("prompt").splitlines():
            typed = PROMPT.match(line) or GOES_ON.match(line)
            if typed:
                screen.sees(lambda text: is_shown(shown, text))
                screen.type(typed[1].strip())
                screen.press("Enter")
            shown.append(line)
        screen.sees(lambda text: is_shown(shown, text))
        assert client.communicate(timeout=30)[0] == "one\ntwo\nthree\n"
    saved, readme = ast.parse((tmp_path / "x.py").read_text()), ast.parse(titled("x.py"))
    assert (ast.get_docstring(saved) or "").splitlines()[0] == ast.get_docstring(readme)
    del saved.body[0], readme.body[0]  # when it was, and of what
    assert ast.unparse(saved) == ast.unparse(readme)


def is_shown(expected: list[str], text: str) -> bool:
    """Whether these lines stand on the screen, from the first prompt on, and nothing else."""
    lines = told(text)
    first = next((at for at, line in enumerate(lines) if READY.search(line)), len(lines))
    there = [line for line in lines[first:] if line][:-2]  # the prompt itself, and the bar
    return there == [line for line in told("\n".join(expected)) if line]
