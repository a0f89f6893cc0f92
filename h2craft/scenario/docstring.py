"""The docstring of a scenario: what happens, when and with whom it was recorded, what it needs.

Nothing a peer has said can end the string or begin a line of its own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from h2craft.scenario.score import Score, Turn
from h2craft.scenario.telling import subject, title_of
from h2craft.wire import elide, escape

WIDTH = 96
TITLE = WIDTH - 4  # columns for what the first line says
OTHERS = 18  # of them for "and so many more"
MOST_LINES = 20  # requests that are listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of one turn: in words, how many actions it fires, and how it was left.

    early  of the actions, those before the request was complete
    """

    text: str
    acts: int
    early: int = 0
    left_open: bool = False


def docstring(
    score: Score, told: Sequence[Told], needs: Iterable[str], title: str = ""
) -> list[str]:
    """Its lines, quotation marks and all."""
    wanted = "; ".join(needs)
    first = elide(" ".join(title.split()), TITLE)
    first = first or title_of([one.text for one in told], len(score.turns), TITLE)
    paragraphs = [_recorded(score), _requests(score.turns, told), _remarks(score)]
    runs = f"Needs h2craft: {wanted}." if wanted else "Runs on h2craft and on wptserve."
    paragraphs.append(_wrapped(runs))
    lines = [first]
    for paragraph in paragraphs:
        if paragraph:
            lines += ["", *paragraph]
    return _quoted(lines)


def _quoted(lines: list[str]) -> list[str]:
    """In quotation marks, which nothing in it can end."""
    inert = [_inert(line) for line in lines]
    return [f'"""{inert[0]}', *inert[1:], '"""']


def told_lines(score: Score, title: str, acts: int, runs: str) -> list[str]:
    """The docstring of a client's script; `runs`: what replays it."""
    noun = "act" if acts == 1 else "acts"
    many = len(score.turns)
    where = f" on {many:,} connections" if many > 1 else ""
    paragraphs = [
        _wrapped(f"{' '.join(_recorded(score))[:-1]}: {acts:,} {noun} of a client{where}."),
        _remarks(score),
        _wrapped(f"Runs with: {runs}"),
    ]
    lines = [elide(" ".join(title.split()), TITLE)]
    for paragraph in filter(None, paragraphs):
        lines += ["", *paragraph]
    return _quoted(lines)


def _recorded(score: Score) -> list[str]:
    when = f" {score.recorded}" if score.recorded else ""
    who = f" by {score.program}" if score.program else ""
    client = f", client: {elide(' '.join(score.client.split()), 100)}" if score.client else ""
    return _wrapped(f"Recorded{when}{who}{client}.")


def _requests(turns: Sequence[Turn], told: Sequence[Told]) -> list[str]:
    if not turns:
        return []
    numbers = sorted({turn.connection for turn in turns})
    places = {number: rank for rank, number in enumerate(numbers, 1)}
    rows = [
        (subject(turn), _acts(turn, one, places[turn.connection] if len(places) > 1 else 0))
        for turn, one in zip(turns[:MOST_LINES], told, strict=False)
    ]
    width = max(len(who) for who, _ in rows)
    lines = [f"    {who:<{width}}  {what}" for who, what in rows]
    if len(turns) > MOST_LINES:
        lines.append(f"    and {len(turns) - MOST_LINES:,} more")
    return lines


def _acts(turn: Turn, one: Told, connection: int) -> str:
    parts = [f"{one.acts:,} act{'' if one.acts == 1 else 's'}" if one.acts else "nothing"]
    if connection:
        parts[0] += f" on connection {connection}"
    if turn.stream_id and one.early:
        which = "all" if one.early == one.acts else f"{one.early:,}"
        parts.append(f"{which} before the request was complete")
    if one.left_open and one.acts:
        parts.append("left open")
    return ", ".join(parts)


def _remarks(score: Score) -> list[str]:
    said = list(score.remarks[:MOST_LINES])
    if len(score.remarks) > MOST_LINES:
        said.append(f"and {len(score.remarks) - MOST_LINES:,} remarks more.")
    if score.lost:
        said.append(f"The oldest acts are not in it: {score.lost:,}.")
    return [line for text in said for line in _wrapped(text)]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(escape(text).replace("\\\\", "\\"), WIDTH, break_on_hyphens=False)


def _inert(text: str) -> str:
    """Within a docstring: no escapes and no quotation marks."""
    shown = "".join(one if one.isprintable() else escape(one) for one in text)
    return shown.replace("\\", "\\\\").replace('"', "'").rstrip()
