"""What was done, by whom, and what became of it: read from the records. Knows no widget."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from h2craft import language
from h2craft.actions import Action, Send
from h2craft.client import Result
from h2craft.session.visible import printed, stream_of
from h2craft.trace import Kind, Origin, Record

KEPT = 1_000  # acts of each origin
_KINDS = frozenset((Kind.ACTION_FIRED, Kind.ACTION_REFUSED))


@dataclass(slots=True)
class Act:
    """One act. `refused` is empty for one that was done."""

    seq: int
    at: float
    connection: int
    action: Action
    origin: Origin
    refused: str = ""

    @property
    def stream_id(self) -> int:
        return stream_of(self.action)

    @property
    def hollow(self) -> bool:
        """Records leave bodies out: fired again it would say something else."""
        frames = self.action.frames if isinstance(self.action, Send) else ()
        return any(getattr(frame, "elided", 0) for frame in frames)

    @property
    def python(self) -> list[str]:
        """The lines of Python it stands for."""
        return python_lines(self.action)


NO_STREAM = -1


def python_lines(action: Action) -> list[str]:
    """As a handler script would say it; printable."""
    try:
        # What goes to the connection is no handler's own stream, so stream 0 is said.
        text = language.python_of(action, stream_id=stream_of(action) or NO_STREAM)
    except (ValueError, TypeError, AttributeError):  # a script can put any value into an action
        text = repr(action)
    return [printed(line) for line in text.splitlines()] or [""]


def reason_of(reason: str, section: str) -> str:
    """ "h2's reason 5.1"."""
    return printed(f"{reason} {section}".strip()) or "no reason given"


def refusal_of(reason: str, section: str) -> str:
    """ "h2's reason (RFC 9113 5.1)"; a section of another document names it: "7838 4"."""
    named = f"RFC {section}" if " " in section else f"RFC 9113 {section}"
    return printed(reason or "refused") + (f" ({named})" if section else "")


class Acts:
    """The last acts by hand and by scripts, each bounded by KEPT. `version` grows with changes."""

    def __init__(self) -> None:
        self.by_hand: OrderedDict[int, Act] = OrderedDict()
        self.by_script: OrderedDict[int, Act] = OrderedDict()
        self.version = 0
        self._never_fired = 0  # numbers below 0: refusals that no record speaks of

    def fold(self, records: Iterable[Record]) -> None:
        for record in records:
            if record.kind in _KINDS:
                self._fold(record)

    def _fold(self, record: Record) -> None:
        if record.kind == Kind.ACTION_REFUSED:
            act = self.by_hand.get(record.cause) or self.by_script.get(record.cause)
            if act is not None and isinstance(record.detail, dict):
                said = record.detail
                act.refused = reason_of(str(said.get("reason", "")), str(said.get("section", "")))
                self.version += 1
            return
        origins = {Origin.HAND: self.by_hand, Origin.SCRIPT: self.by_script}
        kept = origins.get(record.origin)
        if kept is not None and isinstance(record.detail, Action):
            act = Act(record.seq, record.at, record.connection, record.detail, record.origin)
            self._keep(kept, act)

    def _keep(self, kept: OrderedDict[int, Act], act: Act) -> None:
        known = kept.get(act.seq)
        if known is not None:  # what was fired is known better than what was recorded
            return
        kept[act.seq] = act
        if len(kept) > KEPT:
            kept.popitem(last=False)
        self.version += 1

    def fired(
        self, connection: int, actions: tuple[Action, ...], result: Result, now: float
    ) -> None:
        """What the person has just done; of several actions the result is the last one's."""
        if not actions:
            return
        if not result.seq:
            if not result.accepted:  # there was no connection to fire it at
                self._never_fired -= 1
                reason = reason_of(result.reason, result.section)
                seq = self._never_fired
                act = Act(seq, now, connection, actions[-1], Origin.HAND, reason)
                self._keep(self.by_hand, act)
            return
        known = self.by_hand.get(result.seq)
        if known is not None and len(actions) == 1:
            known.action = actions[0]  # with its bodies, which records leave out
        if known is not None and not result.accepted:
            known.refused = reason_of(result.reason, result.section)
        self.version += 1

    def shown(self, *, scripts: bool) -> list[Act]:
        """In the order of time."""
        if not scripts:
            return list(self.by_hand.values())
        return sorted((*self.by_hand.values(), *self.by_script.values()), key=lambda act: act.at)
