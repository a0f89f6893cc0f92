"""Tools about what was done: the recording, and the handler script that is made of it.

Knows the session's recording; what a script looks like is known elsewhere.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from h2craft.explain import Role, Span, Text, counted, sentence
from h2craft.language import LanguageError
from h2craft.repl.telling import asked_text
from h2craft.repl.tools import typeahead
from h2craft.repl.tools.tables import Cells, Column, Listed, cell, folded
from h2craft.repl.tools.tool import (
    Shown,
    Told,
    Tool,
    ToolError,
    alone,
    file_word,
    no_words,
    quoted,
    wrong,
)
from h2craft.scenario import Act, ScenarioError, Score, Turn, act_line
from h2craft.session import Making, Taking, Whose, stream_of, visible
from h2craft.trace import Origin

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

FORCE = "force"

# The recording


class Recorded(Listed[Act]):
    """The acts, oldest first."""

    def __init__(self, taking: Taking) -> None:
        self._taking = taking
        acts = list(taking.acts)
        self._numbers = {act.seq: number for number, act in enumerate(acts, 1)}
        before = [acts[0].at, *(act.at for act in acts)] if acts else []
        self._gaps = {act.seq: act.at - at for act, at in zip(acts, before, strict=False)}
        score = taking.score() if acts else Score()
        self._turns = {act.seq: turn for turn in score.turns for act in turn.acts}
        empty = "nothing is recorded yet" if taking.on else "nothing is recorded: it is off"
        super().__init__(acts, _ACTS, self._cells, empty=empty, after=_state(taking, score.lost))

    def _cells(self, act: Act) -> Cells:
        turn = self._turns.get(act.seq, Turn(connection=0))
        return (
            cell(str(self._numbers[act.seq]), Role.DIM),
            cell(f"+{self._gaps[act.seq]:.3f}", Role.DIM),
            cell(f"{turn.connection or '-'}/{self._stream_of(act)}"),
            cell("script" if act.origin == Origin.SCRIPT else "", Role.SCRIPT),
            cell(act_line(act, self._taking.load), Role.STRONG),
            cell("" if act.wait is None else visible(act.wait.pattern), Role.HELD),
            cell(asked_text(turn.method, turn.path), Role.DIM),
        )

    def _stream_of(self, act: Act) -> int:
        try:
            return stream_of(self._taking.action(act))
        except (ScenarioError, LanguageError):  # its record is gone
            return 0


_ACTS = (
    Column("act", right=True),
    Column("seconds", right=True),
    Column("where"),
    Column("by"),
    Column("what", least=24),
    Column("after", least=16),
    Column("request", least=12),
)


def _state(taking: Taking, lost: int) -> Text:
    text: Text = []
    if lost:
        text.append(sentence(f"{lost:,} acts before them were given up", Role.WARNING))
    if not taking.on:
        text.append(sentence("recording is off: record on", Role.WARNING))
    return text


def recording(shell: Shell) -> Recorded:
    """The acts that were recorded."""
    shell.sync()
    with shell.lock:
        return Recorded(shell.taking)


_ON = {"on": Whose.ALL, "hand": Whose.HAND, "script": Whose.SCRIPT}
_OFF, _NEW = "off", "new"
_WHOSE = {Whose.ALL: "", Whose.HAND: ", of what is done by hand", Whose.SCRIPT: ", of scripts"}


def record(shell: Shell, on: bool | str | None = None) -> Told:
    """Record what is done from now on, by all, by hand or by scripts, or do not; or say which.

    "new" begins a new recording: what was recorded so far is not in it.
    """
    if isinstance(on, str):
        word = on.strip().lower()
        if word not in (*_ON, _OFF, _NEW):
            raise ToolError(f"record is on, hand, script, new or off, not {quoted(on)}")
    elif on is not None:
        word = "on" if on else _OFF
    shell.sync()
    with shell.lock:
        taking = shell.taking
        if on is not None and word == _OFF:
            taking.stop()
        elif on is not None and word == _NEW:
            taking.clear()
        elif on is not None:
            taking.start(_ON[word])
        return Told([_state_of(taking)])


def _state_of(taking: Taking) -> tuple[Span, ...]:
    state = "on" if taking.on else _OFF
    whose = _WHOSE[taking.whose] if taking.on else ""
    said = f"{whose}: {counted(len(taking), 'act')} so far"
    return Span("recording is "), Span(state, Role.STRONG), Span(said, Role.DIM)


def _on_or_off(shell: Shell, said: str) -> str | None:
    word = said.strip()
    if word.lower() not in ("", _OFF, _NEW, *_ON):
        raise wrong("record is on, hand, script, new or off", said, word, (*_ON, _NEW, _OFF))
    return word or None


def _record_line(shell: Shell, said: str) -> Told:
    return record(shell, _on_or_off(shell, said))


class Undone(Shown):
    """What was taken out of the recording. `act` is None where there was nothing."""

    def __init__(self, act: Act | None, said: str) -> None:
        self.act = act
        self._said = said

    def text(self, width: int) -> Text:
        if self.act is None:
            return [sentence("there is nothing to take out: nothing is recorded", Role.DIM)]
        line: Text = [(Span("out of the recording: "), Span(self._said, Role.STRONG))]
        said = "Only of the recording: what has left cannot be taken back."
        return folded([*line, sentence(said, Role.WARNING)], width)


def undo(shell: Shell) -> Undone:
    """Take the last act out of the recording. What has left cannot be taken back."""
    shell.sync()
    with shell.lock:
        act = shell.taking.undo()
        return Undone(act, "" if act is None else act_line(act, shell.taking.load))


# A script of it


def save(
    shell: Shell,
    file: str | os.PathLike[str],
    force: bool = False,
    *,
    pause: float | None = 1.0,
    secrets: bool = False,
    replies: bool = False,
    title: str = "",
) -> Told:
    """Write what is recorded as a handler script. OSError names the file; nothing is half written.

    A file that is there is not written over, unless `force`. Pauses of `pause` seconds and more
    are kept: 0 for exact timing, None for none. `secrets`: cookies and credentials stay as they
    were. `replies`: automatic replies are acts of the script as well.
    """
    path = Path(file).expanduser()
    shell.sync()
    how = Making(pause=pause, keep_secrets=secrets, replies=replies, title=title)
    remedy = f"save {path.name} {FORCE} writes over it"
    with shell.lock:
        try:
            acts = shell.taking.save(path, force, remedy, **how)
        except (ScenarioError, LanguageError) as error:
            raise ToolError(f"{error}: {visible(str(file))} was not written") from None
    said: Text = [
        (Span(f"{counted(acts, 'act')} in "), Span(visible(str(path)), Role.STRONG)),
        sentence(_again(shell, visible(str(file))), Role.DIM),
    ]
    return Told(said)


def _again(shell: Shell, file: str) -> str:
    """What does the same again."""
    if shell.client.about.role == "client":
        return f"the same is said again by: h2craft connect URL --replay {file}"
    return f"the next client gets the same from: h2craft serve {file}"


_seconds = re.compile(r"\d{1,6}(?:\.\d{0,6})?", re.ASCII).fullmatch
_SAYING: dict[str, dict[str, Any]] = {
    FORCE: {"force": True},
    "exact": {"pause": 0.0},
    "no-pauses": {"pause": None},
    "secrets": {"secrets": True},
    "replies": {"replies": True},
}
_PAUSES = "pauses="


def _save_words(shell: Shell, said: str) -> tuple[str, dict[str, Any]]:
    """The file, and how it is written."""
    name, rest = file_word("save", said)
    how: dict[str, Any] = {}
    for word in rest.split():
        if word in _SAYING:
            how |= _SAYING[word]
        elif word.startswith(_PAUSES) and _seconds(word.removeprefix(_PAUSES)):
            how["pause"] = float(word.removeprefix(_PAUSES))
        else:
            known = (*_SAYING, f"{_PAUSES}2")
            raise wrong(f"save takes a file, then {', '.join(known)}", said, word, known)
    return name, how


def _save_line(shell: Shell, said: str) -> Told:
    name, how = _save_words(shell, said)
    return save(shell, name, **how)


def _undo_line(shell: Shell, said: str) -> Undone:
    no_words("undo", said)
    return undo(shell)


def _recording_line(shell: Shell, said: str) -> Recorded:
    no_words("recording", said)
    return recording(shell)


KEEPING = (
    Tool(
        name="recording",
        shape="recording",
        python="recording()",
        sentence="what was recorded: acts by hand and of scripts, and what each came after",
        run=_recording_line,
        call=recording,
        check=alone,
        examples=("recording",),
    ),
    Tool(
        name="record",
        shape="record [on | hand | script | new | off]",
        python='record(True), record("hand"), record("new"), record(False)',
        sentence="record what is done from now on, by all or by hand alone, or do not",
        run=_record_line,
        call=record,
        check=_on_or_off,
        examples=("record off", "record hand", "record on", "record new"),
        complete=typeahead.words(
            ("on", "whatever is done from now on"),
            ("hand", "what persons do from now on, not what scripts do"),
            ("script", "what scripts do from now on, not what persons do"),
            ("new", "begin anew: what was recorded so far is not in it"),
            ("off", "nothing from now on"),
        ),
    ),
    Tool(
        name="undo",
        shape="undo",
        python="undo()",
        sentence="take the last act out of the recording; what has left cannot be taken back",
        run=_undo_line,
        call=undo,
        check=alone,
        examples=("undo",),
    ),
    Tool(
        name="save",
        shape=f"save FILE [{FORCE}] [exact | no-pauses | pauses=SECONDS] [secrets] [replies]",
        python='save("x.py"), save("x.py", force=True, pause=0, secrets=True)',
        sentence="write what is recorded as a handler script, for the next client",
        more="Pauses of a second and more are kept, exact keeps them all; values of cookies and\n"
        "credentials are replaced unless secrets is said.",
        run=_save_line,
        call=save,
        check=_save_words,
        examples=("save x.py", f"save x.py {FORCE} exact"),
        complete=typeahead.file_then(
            (FORCE, "write over a file that is there"),
            ("exact", "keep all pauses as they were"),
            ("no-pauses", "keep none"),
            ("pauses=", "keep those of so many seconds and more"),
            ("secrets", "leave cookies and credentials as they were"),
            ("replies", "automatic replies are acts as well"),
        ),
    ),
)
