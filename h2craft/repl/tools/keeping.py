"""Tools about what was done: the recording, a script made of it, a file that is read in.

Knows files; what a script looks like is known elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from h2craft.explain import Role, Span, Text, sentence
from h2craft.language import LanguageError
from h2craft.repl.recording import KEPT, Step
from h2craft.repl.rendering import render, step_text
from h2craft.repl.tools import typeahead
from h2craft.repl.tools.tables import Cells, Column, Listed, cell, folded
from h2craft.repl.tools.tool import (
    Shown,
    Told,
    Tool,
    ToolError,
    alone,
    no_words,
    quoted,
    wrong,
)
from h2craft.scenario import write_new
from h2craft.session import visible

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

NESTED = 16  # files that read in files
LARGEST = 32 << 20  # octets of a file that is read in
FORCE = "force"

# The recording


class Recorded(Listed[Step]):
    """The steps, oldest first."""

    def __init__(self, shell: Shell) -> None:
        recording = shell.recording
        steps = recording.steps
        at = {id(step): step.at for step in steps}
        before = [steps[0].at, *(step.at for step in steps)] if steps else []
        gaps = {id(step): at[id(step)] - was for step, was in zip(steps, before, strict=False)}
        numbers = {id(step): number for number, step in enumerate(steps, recording.lost + 1)}

        def row(step: Step) -> Cells:
            where = f"{step.connection or '-'}/{step.stream_id}"
            return (
                cell(str(numbers[id(step)]), Role.DIM),
                cell(f"+{gaps[id(step)]:.3f}", Role.DIM),
                cell(where),
                cell(step_text(step), Role.STRONG),
                cell(step.request, Role.DIM),
            )

        empty = "nothing is recorded yet" if recording.on else "nothing is recorded: it is off"
        super().__init__(steps, _STEPS, row, empty=empty, after=_state(shell))


_STEPS = (
    Column("step", right=True),
    Column("seconds", right=True),
    Column("where"),
    Column("what", least=24),
    Column("request", least=12),
)


def _state(shell: Shell) -> Text:
    text: Text = []
    if shell.recording.lost:
        said = f"only the last {KEPT:,} are kept: {shell.recording.lost:,} before them are gone"
        text.append(sentence(said, Role.WARNING))
    if not shell.recording.on:
        text.append(sentence("recording is off: record on", Role.WARNING))
    return text


def recording(shell: Shell) -> Recorded:
    """The steps of the recording."""
    return Recorded(shell)


def record(shell: Shell, on: bool | str | None = None) -> Told:
    """Record what is done from now on, or do not; nothing: say which."""
    if isinstance(on, str):
        if on.strip().lower() not in ("on", "off"):
            raise ToolError(f"record is on or off, not {quoted(on)}")
        on = on.strip().lower() == "on"
    if on is not None:
        shell.recording.on = bool(on)
    state = "on" if shell.recording.on else "off"
    count = len(shell.recording)
    steps = f"{count:,} step{'' if count == 1 else 's'} so far"
    return Told([(Span("recording is "), Span(state, Role.STRONG), Span(f": {steps}", Role.DIM))])


def _on_or_off(shell: Shell, said: str) -> str | None:
    word = said.strip()
    if word.lower() not in ("", "on", "off"):
        raise wrong("record is on or off", said, word, ("on", "off"))
    return word or None


def _record_line(shell: Shell, said: str) -> Told:
    return record(shell, _on_or_off(shell, said))


class Undone(Shown):
    """What was taken out of the recording. `step` is None where there was nothing."""

    def __init__(self, step: Step | None) -> None:
        self.step = step

    def text(self, width: int) -> Text:
        if self.step is None:
            return [sentence("there is nothing to take out: nothing is recorded", Role.DIM)]
        line: Text = [(Span("out of the recording: "), Span(step_text(self.step), Role.STRONG))]
        said = "Only of the recording: what has left cannot be taken back."
        return folded([*line, sentence(said, Role.WARNING)], width)


def undo(shell: Shell) -> Undone:
    """Take the last step out of the recording. What has left cannot be taken back."""
    with shell.lock:
        return Undone(shell.recording.undo())


# A script of it


def save(shell: Shell, file: str | os.PathLike[str], force: bool = False) -> Told:
    """Write what is recorded as a handler script. OSError names the file; nothing is half written.

    A file that is there is not written over, unless `force`.
    """
    path = Path(file).expanduser()
    with shell.lock:
        steps = shell.recording.steps
    if not steps:
        raise ToolError(f"nothing is recorded: {visible(str(file))} was not written")
    try:
        text = render(steps, _when(shell, steps[0]))
    except (LanguageError, ValueError) as error:
        raise ToolError(f"{visible(str(file))} was not written: {error}") from None
    write_new(path, text, force=force, remedy=f"save {path.name} {FORCE} writes over it")
    count = f"{len(steps):,} step{'' if len(steps) == 1 else 's'}"
    served = f"h2craft serve {visible(str(file))}"
    said: Text = [
        (Span(f"{count} in "), Span(visible(str(path)), Role.STRONG)),
        sentence(f"the next client gets the same from: {served}", Role.DIM),
    ]
    return Told(said)


def _when(shell: Shell, first: Step) -> str:
    """The wall-clock time of a step, as far as it is known."""
    try:
        began = datetime.fromisoformat(shell.client.about.started)
        return f"{began + timedelta(seconds=first.at):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError):
        return ""


def _save_words(shell: Shell, said: str) -> tuple[str, bool]:
    """The file, and whether by force."""
    name, rest = file_word("save", said)
    if rest not in ("", FORCE):
        raise wrong(f"save takes a file and {FORCE}", said, rest, (FORCE,))
    return name, rest == FORCE


def _save_line(shell: Shell, said: str) -> Told:
    return save(shell, *_save_words(shell, said))


def file_word(tool: str, said: str) -> tuple[str, str]:
    """The file a line names, in quotation marks or not, and what stands behind it."""
    text = said.strip()
    if not text:
        raise wrong(f"{tool} needs a file", said)
    if text[0] not in "\"'":
        name, _, rest = text.partition(" ")
        return name, rest.strip()
    end = text.find(text[0], 1)
    if end < 2:
        raise wrong("the name has no end: a quotation mark is missing", said, text)
    return text[1:end], text[end + 1 :].strip()


# Reading in

_depths: WeakKeyDictionary[Shell, int] = WeakKeyDictionary()


def source(shell: Shell, file: str | os.PathLike[str]) -> None:
    """Run a file of lines and Python here; it stops at the first error, which names its line."""
    from h2craft.repl.evaluate import Verdict  # which runs tools

    name = str(file)
    text = _read(Path(name).expanduser(), name)
    depth = _depths.get(shell, 0)
    if depth >= NESTED:
        raise ToolError(f"{visible(name)}: {NESTED} files have read in one another; no more")
    _depths[shell] = depth + 1
    try:
        verdict = shell.evaluate(text, name)
    finally:
        _depths[shell] = depth
    if verdict is Verdict.LEAVE:
        raise SystemExit(shell.status)
    if verdict is Verdict.INTERRUPTED:
        raise KeyboardInterrupt
    if verdict is Verdict.FAILED:
        raise ToolError(f"{visible(name)} was not run to its end")


def _read(path: Path, name: str) -> str:
    """OSError names the file."""
    try:
        if path.stat().st_size > LARGEST:
            raise ToolError(f"{visible(name)} is larger than {LARGEST:,} octets")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ToolError(f"{visible(name)} is no text in UTF-8: octet {error.start}") from None
    except OSError as error:
        raise type(error)(error.errno, error.strerror, name) from None


def _one_file(shell: Shell, said: str) -> str:
    name, rest = file_word("source", said)
    if rest:
        raise wrong("source takes one file", said, rest)
    return name


def _source_line(shell: Shell, said: str) -> None:
    source(shell, _one_file(shell, said))


def _undo_line(shell: Shell, said: str) -> Undone:
    no_words("undo", said)
    return undo(shell)


def _recording_line(shell: Shell, said: str) -> Sequence[Step]:
    no_words("recording", said)
    return recording(shell)


KEEPING = (
    Tool(
        name="recording",
        shape="recording",
        python="recording()",
        sentence="the steps that were recorded",
        run=_recording_line,
        call=recording,
        check=alone,
        examples=("recording",),
    ),
    Tool(
        name="record",
        shape="record [on | off]",
        python="record(True), record(False)",
        sentence="record what is done from now on, or do not",
        run=_record_line,
        call=record,
        check=_on_or_off,
        examples=("record off", "record on"),
        complete=typeahead.words(("on", "from now on"), ("off", "not from now on")),
    ),
    Tool(
        name="undo",
        shape="undo",
        python="undo()",
        sentence="take the last step out of the recording; what has left cannot be taken back",
        run=_undo_line,
        call=undo,
        check=alone,
        examples=("undo",),
    ),
    Tool(
        name="save",
        shape=f"save FILE [{FORCE}]",
        python='save("x.py"), save("x.py", force=True)',
        sentence="write what is recorded as a handler script, for the next client",
        run=_save_line,
        call=save,
        check=_save_words,
        examples=("save x.py", f"save x.py {FORCE}"),
        complete=typeahead.files,
    ),
    Tool(
        name="source",
        shape="source FILE",
        python='source("x")',
        sentence="run a file of lines and Python here; it stops at the first error",
        run=_source_line,
        call=source,
        check=_one_file,
        examples=("source x",),
        complete=typeahead.files,
    ),
)
