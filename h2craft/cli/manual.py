"""Help as pages of the manual, in roff. Knows click's commands and man(7), no room.

What stands in the epilog of a command becomes sections: what begins with "Examples:" or
"Exit status:" is one of that name, and the rest are notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from h2craft import __version__

SECTION = "1"
NAMED = {
    "Examples": "EXAMPLES",
    "Exit status": "EXIT STATUS",
    "Environment": "ENVIRONMENT",
}
_ESCAPED = str.maketrans(
    {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}
)


def page(context: click.Context, command: click.Command) -> str:
    """The page of a command; of the group itself, with the list of its commands."""
    name = context.command_path.replace(" ", "-")
    return "\n".join(_lines(name, context, command)) + "\n"


def _lines(name: str, context: click.Context, command: click.Command) -> Iterator[str]:
    yield f'.TH {roff(name.upper())} {SECTION} "" "h2craft {__version__}" "h2craft manual"'
    yield ".SH NAME"
    yield f"{roff(name)} \\- {roff(_first(context, command))}"
    yield ".SH SYNOPSIS"
    yield f".B {roff(context.command_path)}"
    yield from (roff(piece) for piece in command.collect_usage_pieces(context))
    yield ".SH DESCRIPTION"
    yield from _prose(command.help or "")
    yield ".SH OPTIONS"
    for option in command.get_params(context):
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record is not None:
            yield from (".TP", f".B {roff(record[0])}", text(record[1]))
    if isinstance(command, click.Group):
        yield ".SH COMMANDS"
        for one in command.list_commands(context):
            below = command.commands[one]
            yield from (".TP", f".B {roff(one)}", text(below.get_short_help_str(limit=100)))
    yield from _epilog(command.epilog or "")


def _first(context: click.Context, command: click.Command) -> str:
    """What it is, in a line."""
    if isinstance(command, click.Group):
        return (command.help or "").partition("\n")[0].rstrip(".")
    return command.get_short_help_str(limit=100).rstrip(".")


def _prose(words: str) -> Iterator[str]:
    for number, paragraph in enumerate(re.split(r"\n\s*\n", words.strip())):
        yield from [".PP"] * bool(number)
        yield text(" ".join(paragraph.split()))


def _epilog(epilog: str) -> Iterator[str]:
    noted = False
    for head, lines in _parts(epilog):
        if head or not noted:
            yield f".SH {head or 'NOTES'}"
        else:
            yield ".PP"
        noted = noted or not head
        yield from (".nf", *(text(line) for line in lines), ".fi")


def _parts(epilog: str) -> Iterator[tuple[str, list[str]]]:
    """Blocks, each with the name of its section; a block ends also where a section begins."""
    for block in re.split(r"\n\s*\n", epilog.strip()):
        head, lines = "", list[str]()
        for line in block.split("\n"):
            begun, colon, rest = line.partition(":")
            if colon and begun in NAMED:
                if lines:
                    yield head, lines
                head, line, lines = NAMED[begun], rest.strip(), []
            if line not in {"", "\b"}:
                lines.append(line)
        if lines:
            yield head, lines


def text(line: str) -> str:
    """A line of text: nothing in it is a request, and nothing is drawn as something else."""
    made = roff(line)
    return f"\\&{made}" if made[:1] in {".", "'"} else made


def roff(words: str) -> str:
    """Words with what roff would take for its own written out."""
    return words.translate(_ESCAPED)
