"""A scenario in words: its row, what stands beside the list, and the line that runs a client.

Knows entries and what is remembered of them. Reads files and runs none of them; what a file says
of itself may be anybody's, and reaches the screen as printable text only.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from h2craft.client import About
from h2craft.explain import Line, Role, Span, Text, curl_line, heading, pair, sentence
from h2craft.scenario import Entry
from h2craft.session import Last, Shelved, visible
from h2craft.tui.pythontext import body_of, script
from h2craft.wire import elide

SOURCE_OCTETS = 1 << 20
SOURCE_LINES = 3_000
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}
_REQUESTS = re.compile(r"\b(two|three|four|five|[2-9]) requests\b")
_BODY = re.compile(r"\bbody\b(?: of ([\d,]+) octets)?")
OCTETS = 100_000  # of a body whose size is not said


class Place(NamedTuple):
    """A line of the list: a scenario, or the heading of a group."""

    shelved: Shelved | None
    heading: str = ""
    members: int = 0


def places(shelved: list[Shelved], *, grouped: bool = True) -> list[Place]:
    """The list, in its order; under headings, unless it is one of hits."""
    if not grouped:
        return [Place(one) for one in shelved]
    groups: dict[str, list[Shelved]] = {}
    for one in shelved:
        groups.setdefault(group_of(one.entry), []).append(one)
    made: list[Place] = []
    for name, members in groups.items():
        made.append(Place(None, name, len(members)))
        made += [Place(one) for one in members]
    return made


def group_of(entry: Entry) -> str:
    """ "yours", "yours: goaway", "goaway"."""
    if entry.shipped:
        return visible(entry.group) or "in no group"
    return f"yours: {visible(entry.group)}" if entry.group else "yours"


def row(shelved: Shelved, name_width: int, last_width: int = 0, *, playing: bool = False) -> Line:
    """Name, what came of it the last time, title; what is wrong with it where it cannot be used."""
    entry = shelved.entry
    mark = "\N{BLACK RIGHT-POINTING TRIANGLE} " if playing else "  "
    name = elide(visible(entry.name), name_width)
    said, role = last_word(shelved.last)
    head = Span(f"{mark}{name:<{name_width}} ", Role.HELD if playing else Role.STRONG)
    if entry.trouble:
        return head, Span(f"cannot be used: {visible(entry.trouble)}", Role.ERROR)
    if last_width:
        said = f"{said:<{last_width}} "
    return head, Span(said, role), Span(visible(entry.title), Role.DIM)


def last_word(last: Last | None) -> tuple[str, Role]:
    """What came of it, for a column."""
    if last is None:
        return "", Role.DIM
    return (last.outcome, Role.GOOD) if last.is_done else (last.outcome, Role.WARNING)


# Beside the list


def about(shelved: Shelved) -> Text:
    """All that is known of it, then its source."""
    entry = shelved.entry
    text: Text = [heading(visible(entry.title or entry.name)), ()]
    if entry.trouble:
        text += [sentence(f"It cannot be used: {visible(entry.trouble)}", Role.ERROR), ()]
    for paragraph in filter(None, entry.text.split("\n\n")):
        text += [sentence(visible(paragraph)), ()]
    text += [pair(name, value, width=10) for name, value in _facts(entry) if value]
    text += _last(shelved.last)
    return [*text, (), heading("Source"), (), *_source(entry.file)]


def _facts(entry: Entry) -> list[tuple[str, str]]:
    origin = "came with h2craft" if entry.shipped else "yours"
    hides = ", in the place of the one that came with h2craft" if entry.hides else ""
    return [
        ("Name", visible(entry.name)),
        ("Sections", visible(", ".join(entry.sections))),
        ("Tags", visible(", ".join(entry.tags))),
        ("Needs", visible(entry.needs)),
        ("Path", visible(entry.path)),
        ("Recorded", visible(entry.recorded)),
        ("File", visible(str(entry.file))),
        ("Origin", origin + hides),
    ]


def _last(last: Last | None) -> Text:
    if last is None:
        return [pair("Last", "not replayed yet", role=Role.DIM, width=10)]
    client = f" by {last.client}" if last.client else ""
    when = f", {last.at}" if last.at else ""
    said, role = last_word(last)
    lines: Text = [pair("Last", f"{said}{client}{when}", role=role, width=10)]
    return [*lines, pair("", last.sentence, role=Role.PLAIN, width=10)] if last.sentence else lines


def _source(file: Path) -> Text:
    """What stands in the file behind its docstring, highlighted; its notes are only counted."""
    try:
        with file.open("rb") as opened:
            source = opened.read(SOURCE_OCTETS + 1).decode("utf-8", "replace")
    except OSError as error:
        return [sentence(f"It cannot be read: {visible(error.strerror or str(error))}", Role.ERROR)]
    cut = len(source) > SOURCE_OCTETS
    rest = "The rest is not shown: F4 opens the file."
    return script(body_of(source).splitlines(), SOURCE_LINES, cut=cut, rest=rest)


# The client


def client_line(where: About, entry: Entry) -> str:
    """The command that makes a client ask for it, for a shell; empty where nothing listens."""
    if not where.urls:
        return ""
    url = urlsplit(where.urls[0])
    path = visible(entry.path).encode() if entry.path.startswith("/") else b"/"
    fields = [
        (b":method", b"GET"),
        (b":scheme", url.scheme.encode()),
        (b":authority", url.netloc.encode()),
        (b":path", path),
    ]
    body = _BODY.search(entry.needs)
    if body is not None:
        fields[0] = (b":method", b"POST")
    line = curl_line(fields, ca_path=where.ca_path, urls=where.urls, content=body is not None)
    if body is not None:
        octets = int((body[1] or str(OCTETS)).replace(",", ""))
        return f"head -c {octets} /dev/zero | {line}"
    target = line.rpartition(" ")[2]
    return " ".join([line, *[target] * (_requests(entry.needs) - 1)])


def _requests(needs: str) -> int:
    found = _REQUESTS.search(needs)
    return 1 if found is None else _NUMBERS.get(found[1]) or int(found[1])
