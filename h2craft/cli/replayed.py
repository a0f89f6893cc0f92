"""What came of a replay, as lines for people. Knows values; no engine, no terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from h2craft.replay import Ran, Replayed

SAID_LINES = 8
"""Of what a client that failed has said."""


def lines_of(replayed: Replayed, *, colour: bool = False) -> Iterator[str]:
    """A line of what came of it, and below it why it is not good."""
    from h2craft.session import visible

    good = replayed.good
    word = "good" if good else "interrupted" if replayed.interrupted else "not done"
    if replayed.verdict.done and not good:
        word = "not the same"
    word = click.style(word, fg="green" if good else "red") if colour else word
    yield f"{visible(replayed.name)}: {word}: {visible(replayed.sentence)}"
    if not good:
        yield from (f"  {visible(text)}" for text in replayed.sentences[1:])
        if replayed.needs and not replayed.verdict.done:
            yield f"  it needs of its client: {visible(replayed.needs)}"
    yield from (f"  {visible(text)}" for text in replayed.verdict.remarks)
    if replayed.comparison is not None and replayed.comparison.recorded:
        yield from (f"  {visible(line)}" for line in replayed.comparison.lines())
    if replayed.client is not None:
        if replayed.client.sentence not in replayed.sentences:
            yield f"  {visible(replayed.client.sentence)}"
        if not good:
            yield from _last_words(replayed.client)


def _last_words(client: Ran) -> Iterator[str]:
    from h2craft.session import visible

    said = client.stderr.decode("utf-8", "replace").splitlines()
    yield from (f"  | {visible(line)}" for line in said[-SAID_LINES:])


def summary(replayed: Sequence[Replayed], wanted: int) -> str:
    """ "3 scenarios: 2 done, 1 not done"."""
    done = sum(one.good for one in replayed)
    parts = [f"{done:,} done"]
    if len(replayed) > done:
        parts.append(f"{len(replayed) - done:,} not done")
    if wanted > len(replayed):
        parts.append(f"{wanted - len(replayed):,} not begun")
    return f"{wanted:,} scenarios: {', '.join(parts)}"
