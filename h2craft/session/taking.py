"""Recording: what is done at an engine, by whomever, from its one journal. Knows no widget.

Theory of operation. A recorder hears every record as the session's reader folds it. Acts of this
front end, of another one and of scripts come the same way, so nothing is told to it but what no
record says: that a person has waited for something in certain words. From which record on
something counts is a matter of numbers, and not of when somebody reads: what happened before a
key was pressed is in, however late it is folded. So the same can be heard again, from the records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import h2craft
from h2craft.actions import Action
from h2craft.client import Client
from h2craft.filter import Filter
from h2craft.model import Reading
from h2craft.reader import Reader
from h2craft.scenario import (
    Act,
    Load,
    Recorder,
    ScenarioError,
    Score,
    loading,
    render,
    rendered,
    without_secrets,
    write_new,
)
from h2craft.trace import Kind, Origin

if TYPE_CHECKING:
    from h2craft.session.session import Session

SLICE = 256
NOTHING = "nothing is recorded"


class Whose(StrEnum):
    """Whose acts are kept."""

    ALL = "all"
    HAND = "hand"
    SCRIPT = "script"


_ORIGINS: Mapping[Whose, frozenset[int]] = {
    Whose.ALL: frozenset((Origin.HAND, Origin.SCRIPT)),
    Whose.HAND: frozenset((Origin.HAND,)),
    Whose.SCRIPT: frozenset((Origin.SCRIPT,)),
}


class Making(TypedDict, total=False):
    """How a recording becomes a script.

    pause         seconds from which on a pause is kept; 0: exact timing, None: no pauses
    keep_secrets  leave cookies and credentials as they are
    replies       automatic replies are acts as well
    title         the first line of its docstring
    """

    pause: float | None
    keep_secrets: bool
    replies: bool
    title: str


@dataclass(frozen=True, slots=True)
class _Change:
    """From the first record after `after` on: is it on, and whose acts are kept?"""

    after: int
    on: bool
    whose: Whose = Whose.ALL


class Taking:
    """See the module. `on`: acts are kept from the first record after `after` on."""

    def __init__(
        self, client: Client, *, on: bool = True, after: int = 0, wanted: Filter | None = None
    ) -> None:
        self.client = client
        self._wanted = wanted
        self._changes = [_Change(after, on)]
        self._waits: dict[int, tuple[int, str]] = {}
        self._forgotten: set[int] = set()
        self._hearing = self._heard_by(Recorder(wanted=wanted))

    def _heard_by(self, recorder: Recorder) -> _Hearing:
        return _Hearing(recorder, self._changes, self._waits)

    @property
    def recorder(self) -> Recorder:
        """What hears the records."""
        return self._hearing.recorder

    # What is kept

    @property
    def on(self) -> bool:
        """Acts are kept from now on."""
        return self._changes[-1].on

    @property
    def whose(self) -> Whose:
        """Whose acts are kept while it is on."""
        return self._changes[-1].whose

    def start(self, whose: Whose = Whose.ALL) -> None:
        """Keep what is done from now on."""
        self._change(on=True, whose=whose)

    def stop(self) -> None:
        """Keep nothing from now on. What was kept stays."""
        self._change(on=False, whose=self.whose)

    def _change(self, *, on: bool, whose: Whose) -> None:
        if (on, whose) != (self.on, self.whose):
            self._changes.append(_Change(self.client.records.last, on, whose))

    def take(self, reading: Reading) -> None:
        """The next reading, in order; every one, also while it is off."""
        self._hearing.take(reading)

    def waited(self, pattern: str, seq: int, connection: int) -> None:
        """Somebody has waited for `pattern` on a connection, and has found record `seq`."""
        if self.on and seq:
            self._waits[seq] = connection, pattern
            self.recorder.waited(connection, pattern, seq)

    def __len__(self) -> int:
        """How many acts are kept."""
        return len(self.recorder)

    @property
    def acts(self) -> Sequence[Act]:
        """What is kept, in the order it was done."""
        return self.recorder.acts

    def undo(self) -> Act | None:
        """Take the last act out, which is returned. What has left cannot be taken back."""
        last = self.recorder.last
        if last is not None:
            self._forgotten.add(last.seq)
            self.recorder.forget(last.seq)
        return last

    def clear(self) -> int:
        """Begin anew: all acts that were read are out, and requests too; how many acts."""
        gone = len(self)
        self._hearing.restart()
        self._forgotten.clear()
        return gone

    # What comes of it

    @property
    def load(self) -> Load:
        """From the seq of an act to its action, whole. ScenarioError where its record is gone."""
        return loading(self.client.records)

    def action(self, act: Act) -> Action:
        """What was done."""
        return self.load(act.seq)

    def score(self, *, replies: bool = False) -> Score:
        """The recording; with `replies` all records are read again.

        ScenarioError where nothing is recorded.
        """
        recorder = self._with_replies() if replies else self.recorder
        recorder.lose(self.client.records.first)
        if not len(recorder):
            raise ScenarioError(NOTHING)
        program = f"h2craft {h2craft.__version__}"
        return recorder.score(started=self.client.about.started, program=program)

    def _with_replies(self) -> Recorder:
        hearing = self._heard_by(Recorder(replies=True, wanted=self._wanted))
        reread(self.client, self._hearing.position, hearing)
        for seq in self._forgotten:
            hearing.recorder.forget(seq)
        return hearing.recorder

    def text(self, **how: Unpack[Making]) -> str:
        """The handler script. ScenarioError where nothing is recorded, or it cannot be written."""
        score, load, look = self._made(how)
        return rendered(score, load, **look)

    def save(
        self, path: str | Path, force: bool = False, remedy: str = "", **how: Unpack[Making]
    ) -> int:
        """Write the handler script; returns how many acts are in it.

        ScenarioError as with `text`; OSError names the file. A file that is there is not written
        over, unless `force`, which `remedy` tells how to say; nothing is half written.
        """
        score, load, look = self._made(how)
        pieces = render(score, load, **look)
        write_new(Path(path), pieces, force=force, remedy=remedy)
        return len(score.acts)

    def _made(self, how: Making) -> tuple[Score, Load, dict[str, Any]]:
        score, load = self.score(replies=how.get("replies", False)), self.load
        if not how.get("keep_secrets", False):
            score, load = without_secrets(score, load)
        return score, load, {"pause": how.get("pause", 1.0), "title": how.get("title", "")}


class _Hearing:
    """A recorder, and when it is on. `position`: the last record it has heard."""

    def __init__(
        self,
        recorder: Recorder,
        changes: list[_Change],
        waits: Mapping[int, tuple[int, str]],
    ) -> None:
        self.recorder = recorder
        self.position = 0
        self._changes = changes
        self._waits = waits
        self._next = 0
        self._kept = _ORIGINS[Whose.ALL]
        recorder.on = False

    def take(self, reading: Reading) -> None:
        seq = self.position = reading.record.seq
        while self._next < len(self._changes) and seq > self._changes[self._next].after:
            change = self._changes[self._next]
            self.recorder.on, self._kept = change.on, _ORIGINS[change.whose]
            self._next += 1
        if reading.record.kind == Kind.ACTION_FIRED and reading.record.origin not in self._kept:
            with self._off():
                self.recorder.take(reading)
        else:
            self.recorder.take(reading)
        if seq in self._waits:
            connection, pattern = self._waits[seq]
            self.recorder.waited(connection, pattern, seq)

    def restart(self) -> None:
        """What was heard up to here does not count, now and whenever it is heard again."""
        self.recorder.clear()
        now = self._changes[max(0, self._next - 1)]
        to_come = self._changes[self._next :] if self._next else self._changes[1:]
        self._changes[:] = [replace(now, after=self.position), *to_come]
        self._next = 0

    @contextmanager
    def _off(self) -> Iterator[None]:
        on, self.recorder.on = self.recorder.on, False
        try:
            yield
        finally:
            self.recorder.on = on


def reread(client: Client, upto: int, heard: _Hearing | Taking) -> None:
    """Have the records up to seq `upto` heard again, as far as they are there."""
    reader = Reader(client.records, client.about.role)
    standing = client.standing()
    if standing is not None:
        reader.resume(standing.seq, standing.connections)
    reader.listen(heard.take)
    while reader.position < upto and reader.advance(min(SLICE, upto - reader.position)):
        pass


def recorded(session: Session, first: int, last: int, wanted: Filter | None = None) -> Taking:
    """What was done from record `first` to record `last`, whatever was on then.

    For what has passed, and for a saved trace. All records up to `last` are read, so it takes its
    time; it may be asked on any thread.
    """
    taking = Taking(session.client, after=max(0, first - 1), wanted=wanted)
    reread(session.client, last, taking)
    return taking
