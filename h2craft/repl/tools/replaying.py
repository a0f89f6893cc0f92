"""Tools that have a scenario of the library answer the next client: replay, step, stop.

Knows the session's `Playing` and waits for it; what is read meanwhile comes through the shell.
"""

from __future__ import annotations

import contextlib
import os
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING

from h2craft.client import Result
from h2craft.explain import Role, Span, Text, command_lines, sentence
from h2craft.language import LanguageError, write
from h2craft.repl.doing import FIRST_LOOK, LAST_LOOK
from h2craft.repl.tools import typeahead
from h2craft.repl.tools.library import scenario_of
from h2craft.repl.tools.tables import folded
from h2craft.repl.tools.tool import Shown, Told, Tool, ToolError, alone, no_words, wrong
from h2craft.scenario import Verdict, called
from h2craft.session import Playing, printed, visible
from h2craft.wire import elide

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

PATIENCE = 0.5  # seconds a step waits for the act that comes next
TOLD_SECONDS = 1.0  # between two lines about how far it is
LONGEST = 200
ONCE, PATH = "once", "path="


class Replayed(Shown):
    """What came of a scenario: `verdict`, and `client`, what the client calls itself."""

    def __init__(self, playing: Playing) -> None:
        self.entry = playing.entry
        self.verdict: Verdict = playing.verdict
        self.client = playing.client
        self._trouble = playing.trouble

    def text(self, width: int) -> Text:
        text: Text = [sentence(printed(self.verdict.sentence), Role.GOOD)]
        text += [sentence(printed(one), Role.DIM) for one in self.verdict.remarks]
        if self._trouble:
            text.append(sentence(visible(self._trouble), Role.WARNING))
        return folded(text, width)


def replay(
    shell: Shell, name: str | os.PathLike[str], path: str = "", once: bool = False
) -> Replayed:
    """Have a scenario answer the next requests, and wait till all of it is done.

    `path`: only requests that fit it; `once`: the next one only. ToolError says what was not done.
    Ctrl-C ends the waiting, and the scenario answers nothing more.
    """
    playing = _made(shell, name, once=once)
    try:
        _bind(shell, playing, path)
        shell.out.remark(_invitation(shell, playing))
        _follow(shell, playing)
    finally:
        _leave(shell, playing)
    if not playing.verdict.done:
        raise ToolError(f"not done: {printed(playing.verdict.sentence)}")
    return Replayed(playing)


def _made(
    shell: Shell, name: str | os.PathLike[str], *, once: bool = False, steps: bool = False
) -> Playing:
    """What is to answer here. ToolError where it cannot be."""
    entry = scenario_of(name)
    if entry.trouble:
        raise ToolError(visible(entry.trouble))
    shell.sync()
    with shell.lock:
        if shell.playing is not None and not shell.playing.over:
            there = visible(called(shell.playing.entry))
            raise ToolError(f"{there} answers requests already: stop ends it")
        shell.playing = Playing(shell.session, entry, once=once, steps=steps)
        return shell.playing


def _bind(shell: Shell, playing: Playing, path: str) -> None:
    """To the next requests. ToolError where the engine does not take it."""
    with shell.lock:
        asked = playing.begin(pattern=path)
    try:
        result = asked.result()
    except KeyboardInterrupt:
        with contextlib.suppress(TimeoutError):
            asked.result(PATIENCE)  # or nobody knows by which number to unbind it
        raise
    with shell.lock:
        playing.began(result)
        if playing.over:
            shell.playing = None
            raise ToolError(visible(playing.trouble))


def _leave(shell: Shell, playing: Playing) -> None:
    """Unbind it, and follow it no longer."""
    shell.sync()
    with shell.lock:
        asked = playing.leave()
        shell.playing = None
    _wait(asked)


def _invitation(shell: Shell, playing: Playing) -> str:
    needs = f"it needs {playing.entry.needs}; " if playing.entry.needs else ""
    commands = command_lines(shell.client.about)
    how = f": {commands[0]}" if commands else ""
    name = visible(called(playing.entry))
    return f"{name} answers the next {'request' if playing.once else 'requests'}; {needs}\
make a client come{how}"


def _follow(shell: Shell, playing: Playing) -> None:
    """Till the verdict is the last word; says now and then how far it is."""
    pause, told, at = FIRST_LOOK, "", 0.0
    while not _looked(shell, playing):
        now = time.monotonic()
        if playing.verdict.requests and playing.progress != told and now - at > TOLD_SECONDS:
            told, at = playing.progress, now
            shell.out.remark(told)
        time.sleep(pause)
        pause = min(2 * pause, LAST_LOOK)


def _looked(shell: Shell, playing: Playing) -> bool:
    """Read on; is it at its end?"""
    with shell.lock:
        shell.sync()
        playing.look()
        if shell.client.ended:
            raise ToolError(visible(shell.client.ended))
        return playing.settled or playing.over


def _wait(asked: list[Future[Result]]) -> None:
    for future in asked:
        future.result()


# Step by step


def step(shell: Shell, name: str | os.PathLike[str] | None = None, path: str = "") -> Told:
    """With a name: have a scenario answer, each act of it at your word; without: the next act."""
    if name is not None:
        playing = _made(shell, name, steps=True)
        try:
            _bind(shell, playing, path)
        except BaseException:
            _leave(shell, playing)
            raise
        said = f"each act of {visible(called(playing.entry))} waits for you: step lets the next \
pass, stop ends it"
        return Told([sentence(said), sentence(_invitation(shell, playing), Role.DIM)])
    there = shell.playing
    if there is None or there.over:
        raise ToolError("no scenario is stepped through: step NAME begins with one")
    text = _passed(shell, there)
    return Told([*text, *_next(shell, there)])


def _passed(shell: Shell, playing: Playing) -> Text:
    """Let the act pass that waits."""
    waiting = _awaited(shell, playing)
    if waiting is None:
        return []
    with shell.lock:
        asked = playing.next_act()
    result = asked.result() if asked is not None else None
    if result is not None and not result.accepted:
        return [sentence(printed(result.reason or "refused"), Role.ERROR)]
    return [(Span("passed  ", Role.DIM), Span(waiting))]


def _held(shell: Shell, playing: Playing) -> str | None:
    """The act that waits, as a line; None where none does."""
    shell.sync()
    with shell.lock:
        return next((_said(one.action) for one in playing.held), None)


def _awaited(shell: Shell, playing: Playing) -> str | None:
    """The act that waits, or is about to; None where none comes."""
    until, pause = time.monotonic() + PATIENCE, FIRST_LOOK
    while (waiting := _held(shell, playing)) is None:
        ended = _looked(shell, playing)
        if ended or not playing.verdict.requests or time.monotonic() > until:
            return None
        time.sleep(pause)
        pause = min(2 * pause, LAST_LOOK)
    return waiting


def _next(shell: Shell, playing: Playing) -> Text:
    """What comes now: the act that waits, or how it ended."""
    waiting = _awaited(shell, playing)
    if waiting is not None:
        return [(Span("next    ", Role.DIM), Span(waiting, Role.STRONG))]
    verdict = playing.verdict
    if playing.settled:
        _leave(shell, playing)
        return [sentence(printed(verdict.sentence), Role.GOOD if verdict.done else Role.ERROR)]
    said = "nothing of it waits now" if verdict.requests else "no request has come"
    return [sentence(f"{said}; {playing.progress} so far", Role.DIM)]


def _said(action: object) -> str:
    try:
        return elide(visible(write(action)), LONGEST)  # type: ignore[arg-type]
    except (LanguageError, ValueError, TypeError, AttributeError):  # a script may make any value
        return elide(printed(repr(action)), LONGEST)


def stop(shell: Shell) -> Told:
    """Have the scenario answer nothing more, and break off what of it runs."""
    playing = shell.playing
    if playing is None or playing.over:
        raise ToolError("no scenario answers requests here")
    shell.sync()
    with shell.lock:
        asked = playing.stop()
        shell.playing = None
    _wait(asked)
    said = f"{visible(called(playing.entry))} answers no more: {playing.progress} done"
    return Told([sentence(said)])


# Lines


def _words(tool: str, said: str, *flags: str) -> dict[str, str]:
    """The name, the path, and `once`."""
    found: dict[str, str] = {}
    for word in said.split():
        if word.startswith(PATH):
            found["path"] = word.removeprefix(PATH)
        elif word in flags and "name" in found:
            found[word] = word
        elif "name" not in found:
            found["name"] = word
        else:
            known = (*flags, f"{PATH}/x")
            raise wrong(f"{tool} takes a name, then {' or '.join(known)}", said, word, known)
    if "name" not in found and (tool == "replay" or found):
        raise wrong(f"{tool} needs the name of a scenario; scenarios lists them", said)
    return found


def _replay_words(shell: Shell, said: str) -> dict[str, str]:
    return _words("replay", said, ONCE)


def _replay_line(shell: Shell, said: str) -> Replayed:
    words = _replay_words(shell, said)
    return replay(shell, words["name"], words.get("path", ""), once=ONCE in words)


def _step_words(shell: Shell, said: str) -> dict[str, str]:
    return _words("step", said)


def _step_line(shell: Shell, said: str) -> Told:
    words = _step_words(shell, said)
    return step(shell, words.get("name"), words.get("path", ""))


def _stop_line(shell: Shell, said: str) -> Told:
    no_words("stop", said)
    return stop(shell)


_PATH_OFFER = (PATH, "only requests for this path: * anything but a slash, ** anything")

REPLAYING = (
    Tool(
        name="replay",
        shape="replay NAME [path=PATTERN] [once]",
        python='replay("rst-mid-body"), replay("x.py", path="/x", once=True)',
        sentence="have a scenario answer the next requests, and say whether all of it was done",
        more="NAME is one of the library, or a file. Ctrl-C ends the waiting and unbinds it.",
        run=_replay_line,
        call=replay,
        check=_replay_words,
        examples=("replay rst-mid-body", "replay x.py path=/x once"),
        complete=typeahead.scenario_then(_PATH_OFFER, (ONCE, "the next request only")),
    ),
    Tool(
        name="step",
        shape="step [NAME [path=PATTERN]]",
        python='step("rst-mid-body"), step()',
        sentence="have a scenario answer act by act; without a name: let its next act pass",
        run=_step_line,
        call=step,
        check=_step_words,
        examples=("step rst-mid-body", "step"),
        complete=typeahead.scenario_then(_PATH_OFFER),
    ),
    Tool(
        name="stop",
        shape="stop",
        python="stop()",
        sentence="have the scenario answer no more, and break off what of it runs",
        run=_stop_line,
        call=stop,
        check=alone,
        examples=("stop",),
    ),
)
