"""What is known of a scenario file without running it: its docstring, taken apart.

Knows the form a docstring has, and no folder. Whatever stands in the file is read as text: a
scenario is executed by being replayed, never by being looked at.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from pathlib import Path

from h2craft.scenario.notes import Notes, read_notes
from h2craft.scenario.score import ScenarioError

WHOLE_OCTETS = 1 << 20
"""A file up to this long is parsed as a whole, to see whether it is Python at all."""

LONGEST_OCTETS = 64 << 20
"""What is longer is not read."""

_SECTION = r"(?:RFC (\d+) )?([0-9A-Z]+(?:\.\d+)*)"
_SECTIONS = re.compile(rf"RFC \d+ [0-9A-Z]+(?:\.\d+)*(?:, {_SECTION})*\.?")
_ONE_SECTION = re.compile(_SECTION)
_LABELLED = re.compile(r"(Tags|Needs|Path): (.+)")
_CASE_LABELS = "Case|Level|Requires|Needs|Strict|Lenient|Expect|Variants|Serve"
_CASE_LABELLED = re.compile(rf"({_CASE_LABELS}): (.+)")
_PROVOKING = {"illegal", "abuse", "undefined"}
_BEFORE_DOCSTRING = {
    tokenize.ENCODING,
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One scenario.

    name      by which it is called: the file's, without its end
    group     the folder in the library it lies in, "goaway"; empty where it lies in none
    title     first line of the docstring
    text      paragraphs of the docstring that say what it does and what a good client does
    sections  the rules it is about, "RFC 9113 6.8", in the order they are named
    tags      words it is found by
    needs     what a client has to do so that something happens; empty where one GET is enough
    path      what to ask it for: as it says, or as it was recorded
    shipped   it came with the program
    hides     a shipped one of the same name is hidden by this one
    recorded  when it was recorded; empty for one that was written
    case      id of the conformance case it is, "9113/6.1/data-stream-0"; empty if it is none
    labels    what else a case says of itself, as (label, value), in order
    trouble   what is wrong with the file; empty where nothing is known against it
    """

    name: str
    file: Path
    group: str = ""
    title: str = ""
    text: str = ""
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    needs: str = ""
    path: str = "/"
    shipped: bool = False
    hides: bool = False
    recorded: str = ""
    case: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    trouble: str = ""

    @property
    def provokes(self) -> bool:
        """A good client may well leave in the middle of it, as its tags say."""
        return not _PROVOKING.isdisjoint(self.tags)


def read_entry(file: Path, *, group: str = "", shipped: bool = False) -> Entry:
    """What the file says of itself. It is not executed, and nothing it holds is an error here:
    `trouble` tells what is wrong."""
    try:
        source = read_source(file)
    except ScenarioError as error:
        return Entry(name=file.stem, file=file, group=group, shipped=shipped, trouble=str(error))
    docstring, said = _of_case(_docstring(source))
    title, text, labels = _parted(docstring)
    case = dict(said)
    notes, damage = _notes(source)
    return Entry(
        name=file.stem,
        file=file,
        group=group,
        title=title,
        text=text,
        sections=tuple(_sections(labels.get("RFC", ""))),
        tags=tuple(_words(labels.get("Tags", ""))),
        needs=case.get("Needs") or labels.get("Needs", ""),
        path=labels.get("Path") or notes.path or "/",
        shipped=shipped,
        recorded=notes.recorded,
        case=case.get("Case", ""),
        labels=tuple(said),
        trouble=_trouble(source) or damage,
    )


def read_source(file: Path) -> str:
    """The file's text, as Python would read it. ScenarioError where that cannot be."""
    try:
        if file.stat().st_size > LONGEST_OCTETS:
            raise ScenarioError(f"{file.name} is longer than {LONGEST_OCTETS >> 20} MiB")
        with tokenize.open(file) as opened:  # by its coding line, UTF-8 without one
            return opened.read()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ScenarioError(f"{file.name}: {reason[:1].lower()}{reason[1:]}") from error
    except (SyntaxError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{file.name} is not text: {error}") from error


def _notes(source: str) -> tuple[Notes, str]:
    """The footer, and what is wrong with it."""
    try:
        return read_notes(source), ""
    except ScenarioError as error:
        return Notes(), str(error)


def _docstring(source: str) -> str:
    """The module's docstring, tidied; only as much of the file is looked at as comes before it."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    behind = dropwhile(lambda token: token.type in _BEFORE_DOCSTRING, tokens)
    try:
        strings = [one.string for one in takewhile(lambda one: one.type == tokenize.STRING, behind)]
        text = ast.literal_eval(" ".join(strings)) if strings else ""
    except (tokenize.TokenError, SyntaxError, ValueError):
        return ""
    return _tidied(text) if isinstance(text, str) else ""


def _tidied(text: str) -> str:
    lines = text.expandtabs().strip().splitlines()
    return "\n".join(line.strip() for line in lines)


def _of_case(docstring: str) -> tuple[str, list[tuple[str, str]]]:
    """The docstring without its block of labels, and those; a docstring with no `Case:` is as it
    was. A value goes on over the lines that follow, until an empty one or the next label."""
    lines = docstring.splitlines()
    if not any(line.startswith("Case: ") for line in lines[1:]):
        return docstring, []
    rest, said, going_on = lines[:1], list[tuple[str, str]](), False
    for line in lines[1:]:
        labelled = _CASE_LABELLED.fullmatch(line)
        if labelled is not None:
            said.append((labelled[1], labelled[2]))
            going_on = True
        elif going_on and line and not _LABELLED.fullmatch(line) and not _SECTIONS.fullmatch(line):
            label, value = said[-1]
            said[-1] = (label, f"{value} {line}")
        else:
            going_on = False
            rest.append(line)
    return "\n".join(rest), said


def _parted(docstring: str) -> tuple[str, str, dict[str, str]]:
    """Title, prose, and the lines with a label ("RFC" for the one that begins with it)."""
    title, _, rest = docstring.partition("\n")
    prose, labels = [], {}
    for line in rest.splitlines():
        labelled = _LABELLED.fullmatch(line)
        if labelled is not None:
            labels[labelled[1]] = labelled[2]
        elif _SECTIONS.fullmatch(line):
            labels["RFC"] = line
        else:
            prose.append(line)
    return title, _paragraphs(prose), labels


def _paragraphs(lines: list[str]) -> str:
    """A line for each paragraph, an empty one between two."""
    parts = re.split(r"\n{2,}", "\n".join(lines).strip())
    return "\n\n".join(" ".join(part.split("\n")) for part in parts)


def _sections(line: str) -> Iterator[str]:
    """ "RFC 9113 6.8, 5.1.1, RFC 9110 15.2": each with its RFC."""
    number = ""
    for found in _ONE_SECTION.finditer(line):
        number = found[1] or number
        yield f"RFC {number} {found[2]}"


def _words(line: str) -> list[str]:
    return [word.strip() for word in line.split(",") if word.strip()]


def _trouble(source: str) -> str:
    """Why Python would not take it. A long recording is not looked at for that."""
    if len(source) > WHOLE_OCTETS:
        return ""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f" (line {error.lineno})" if isinstance(error, SyntaxError) else ""
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        return f"this is not Python: {said}{line}"
    return ""
