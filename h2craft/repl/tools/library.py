"""Tools about the library of scenarios: which there are, what one does, change one, add one.

Knows the shelf and files; runs no scenario.
"""

from __future__ import annotations

import ast
import os
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from h2craft.explain import Role, Span, Text, pair, sentence
from h2craft.language import Completion, LanguageError
from h2craft.repl.tools import typeahead
from h2craft.repl.tools.tables import Cells, Column, Listed, cell, folded
from h2craft.repl.tools.tool import Shown, Told, Tool, ToolError, file_word, one_word, wrong
from h2craft.scenario import (
    Entry,
    ScenarioError,
    called,
    find,
    read_source,
)
from h2craft.scenario import (
    promote as promoted,
)
from h2craft.session import Shelf, Shelved, visible

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

RECORDING = "recording"


def scenario_of(name: str | os.PathLike[str]) -> Entry:
    """The scenario of that name, or in that file. ToolError with the nearest names."""
    try:
        return find(Path(name).expanduser() if not isinstance(name, str) else name)
    except ScenarioError as error:
        raise ToolError(visible(str(error))) from None


# Which there are

_SCENARIOS = (
    Column("scenario"),
    Column("", least=4),
    Column("last time", least=12),
    Column("what it does", least=24),
)


def _cells(one: Shelved) -> Cells:
    entry, last = one.entry, one.last
    mine = "" if entry.shipped else "yours, hides the shipped one" if entry.hides else "yours"
    good = last is not None and last.is_done
    said = "" if last is None else " ".join(filter(None, (last.outcome, last.client)))
    title = entry.trouble or entry.title
    return (
        cell(visible(called(entry)), Role.STRONG),
        cell(mine, Role.NOTE),
        cell(said, Role.GOOD if good else Role.ERROR),
        cell(visible(title), Role.ERROR if entry.trouble else Role.PLAIN),
    )


def scenarios(shell: Shell, text: str = "") -> Listed[Shelved]:
    """The library with what came of each the last time; `text`: words that stand in all of them."""
    shelf = Shelf()
    found = shelf.matching(text)
    words = visible(text.strip())
    empty = f"no scenario has these words: {words}" if words else "there are none"
    after: Text = [sentence(visible(shelf.trouble), Role.WARNING)] if shelf.trouble else []
    return Listed(found, _SCENARIOS, _cells, empty=empty, after=after)


def _scenarios_line(shell: Shell, said: str) -> Listed[Shelved]:
    return scenarios(shell, said)


# What one does


class Read(Shown):
    """A scenario: `entry`, `last`, and its `source`."""

    def __init__(self, entry: Entry) -> None:
        shelf = Shelf()
        self.entry = entry
        self.last = next((one.last for one in shelf.all if one.entry == entry), None)
        self.source = read_source(entry.file)

    def text(self, width: int) -> Text:
        entry, last = self.entry, self.last
        whose = "shipped" if entry.shipped else "yours"
        text: Text = [(Span(visible(called(entry)), Role.HEAD), Span(f"  {whose}", Role.DIM))]
        text.append(sentence(visible(entry.title), Role.STRONG))
        text += [sentence(visible(line)) for line in entry.text.splitlines()]
        facts = {
            "needs": entry.needs,
            "sections": ", ".join(entry.sections),
            "tags": ", ".join(entry.tags),
            "recorded": entry.recorded,
            "trouble": entry.trouble,
        }
        if last is not None:
            facts["last time"] = " ".join(
                filter(None, (last.outcome, last.client, last.at, last.sentence))
            )
        text += [pair(name, visible(fact)) for name, fact in facts.items() if fact]
        file = pair("file", visible(str(entry.file)))  # whole, to be copied
        lines = [sentence(visible(line), Role.SCRIPT) for line in _code_of(self.source)]
        return [*folded(text, width), file, (), *lines]


def _code_of(source: str) -> list[str]:
    """Without its docstring, and without the notes for programs at its end."""
    lines = source.splitlines()[_docstring_lines(source) :]
    while lines and not lines[0].strip():
        del lines[0]
    ends = next((at for at, line in enumerate(lines) if line.startswith("#:")), len(lines))
    lines, noted = lines[:ends], ends < len(lines)
    while lines and (not lines[-1].strip() or (noted and lines[-1].startswith("#"))):
        lines.pop()
    return lines


def _docstring_lines(source: str) -> int:
    """How many lines of a file its docstring takes; 0 where there is none, or no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return 0
    return (tree.body[0].end_lineno or 0) if ast.get_docstring(tree) is not None else 0


def scenario(shell: Shell, name: str | os.PathLike[str]) -> Read:
    """What a scenario says of itself, and its source. It is not run."""
    try:
        return Read(scenario_of(name))
    except ScenarioError as error:
        raise ToolError(visible(str(error))) from None


def name_word(tool: str) -> typeahead.Check:
    """The check of a tool that takes the name of a scenario, or a file."""

    def check(shell: Shell, said: str) -> str:
        return one_word(tool, said, "the name of a scenario; scenarios lists them")

    return check


def _scenario_line(shell: Shell, said: str) -> Read:
    return scenario(shell, name_word("scenario")(shell, said))


# Changing one


def edit(shell: Shell, name: str | os.PathLike[str]) -> Told:
    """Open a scenario in $VISUAL or $EDITOR; one that was shipped is copied to your own first."""
    entry = scenario_of(name)
    if shell.lend is None:
        raise ToolError(f"edit needs a terminal; the file is {visible(str(entry.file))}")
    text: Text = []
    file = entry.file
    if entry.shipped:
        try:
            file = promoted(entry.file, entry.name, entry.group)
        except ScenarioError as error:
            raise ToolError(visible(str(error))) from None
        text.append(sentence(f"{visible(called(entry))} was shipped: this is your copy of it"))
    words = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi") or ["vi"]
    try:
        with shell.lend():
            subprocess.run([*words, str(file)], check=False)
    except OSError as error:
        raise ToolError(f"{visible(words[0])}: {error.strerror or error}") from None
    return Told([*text, sentence(visible(str(file)), Role.DIM)])


def _edit_line(shell: Shell, said: str) -> Told:
    return edit(shell, name_word("edit")(shell, said))


# Adding one


def promote(shell: Shell, source: str | os.PathLike[str], name: str = "", group: str = "") -> Told:
    """Put a file, or what is recorded ("recording"), into your library under a name."""
    given: Path | str = Path(source).expanduser()
    recorded = str(source) == RECORDING and not Path(RECORDING).exists()
    if recorded and not name:
        raise ToolError("a recording needs a name: promote recording NAME")
    try:
        if recorded:
            shell.sync()
            with shell.lock:
                given = shell.taking.text()
        file = promoted(given, name or Path(source).stem, group)
    except (ScenarioError, LanguageError) as error:
        raise ToolError(visible(str(error))) from None
    text: Text = [(Span("in your library: "), Span(visible(str(file)), Role.STRONG))]
    return Told([*text, sentence(f"replay {visible(file.stem)} plays it", Role.DIM)])


def _promote_words(shell: Shell, said: str) -> tuple[str, str, str]:
    """The file or "recording", the name, and the group."""
    source, rest = file_word("promote", said)
    words = rest.split()
    if not words:
        raise wrong("promote needs a name as well: promote FILE NAME", said)
    if len(words) > 2:
        raise wrong("promote takes a file, a name and a group", said, words[2])
    return source, words[0], words[1] if len(words) > 1 else ""


def _promote_line(shell: Shell, said: str) -> Told:
    return promote(shell, *_promote_words(shell, said))


def _sources(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """What is recorded, or a file."""
    found = typeahead.words((RECORDING, "what is recorded here"))(shell, text, cursor)
    return [*found, *typeahead.files(shell, text, cursor)] if " " not in text[:cursor] else []


LIBRARY = (
    Tool(
        name="scenarios",
        shape="scenarios [WORDS]",
        python='scenarios(), scenarios("goaway")',
        sentence="the library of scenarios, with what came of each the last time",
        run=_scenarios_line,
        call=scenarios,
        examples=("scenarios", "scenarios goaway"),
    ),
    Tool(
        name="scenario",
        shape="scenario NAME",
        python='scenario("rst-mid-body"), scenario("x.py").source',
        sentence="what a scenario does, and its source; it is not run",
        run=_scenario_line,
        call=scenario,
        check=name_word("scenario"),
        examples=("scenario rst-mid-body",),
        complete=typeahead.scenario_names,
    ),
    Tool(
        name="edit",
        shape="edit NAME",
        python='edit("rst-mid-body")',
        sentence="open a scenario in $EDITOR; a shipped one is copied to your own first",
        run=_edit_line,
        call=edit,
        check=name_word("edit"),
        examples=("edit rst-mid-body",),
        complete=typeahead.scenario_names,
    ),
    Tool(
        name="promote",
        shape=f"promote FILE | {RECORDING} NAME [GROUP]",
        python='promote("x.py", "mine"), promote("recording", "mine", "goaway")',
        sentence="put a file, or what is recorded, into your own library",
        run=_promote_line,
        call=promote,
        check=_promote_words,
        examples=("promote x.py refuses-twice", f"promote {RECORDING} refuses-twice goaway"),
        complete=_sources,
    ),
)
