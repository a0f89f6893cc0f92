"""`h2craft scenarios`: the library as a table, one of it to read, and names for the shell.

Knows the library and what is remembered of it; runs nothing. What a file says of itself is
printed only after the escaper.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from h2craft.cli.errors import Failure
from h2craft.cli.offers import scenario_tags
from h2craft.cli.output import color_option, coloured, terminal_width

if TYPE_CHECKING:
    from h2craft.scenario import Entry
    from h2craft.session import Last, Shelved

BETWEEN = "  "
INDENT = "  "
LEAST_TITLE = 20  # columns that are left of a title where the terminal is narrow


def scenario_names(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """For `shell_complete=`: the names in the library that begin so, each with its title, then
    files."""
    from h2craft.scenario import entries
    from h2craft.session import visible

    found = sorted(
        (one for one in entries() if one.name.startswith(incomplete)), key=lambda one: one.name
    )
    names = [CompletionItem(one.name, help=visible(one.title)) for one in found]
    return [*names, CompletionItem(incomplete, type="file")]


@click.command(
    short_help="List the scenarios, behaviours to try a client with.",
    epilog="""\b
Examples:
  h2craft scenarios
  h2craft scenarios goaway                 those with that word in name, group, title, tag, section
  h2craft scenarios --tag retry --json | jq -r .name
  h2craft scenarios --show rst-mid-body    what it does, and how
  h2craft scenarios --show rst-mid-body > mine.py
  h2craft replay rst-mid-body -- curl --cacert {cacert} {url}

\b
Your own go first: put them into the folder $H2CRAFT_SCENARIOS, or "scenarios" in the data folder.
Exit status: 0 done, 1 there is none such, 2 wrong usage.
""",
)
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option(
    "--tag",
    "tags",
    multiple=True,
    metavar="TAG",
    shell_complete=scenario_tags,
    help="Only those with this tag.",
)
@click.option(
    "--show",
    metavar="NAME",
    shell_complete=scenario_names,
    help="Print one: its docstring says what it does and what a good client does.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@color_option
def scenarios(
    words: tuple[str, ...], tags: tuple[str, ...], show: str | None, as_json: bool, color: str
) -> None:
    """List the scenarios: behaviours of a server to try a client with, a handler script each.

    With WORDs, those in which all of them stand. `h2craft replay NAME` serves one.
    """
    if show is not None and (words or tags):
        raise click.UsageError("--show takes one name, and nothing to choose by")
    colour = coloured(color)
    lines = (
        _shown(show, as_json, colour) if show is not None else _list(words, tags, as_json, colour)
    )
    for line in lines:
        click.echo(line, color=colour)


def _shown(name: str, as_json: bool, colour: bool) -> Iterator[str]:
    from h2craft.scenario import ScenarioError, find, read_source

    try:
        entry = find(name)
        source = read_source(entry.file)
    except ScenarioError as error:
        raise Failure(str(error)) from error
    if as_json:
        yield _json({**as_object(entry), "source": source})
    elif sys.stdout.isatty():
        yield from _readable(source, colour)
    else:
        yield source.removesuffix("\n")  # as it is: it may become a file


def _readable(source: str, colour: bool) -> Iterator[str]:
    from h2craft.session import visible

    lines = [visible(line) for line in source.expandtabs().splitlines()]
    if not colour:
        yield from lines
        return
    from pygments import highlight
    from pygments.formatters import TerminalFormatter
    from pygments.lexers import PythonLexer

    yield highlight("\n".join(lines), PythonLexer(), TerminalFormatter()).rstrip("\n")


def _list(words: Sequence[str], tags: Sequence[str], as_json: bool, colour: bool) -> Iterator[str]:
    from h2craft.session import Shelf

    shelf = Shelf()
    asked = {tag.lower() for tag in tags}
    found = [
        one
        for one in shelf.matching(" ".join(words))
        if asked <= {tag.lower() for tag in one.entry.tags}
    ]
    if not found:
        raise Failure(_nothing(shelf.all, words, tags))
    if as_json:
        yield from (_json(as_object(one.entry, one.last)) for one in found)
    else:
        yield from table(found, terminal_width(), colour)


def _nothing(known: Iterable[Shelved], words: Sequence[str], tags: Sequence[str]) -> str:
    from h2craft.session import visible

    asked = " and ".join([*(repr(word) for word in words), *(f"the tag {tag!r}" for tag in tags)])
    if not asked:
        return "there are no scenarios: the installation has lost them"
    there = sorted({visible(tag) for one in known for tag in one.entry.tags})
    hint = f"; there are the tags {', '.join(there)}" if tags else ""
    return f"no scenario has {asked}{hint}"


def as_object(entry: Entry, last: Last | None = None) -> dict[str, Any]:
    """A scenario for programs."""
    from dataclasses import asdict

    return {
        **asdict(entry),
        "file": str(entry.file),
        "last": None if last is None else asdict(last),
    }


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))


def table(found: Sequence[Shelved], width: int | None, colour: bool = False) -> Iterator[str]:
    """The scenarios below the name of their group; titles cut where `width` columns are too few."""
    from h2craft.wire import elide

    rows = {id(one): _row(one) for one in found}
    names, titles, sections = (
        max(len(row[column]) for row in rows.values()) for column in range(3)
    )
    if width is not None:
        others = len(INDENT) + names + sections + 2 * len(BETWEEN)
        titles = max(LEAST_TITLE, min(titles, width - others))
    for number, (group, members) in enumerate(groupby(found, key=_group)):
        yield from [""] * bool(number)
        yield _styled(group, colour, bold=True)
        for one in members:
            name, title, where, tags = rows[id(one)]
            head = f"{INDENT}{_styled(name.ljust(names), colour, fg='cyan')}{BETWEEN}"
            cells = f"{elide(title, titles).ljust(titles)}{BETWEEN}{where.ljust(sections)}"
            taken = len(INDENT) + names + len(BETWEEN) + len(cells) + len(BETWEEN)
            room = None if width is None else width - taken
            ended = tags if room is None or len(tags) <= room else ""
            yield head + f"{cells}{BETWEEN}{_styled(ended, colour, dim=True)}".rstrip()


def _row(one: Shelved) -> tuple[str, str, str, str]:
    from h2craft.session import visible

    entry = one.entry
    title = entry.trouble or entry.title or "(says nothing of itself)"
    title += " (hides the shipped one)" if entry.hides else ""
    sections = ", ".join(section.removeprefix("RFC 9113 ") for section in entry.sections)
    cells = (entry.name, title, sections, ", ".join(entry.tags))
    name, title, sections, tags = map(visible, cells)
    return name, title, sections, tags


def _group(one: Shelved) -> str:
    from h2craft.session import visible

    name = visible(one.entry.group)
    if one.entry.shipped:
        return name or "others"
    return f"{name} (yours)" if name else "yours"


def _styled(text: str, colour: bool, **style: Any) -> str:
    return click.style(text, **style) if colour and text else text
