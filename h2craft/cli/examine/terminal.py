"""The terminal: what it is, how large, its colours, characters, mouse and clipboard.

Knows what a terminal says (`asking`) and what the screen makes of the environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping

from h2craft.cli.examine.asking import SAMPLE, Answers, ask
from h2craft.cli.examine.found import Found, note
from h2craft.cli.screen import STREAMS
from h2craft.wire import escape

WIDE, HIGH = 80, 24  # below, a pane at a time is shown, and little of it
TOOL_SECONDS = 5.0


def examine() -> Iterator[Found]:
    """Nothing of a terminal is a problem: `h2craft serve` needs none."""
    environment = os.environ
    if missing := _missing(environment):
        yield note("kind", missing, "the workbench needs one; 'h2craft serve' does not")
        yield from _clipboard(environment, Answers())
        return
    answers = ask() or Answers()
    yield kind(environment, answers)
    yield _size()
    yield _colours(environment)
    yield characters(answers, sys.stdout.encoding)
    yield mouse(answers)
    yield from _clipboard(environment, answers)


def _missing(environment: Mapping[str, str]) -> str:
    """Why nothing can be drawn here, or nothing."""
    for name, words in STREAMS.items():
        if not getattr(sys, name).isatty():
            return f"standard {words} is no terminal"
    return "TERM=dumb cannot show a screen" if environment.get("TERM") == "dumb" else ""


def kind(environment: Mapping[str, str], answers: Answers) -> Found:
    """What the terminal is called by itself and by the environment."""
    term = environment.get("TERM", "")
    names = [f"TERM={term}" if term else "TERM is not set", environment.get("TERM_PROGRAM", "")]
    says = ", ".join(escape(one) for one in (answers.name or "", *names) if one)
    if not answers.answered:
        return note("kind", f"{says}; it does not answer when it is asked who it is")
    if not term:
        return note("kind", says, "export TERM=xterm-256color, or what your terminal is")
    return Found("kind", says)


def _size() -> Found:
    columns, rows = shutil.get_terminal_size()
    says = f"{columns} columns, {rows} rows"
    if columns < WIDE or rows < HIGH:
        return note("size", says, f"the workbench is made for {WIDE} by {HIGH} and more")
    return Found("size", says)


def _colours(environment: Mapping[str, str]) -> Found:
    from h2craft.tui import colours

    if environment.get("NO_COLOR"):
        return Found("colours", "none, as NO_COLOR says")
    known = colours(environment)
    if known < 256:
        remedy = "export TERM=xterm-256color, or COLORTERM=truecolor, if your terminal has them"
        return note("colours", f"{known or 'none'}", remedy)
    return Found("colours", f"{known:,}")


def characters(answers: Answers, encoding: str) -> Found:
    """Whether what the screen draws takes the columns that the screen thinks it does."""
    wanted = len(SAMPLE)
    if "utf" not in encoding.lower():
        remedy = "export LANG=C.UTF-8, or another locale with UTF-8"
        return note("characters", f"{encoding}: lines and marks cannot be drawn", remedy)
    if answers.columns is None:
        return Found("characters", f"{encoding}; the terminal does not say how wide they are")
    if answers.columns != wanted:
        says = f"{encoding}, but {SAMPLE} takes {answers.columns} columns, not {wanted}"
        remedy = "have the terminal take UTF-8, and characters of ambiguous width as narrow"
        return note("characters", says, f"the screen will be ragged: {remedy}")
    return Found("characters", f"{encoding}, {SAMPLE} as wide as they should be")


def mouse(answers: Answers) -> Found:
    """Whether it reports what the mouse does."""
    says = {True: "it reports", False: "not reported", None: "the terminal does not say"}
    remedy = "all can be done with keys" if answers.mouse is False else ""
    return Found("mouse", says[answers.mouse], remedy=remedy)


def _clipboard(environment: Mapping[str, str], answers: Answers) -> Iterator[Found]:
    from h2craft.tui import clipboard_routes

    listens, program, file = clipboard_routes(environment)
    routes = [f"the program {program}"] if program else []
    dropped = _dropped(environment) if listens else ""
    if listens and not dropped:
        sure = " (it says so)" if answers.clipboard else " (few terminals say whether they take it)"
        routes.insert(0, f"the terminal, by OSC 52{sure}")
    routes.append(f"the file {file}")
    says = ", ".join(routes)
    if dropped:
        yield note("clipboard", f"{dropped}; {says}", "in tmux: set -g set-clipboard on")
    elif len(routes) == 1:
        yield note("clipboard", f"none: {says} alone", "install wl-copy, xclip or xsel")
    else:
        yield Found("clipboard", says)


def _dropped(environment: Mapping[str, str]) -> str:
    """Why what is between us and the terminal drops OSC 52, where that can be told."""
    if not environment.get("TMUX"):
        return ""
    try:
        done = subprocess.run(
            ["tmux", "show-options", "-gv", "set-clipboard"],
            capture_output=True,
            text=True,
            timeout=TOOL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    said = done.stdout.strip()
    return f"tmux drops OSC 52 (set-clipboard {escape(said)})" if said not in {"on", ""} else ""
