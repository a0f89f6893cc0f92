"""What may follow a tool's word: records, places, names, files. Never raises for what is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from h2craft import language
from h2craft.language import PRESETS_BY_NAME, VERBS, Completion, Preset, Verb
from h2craft.scenario import scenario_files, shipped_folder, users_folder
from h2craft.session import target
from h2craft.wire import elide

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

OFFERED = 30  # records
SENTENCE = 80

Offer = tuple[str, str]  # text, what it means
Complete = Callable[["Shell", str, int], list[Completion]]
Check = Callable[["Shell", str], str]
_FILTERING, _FILE = "wait ", 'octets file("'


def offers(text: str, cursor: int, some: Iterable[Offer]) -> list[Completion]:
    """Those of some words which begin as the word at the cursor does."""
    before = text[:cursor]
    start = len(before) - len(before.split(" ")[-1])
    prefix = before[start:].lower()
    return [
        Completion(text=word, start=start, label=word, sentence=sentence)
        for word, sentence in some
        if word.lower().startswith(prefix) and word.lower() != prefix
    ]


def _as_in(line: str, text: str, cursor: int) -> list[Completion]:
    """What the language offers where `line` stands before the text."""
    found = language.complete(line + text[:cursor], len(line) + cursor)
    return [replace(one, start=max(0, one.start - len(line))) for one in found]


def _bare(complete: Complete) -> Complete:
    """Completion of what stands behind white space."""

    def made(shell: Shell, text: str, cursor: int) -> list[Completion]:
        lead = min(len(text) - len(text.lstrip()), cursor)
        found = complete(shell, text[lead:], cursor - lead)
        return [replace(one, start=one.start + lead) for one in found]

    return made


def filter_words(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """A filter, and how many."""
    found = [one for one in _as_in(_FILTERING, text, cursor) if one.text != "timeout="]
    return [*found, *offers(text, cursor, [("last=", "how many, at most")])]


def plain_filter(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """A filter, or "off"."""
    found = [one for one in _as_in(_FILTERING, text, cursor) if one.text != "timeout="]
    return [*found, *offers(text, cursor, [("off", "show everything")])]


def record_numbers(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """The last records, the newest first."""
    with shell.lock:
        reader = shell.session.reader
        view = reader.view("")
        rows = reader.rows(view.seqs(max(0, view.count - OFFERED), view.count))
    said = [
        (str(row.seq), elide(f"{row.mark.strip()} {row.type_name} {row.summary}".strip(), SENTENCE))
        for row in reversed(rows)
    ]
    return offers(text, cursor, said)


def places(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """Connections that live and their streams."""
    with shell.lock:
        choices = target.choices_of(shell.session)
    said = [(one.label, one.sentence) for one in choices if one.key != target.FOLLOW]
    return offers(text, cursor, [("auto", "wherever something waits for an answer"), *said])


def stream_numbers(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """The streams of the connection we are at."""
    with shell.lock:
        streams = shell.context().streams
    said = [(str(number), f"{one.state} {one.path}") for number, one in sorted(streams.items())]
    return offers(text, cursor, reversed(said))


def verbs_of(shell: Shell) -> Iterable[Verb]:
    """The verbs of the end we are: a server makes no requests."""
    client = shell.client.about.role == "client"
    return (verb for verb in VERBS.values() if client or not verb.asks)


def _presets_of(shell: Shell) -> Iterable[Preset]:
    return language.presets(client=shell.client.about.role == "client")


@_bare
def presets(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """A preset by its name, then its knobs."""
    words = text[:cursor].split(" ")
    if len(words) < 2:
        return offers(text, cursor, [(one.name, one.sentence) for one in _presets_of(shell)])
    preset = PRESETS_BY_NAME.get(words[0].lower())
    knobs = preset.knobs if preset is not None else ()
    said = {word.partition("=")[0] for word in words[1:-1]}
    return offers(
        text,
        cursor,
        [
            (f"{one.name}=", f"{one.sentence}; {one.default}")
            for one in knobs
            if one.name not in said
        ],
    )


@_bare
def lines(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """A line of the language, or a preset."""
    first, space, behind = text[:cursor].partition(" ")
    if first.lower() == "preset" and space:
        found = presets(shell, behind, len(behind))
        return [replace(one, start=one.start + cursor - len(behind)) for one in found]
    if space and first.lower() not in VERBS and first.lower() in PRESETS_BY_NAME:
        return presets(shell, text, cursor)
    with shell.lock:
        context = shell.context()
    found = language.complete(text, cursor, context)
    return found if " " in text[:cursor] else [*found, *presets(shell, text, cursor)]


@_bare
def files(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """A file."""
    return [
        replace(one, text=one.text.removesuffix('")'))
        for one in _as_in(_FILE, text, cursor)
        if not one.text.startswith(_FILE)
    ]


@_bare
def scenario_names(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """A scenario of the library, or a Python file."""
    return [*library_names(shell, text, cursor), *_python_files(shell, text, cursor)]


def library_names(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """A scenario of the library."""
    found = [
        (file.stem, f"{group} {whose}".strip())
        for folder, whose in ((users_folder(), "yours"), (shipped_folder(), ""))
        for group, file in scenario_files(folder)
    ]
    return offers(text, cursor, sorted(dict(found[::-1]).items()))


def _python_files(shell: Shell, text: str, cursor: int) -> list[Completion]:
    return [one for one in files(shell, text, cursor) if one.text.endswith((".py", "/"))]


def scenario_then(*choices: Offer) -> Complete:
    """A scenario, then any of these words, each once."""
    return _first_then(scenario_names, choices)


def file_then(*choices: Offer) -> Complete:
    """A file, then any of these words, each once."""
    return _first_then(files, choices)


def _first_then(first: Complete, choices: Sequence[Offer]) -> Complete:
    def complete(shell: Shell, text: str, cursor: int) -> list[Completion]:
        said = text[:cursor].split()
        if len(said) < 1 or (len(said) == 1 and not text[:cursor].endswith(" ")):
            return first(shell, text, cursor)
        before = {word.partition("=")[0] for word in said[1:]}
        left = [one for one in choices if one[0].rstrip("=") not in before]
        return offers(text, cursor, left)

    return complete


def topics(shell: Shell, text: str, cursor: int) -> list[Completion]:
    """What there is help for."""
    from h2craft.repl.tools import TOOLS  # the table, of which this is a part

    named: list[Offer] = [(verb.name, verb.sentence) for verb in verbs_of(shell)]
    named += [(tool.name, tool.sentence) for tool in TOOLS.values()]
    named += [(preset.name, preset.sentence) for preset in _presets_of(shell)]
    return offers(text, cursor, named)


def words(*choices: Offer) -> Complete:
    """One of these words."""

    def complete(shell: Shell, text: str, cursor: int) -> list[Completion]:
        return offers(text, cursor, choices)

    return complete
