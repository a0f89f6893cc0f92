"""One result, told so that somebody can mend the client: what the RFC wants, what was on the wire.

Knows a result, the readings of the run that counts, and words; runs nothing.
"""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from h2craft.check.result import CaseResult
from h2craft.explain import Ladder, Line, Role, Span, Text, heading, sentence
from h2craft.judge import ClientRun, Outcome
from h2craft.model import Reading
from h2craft.wire import elide, escape

SAID_LINES = 12
"""Of what the client has printed as errors, the last ones."""

SAID_LENGTH = 300
_INDENT = 13

_ROLES = {
    Outcome.PASS: Role.GOOD,
    Outcome.PASS_LENIENT: Role.WARNING,
    Outcome.FAIL: Role.ERROR,
    Outcome.INCONCLUSIVE: Role.WARNING,
    Outcome.SKIPPED: Role.DIM,
}


def explained(
    result: CaseResult, readings: Iterable[Reading], *, words: Sequence[str] = (), width: int = 100
) -> Text:
    """Requirement, what the case does, what came of it, the frames as a ladder, how to repeat it.

    readings  of the run that counts, all connections; none where it was not run
    words     the client as it was given on the command line, placeholders and all
    """
    text = [*_head(result), sentence(""), *_outcome(result), *_said(result)]
    for number, members in _by_connection(readings).items():
        text += [sentence(""), heading(f"connection {number}"), *Ladder(members).text(width)]
    return [*text, *_again(result, words)]


def _head(result: CaseResult) -> Iterator[Line]:
    star = " ★" if result.star else ""
    yield heading(f"{result.id}{star}", f"{result.level}, {result.section}".strip(", "))
    if result.title:
        yield sentence(result.title)
    case = result.case
    for paragraph in case.text.split("\n\n") if case is not None else ():
        yield sentence("")
        yield from _wrapped(paragraph)
    yield sentence("")
    yield from _pair("requires", result.requires)


def _outcome(result: CaseResult) -> Iterator[Line]:
    yield from _pair("outcome", str(result.outcome), _ROLES[result.outcome])
    yield from _pair("because", result.reason)
    yield from _pair("on the wire", result.wire)
    yield from _pair("the client", result.client)
    yield from _pair("also", ", ".join(result.findings))
    yield from _pair("records", ", ".join(map(str, result.records)))
    for run in result.runs if _differ(result) else ():
        name = f"run {run.number}" + (f", {run.variant}" if run.variant else "")
        told = run.judgement.reason or run.judgement.wire
        yield from _pair("", f"{name}: {run.judgement.outcome}" + (f": {told}" if told else ""))


def _differ(result: CaseResult) -> bool:
    told = {(run.variant, run.judgement.outcome, run.judgement.reason) for run in result.runs}
    return len(told) > 1


def _said(result: CaseResult) -> Iterator[Line]:
    """The end of what the client has printed as errors: its own words for it."""
    client: ClientRun | None = result.counts.client if result.counts is not None else None
    lines = client.stderr.splitlines()[-SAID_LINES:] if client is not None else []
    for number, line in enumerate(lines):
        yield from _pair("" if number else "it printed", elide(escape(line), SAID_LENGTH))


def _by_connection(readings: Iterable[Reading]) -> dict[int, list[Reading]]:
    parts: dict[int, list[Reading]] = {}
    for reading in readings:
        if number := reading.record.connection:
            parts.setdefault(number, []).append(reading)
    return parts


def _again(result: CaseResult, words: Sequence[str]) -> Iterator[Line]:
    """The commands that show it once more: judged, and by hand."""
    if result.case is None or not words:
        return
    client = result.counts.client if result.counts is not None else None
    yield sentence("")
    yield heading("see it again")
    yield sentence(f"  h2craft check --explain {result.id} {shlex.join(words)}", Role.VALUE)
    if client is not None and client.words and words[0] == "--":
        name = f"{result.case.file.parent.name}/{result.case.file.stem}"
        yield sentence(f"  h2craft replay {name} {shlex.join(words)}", Role.VALUE)


def _pair(name: str, value: str, role: Role = Role.PLAIN) -> Iterator[Line]:
    """A name and what it is, over as many lines as it takes; nothing where there is nothing."""
    for number, line in enumerate(_lines(value, 96 - _INDENT)):
        yield (Span(f"{'' if number else name:<{_INDENT}}", Role.DIM), Span(line, role))


def _wrapped(paragraph: str) -> Iterator[Line]:
    for line in _lines(paragraph, 96):
        yield sentence(line)


def _lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
