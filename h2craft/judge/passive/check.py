"""What a passive check is, what it finds, and the shape of one at work. Knows no rule itself.

A check looks at what a client sends, whatever a case is about. It comes in two parts: `Check` is
the description, a value; a `Watch` is one check at work on one connection. A watch says which
readings it wants, in class attributes, and gets those only: that is what makes 44 of them cheap.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from h2craft.model import FieldsKind, Finding, Reading

if TYPE_CHECKING:
    from h2craft.judge.passive.line import Line


class Weight(StrEnum):
    """What it means when a check finds something."""

    ERROR = "error"  # a MUST is broken
    WARN = "warn"  # a SHOULD is, or it is unwise
    INFO = "info"  # nothing is wrong: it is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One passive check.

    id        as in the catalogue, "E/6.9/obeys-windows"
    section   of RFC 9113, or beginning with another RFC's number
    level     of the requirement: "MUST", "MUST NOT", "SHOULD", "MAY", or "info"
    severity  of what it finds; a single finding may weigh less
    star      it is among those that matter most to authors of clients
    title     one line
    requires  the requirement in a sentence or two
    """

    id: str
    section: str
    level: str
    severity: Weight
    title: str
    requires: str
    star: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassiveFinding:
    """One thing a check has found.

    check      its id
    records    the seqs that prove it, the decisive one last
    stream_id  0 for the connection as a whole
    parting    it rests on how the client left: worth nothing where somebody ended the client
    """

    check: str
    severity: Weight
    text: str
    connection: int
    stream_id: int
    records: tuple[int, ...]
    parting: bool = False


class Watch:
    """One check on one connection.

    receives  types of the client's frames that go to `received`
    sends     types of our own that go to `sent`
    kinds     kinds of records without a frame that go to `told`
    reads     kinds of field sections of the client that go to `fields` once they are whole
    sections  what the fold finds wrong with the client by these sections goes to `blamed`
    """

    check: ClassVar[Check]
    receives: ClassVar[Collection[int]] = ()
    sends: ClassVar[Collection[int]] = ()
    kinds: ClassVar[Collection[int]] = ()
    reads: ClassVar[Collection[FieldsKind]] = ()
    sections: ClassVar[Collection[str]] = ()

    __slots__ = ("line",)

    def __init__(self, line: Line) -> None:
        self.line = line

    def received(self, reading: Reading) -> None:
        """A frame of the client, after the fold has taken it in."""

    def sent(self, reading: Reading) -> None:
        """A frame of ours, likewise."""

    def told(self, reading: Reading) -> None:
        """A record without a frame."""

    def fields(self, reading: Reading) -> None:
        """A field section of the client; called after `received`."""

    def blamed(self, reading: Reading, finding: Finding) -> None:
        """The fold has found something about the client, several times for a record where it is
        several things; called before the others."""

    def over(self) -> None:
        """The connection is closed, or the run is over. Called once."""

    def seen(self) -> None:
        """There was something to judge."""
        self.line.run.seen[self.check.id] = True

    def found(
        self,
        text: str,
        *records: int,
        stream_id: int = 0,
        severity: Weight | None = None,
        parting: bool = False,
    ) -> None:
        """It is broken, or there is something to tell; that there was something to judge follows.

        Without `records` it is the one the connection is at.
        """
        check, line = self.check, self.line
        self.seen()
        line.run.keep(
            PassiveFinding(
                check=check.id,
                severity=severity or check.severity,
                text=text,
                connection=line.number,
                stream_id=stream_id,
                records=records or (line.last,),
                parting=parting,
            )
        )
