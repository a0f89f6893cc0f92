"""The tool that writes records in a form other tools open. Knows the registry of forms."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from h2craft.explain import Role, sentence
from h2craft.export import FORMATS
from h2craft.filter import compile
from h2craft.language import Completion
from h2craft.repl.tools import typeahead
from h2craft.repl.tools.tool import Told, Tool, ToolError, file_word, quoted, wrong
from h2craft.session import ExportError, selection_of, visible
from h2craft.session import export as write

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

_SAYING: dict[str, dict[str, Any]] = {"force": {"force": True}, "secrets": {"secrets": True}}
_NUMBERS = {"from=": "first", "to=": "last"}
_WORDS = (
    ("force", "write over a file that is there"),
    ("secrets", "leave cookies and credentials as they were"),
    ("from=", "this record and later ones"),
    ("to=", "up to this record"),
)


def export(
    shell: Shell,
    format: str,
    file: str | os.PathLike[str],
    filter: str = "",
    *,
    force: bool = False,
    secrets: bool = False,
    first: int = 1,
    last: int = 0,
) -> Told:
    """Write what matches a filter, or all records, in a form other tools open.

    `first` and `last` are record numbers; `last` 0 is the newest. Values of cookies and credentials
    are masked unless `secrets`. OSError names the file; nothing is half written.
    """
    if format not in FORMATS:
        raise ToolError(f"there is no format {quoted(format)}, but {', '.join(FORMATS)}")
    wanted = compile(filter) if filter.strip() else None
    path = Path(file).expanduser()
    shell.sync()
    selection = selection_of(shell.client, wanted=wanted, first=first, last=last, secrets=secrets)
    remedy = f"export {format} {path.name} force writes over it"
    try:
        said = write(FORMATS[format], selection, path, force=force, remedy=remedy)
    except ExportError as error:
        raise ToolError(f"{error}: {visible(str(file))} was not written") from None
    return Told([sentence(visible(said), Role.PLAIN)])


def _words(shell: Shell, said: str) -> tuple[str, str, str, dict[str, Any]]:
    """The format, the file, the filter, and how it is written."""
    name, _, rest = said.strip().partition(" ")
    if not name:
        raise wrong("export needs a format and a file", said)
    if name.lower() not in FORMATS:
        raise wrong(f"there is no format {quoted(name)}", said, name, FORMATS)
    file, rest = file_word("export", rest)
    how: dict[str, Any] = {}
    while rest:
        word, _, behind = rest.partition(" ")
        key, sign, number = word.partition("=")
        if word in _SAYING:
            how |= _SAYING[word]
        elif f"{key}{sign}" in _NUMBERS:
            if not number.isascii() or not number.isdigit():
                raise wrong(f"{key} is the number of a record", said, word)
            how[_NUMBERS[f"{key}="]] = int(number)
        else:
            break
        rest = behind.strip()
    compile(rest)
    return name.lower(), file, rest, how


def _line(shell: Shell, said: str) -> Told:
    name, file, filter_text, how = _words(shell, said)
    return export(shell, name, file, filter_text, **how)


def _complete(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """A format, a file, then words and a filter."""
    before = text[:cursor]
    said = before.split()
    if len(said) + before.endswith(" ") < 2:
        return typeahead.offers(text, cursor, [(one.name, one.title) for one in FORMATS.values()])
    at = before.index(said[0]) + len(said[0]) + 1
    if len(said) + before.endswith(" ") < 3:
        found = typeahead.files(shell, text[at:], cursor - at)
    else:
        found = typeahead.filter_words(shell, text[at:], cursor - at)
        found = [one for one in found if one.text != "last="]
        found += typeahead.offers(text[at:], cursor - at, _WORDS)
    return [replace(one, start=one.start + at) for one in found]


EXPORTING = (
    Tool(
        name="export",
        shape="export FORMAT FILE [force] [secrets] [from=N] [to=N] [FILTER]",
        python='export("har", "x.har", "conn:1"), export("bundle", "x.zip", secrets=True)',
        sentence="write what matches in a form other tools open: packets, HAR, a bundle",
        more="\n".join(
            (
                *(f"{one.name:<12}  {one.title}" for one in FORMATS.values()),
                "Captures, trace files and bundles hold whole connections, har and curl whole",
                "requests. Values of cookies and credentials are masked unless secrets is said.",
            )
        ),
        run=_line,
        call=export,
        check=_words,
        examples=("export har x.har", "export pcapng x.pcapng conn:1"),
        complete=_complete,
    ),
)
