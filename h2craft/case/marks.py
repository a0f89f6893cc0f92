"""Marks in the journal that the judge reads, and whose writer is meant."""

from __future__ import annotations

import contextlib
from typing import Any

from h2craft.actions import Note
from h2craft.judge import BROKEN, KEPT, MISSING, PREFIX
from h2craft.script import ProtocolError
from h2craft.trace import Kind


def writer_of(about: Any) -> Any:
    return getattr(about, "writer", about)


def mark(about: Any, text: str) -> None:
    """Leave a mark in the journal. `about` is a response, a writer or a connection."""
    with contextlib.suppress(ProtocolError):  # a connection that is gone needs none
        writer_of(about).fire(Note(text=PREFIX + text))


def expect(about: Any, holds: bool, text: str) -> None:
    """What only the case can count: whether it is as `text` says. Also when the client has gone:
    its leaving may be what breaks it."""
    writer, remark = writer_of(about), PREFIX + (KEPT if holds else BROKEN) + text
    try:
        writer.fire(Note(text=remark))
    except ProtocolError:
        with contextlib.suppress(ProtocolError):
            writer._channel.record(Kind.NOTED, {"text": remark})


def missing(about: Any, what: str) -> None:
    """The client did not do what the case needs: "a second request". It is inconclusive then."""
    mark(about, MISSING + what)
