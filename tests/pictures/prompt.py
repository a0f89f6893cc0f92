"""Commands in a real terminal: tmux holds it, its keys are pressed, its cells become an SVG."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from drawing import cleaned, words_of
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text
from stage import ROOT, SECONDS, Stage

SIZE = (110, 32)
LOOK_SECONDS = 0.05
CALM_SECONDS = 0.6  # without a change: everything is painted


class Prompt:
    """`h2craft COMMAND ...` in the demo's home. `pictures` are the names of those taken."""

    def __init__(self, stage: Stage, folder: Path, forbidden: list[str], *command: str) -> None:
        self.folder, self.forbidden = folder, forbidden
        self.pictures: list[str] = []
        self._title = f"h2craft {command[0]}"
        self._socket = stage.home / f".tmux-{command[0]}"
        program = f"{shlex.quote(sys.executable)} -m h2craft {shlex.join(command)}"
        columns, rows = SIZE
        window = ("-x", str(columns), "-y", str(rows), "-c", str(stage.home))
        line = f"env PYTHONPATH={shlex.quote(str(ROOT))} COLORTERM=truecolor {program}"
        self._tmux("new-session", "-d", *window, line)

    def _tmux(self, *words: str) -> str:
        command = ["tmux", "-S", str(self._socket), "-f", "/dev/null", "-u", *words]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False
        ).stdout

    def press(self, *keys: str) -> None:
        for key in keys:
            self._tmux("send-keys", key)

    def enter(self, line: str) -> None:
        self.type(line)
        self.press("Enter")

    def type(self, text: str) -> None:
        self._tmux("send-keys", "-l", text)

    def sees(self, words: str) -> None:
        self._until(words, lambda text: words in text)

    def _until(self, what: str, holds: Callable[[str], bool]) -> None:
        end = time.monotonic() + SECONDS
        while not holds(text := self._tmux("capture-pane", "-p")):
            if time.monotonic() > end:
                raise SystemExit(f"did not happen: {what}\n{text}")
            time.sleep(LOOK_SECONDS)

    def picture(self, name: str) -> None:
        """Take one, once nothing moves any more."""
        svg = cleaned(_svg(self._calm(), self._title))
        shown = [word for word in self.forbidden if word in words_of(svg)]
        if shown:
            raise SystemExit(f"{name} shows {', '.join(shown)}")
        (self.folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        self.pictures.append(name)

    def _calm(self) -> str:
        since, last = time.monotonic(), ""
        while time.monotonic() - since < CALM_SECONDS:
            now = self._tmux("capture-pane", "-p", "-e", "-N")
            if now != last:
                since, last = time.monotonic(), now
            time.sleep(LOOK_SECONDS)
        return last

    def close(self) -> None:
        self._tmux("kill-server")


def _svg(cells: str, title: str) -> str:
    """What a terminal shows, escape sequences and all, as a picture."""
    console = Console(
        record=True, width=SIZE[0], file=StringIO(), force_terminal=True, color_system="truecolor"
    )
    for line in cells.splitlines():
        console.print(Text.from_ansi(line), no_wrap=True, crop=True, overflow="crop")
    return console.export_svg(title=title, theme=MONOKAI)


def scene(prompt: Prompt, stage: Stage) -> None:
    """Hold a request, look at it, answer it by hand; completion and `show` on the way."""
    prompt.sees("h2craft >")
    prompt.enter("hold path:/basket")
    prompt.sees("requests are held")
    client = stage.curl("/basket")
    prompt.sees("GET /basket")
    prompt.enter('show inform 103 link="</a.css>; rel=preload"')
    prompt.sees("END_HEADERS")
    prompt.picture("prompt-show")
    prompt.press("C-l")
    prompt.enter("streams")
    prompt.sees("we may send")
    prompt.enter("headers :status=200 content-type=text/plain")
    prompt.sees("200 text/plain")
    prompt.enter("for word in ('apples', 'pears'):")
    prompt.enter("data(f'{word}\\n'.encode())")
    prompt.press("Enter")
    prompt.sees("pears")
    prompt.type("goaway code=")
    prompt.press("Tab")
    prompt.sees("a graceful end")
    prompt.picture("prompt")
    prompt.press("C-c")
    prompt.enter("data end_stream")
    stage.end_of(client)
    prompt.press("C-l")
    prompt.enter("hpack")
    prompt.sees("Dynamic table")
    prompt.picture("prompt-hpack")


def by_hand(prompt: Prompt) -> None:
    """A client: a request in a line, its response, and what the server had to say."""
    prompt.sees("h2craft ")
    prompt.enter("get /items.py accept=application/json")
    prompt.enter("response")
    prompt.sees(":status: 200")
    prompt.enter("headers new :method=GET :scheme=https :path=/ :authority=a Upper=x")
    prompt.type("ping ")
    prompt.picture("connect")


def tour(prompt: Prompt) -> None:
    """The first step, with a client's frames above it."""
    prompt.sees("1 of 12")
    prompt.press("n")
    prompt.sees("2 of 12")
    prompt.picture("tour")
    prompt.press("C-q")
