"""Whether everything a scenario does was done, told from records. Runs nothing.

Where the file's footer says how many acts each request got, every one of those requests has to
come and every act to be done. Of a scenario written by hand it is known only what its hooks did:
then something has to have run, and whatever ran has to have come to its own end.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from h2craft.actions import Close
from h2craft.model import Reading, facts, stream_of
from h2craft.scenario.doing import Came, Handled, raised_sentence, request_name, shown
from h2craft.scenario.notes import Notes
from h2craft.trace import Kind, Origin

CONNECTIONS_KEPT = 64
_NTH = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How it stands.

    done        all of it
    sentences   why not, the first thing first; empty where it is done
    remarks     what else happened, which changes nothing
    acts        done so far, in requests and in hooks of connections
    expected    how many there are in the recording; None where nobody has counted
    requests    that came
    unfinished  of those, how many are still being answered
    raised      how many handlers raised
    """

    done: bool
    sentences: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    acts: int = 0
    expected: int | None = None
    requests: int = 0
    unfinished: int = 0
    raised: int = 0

    @property
    def sentence(self) -> str:
        """All of it in one."""
        if not self.done:
            return "; ".join(self.sentences)
        counted = "1 act" if self.acts == 1 else f"{self.acts:,} acts"
        asked = "1 request" if self.requests == 1 else f"{self.requests:,} requests"
        return f"all was done: {asked}, {counted}"

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "done": self.done,
            "sentences": list(self.sentences),
            "remarks": list(self.remarks),
            "acts": self.acts,
            "expected": self.expected,
            "requests": self.requests,
            "unfinished": self.unfinished,
            "raised": self.raised,
        }


@dataclass(frozen=True, slots=True)
class _Turn:
    """One request of the recording; `acts` None where only the sum is known."""

    method: bytes
    path: bytes
    acts: int | None


class Doing:
    """Feed it every reading from the beginning of a run on, and ask for the verdict at any time.

    notes     the file's footer; None, or empty, where there is none
    script    path of the file, where others run beside it: only its handlers count then
    provokes  it does what a client may answer by leaving: that is an end as good as any
    """

    def __init__(
        self, notes: Notes | None = None, script: str = "", *, provokes: bool = False
    ) -> None:
        self._script = script
        self._provokes = provokes
        self._expected = sum(notes.acts) if notes is not None and notes.acts else None
        self._turns = list(_turns(notes)) if notes is not None else []
        self._handled: list[Handled] = []
        self._by_seq: dict[tuple[int, int], Handled] = {}
        self._by_stream: dict[tuple[int, int], Handled] = {}
        self._fired: dict[int, Handled | None] = {}
        self._came: OrderedDict[int, Came] = OrderedDict()
        self._closed: set[int] = set()  # connections the script has ended
        self._aside = 0  # acts of hooks of connections
        self._troubles: list[str] = []
        self._remarks: list[str] = []

    @property
    def begun(self) -> bool:
        """Something of it has run."""
        return bool(self._handled or self._aside)

    @property
    def requests(self) -> int:
        """That came."""
        return len(self._handled)

    @property
    def unfinished(self) -> int:
        """Requests that are still being answered."""
        return sum(not one.ended for one in self._handled)

    @property
    def running_on(self) -> int:
        """Requests whose clients have gone, while their handlers have not ended."""
        return sum(one.running_on for one in self._handled)

    @property
    def settled(self) -> bool:
        """All that was waited for has come, and nothing runs: the verdict will hardly change."""
        return self.begun and len(self._handled) >= len(self._turns) and not self.unfinished

    # Taking

    def take(self, reading: Reading) -> None:
        """The next reading, whatever it is of."""
        taken = _TAKEN.get(reading.record.kind)
        if taken is not None:
            taken(self, reading, facts(reading.record))

    def _frame(self, reading: Reading, detail: Mapping[str, Any]) -> None:
        number = reading.record.connection
        came = self._came.get(number)
        if came is None:
            came = self._came[number] = Came()
            if len(self._came) > CONNECTIONS_KEPT:
                self._came.popitem(last=False)
        if reading.frame is not None:
            came.take(reading.record.seq, reading.frame)

    def _started(self, reading: Reading, detail: Mapping[str, Any]) -> None:
        record, stream = reading.record, reading.stream
        if not self._is_ours(detail.get("script")):
            return
        made = Handled(record.connection, stream_of(record), record.cause)
        if stream is not None:
            made.method, made.path = stream.method or b"", stream.path or b""
        self._handled.append(made)
        self._by_seq[record.connection, record.cause] = made
        self._by_stream[record.connection, made.stream_id] = made

    def _is_ours(self, file: object) -> bool:
        if not self._script:
            return True
        name = str(file or "")
        return name == self._script or (
            os.sep not in self._script and os.path.basename(name) == self._script
        )

    def _act(self, reading: Reading, detail: Mapping[str, Any]) -> None:
        record = reading.record
        if record.origin != Origin.SCRIPT:
            return
        handled = self._by_seq.get((record.connection, record.cause))
        if handled is not None:
            handled.fired += 1
        elif record.cause or not record.connection:
            return
        else:
            self._aside += 1
        self._fired[record.seq] = handled
        if isinstance(record.detail, Close):
            self._closed.add(record.connection)
            for one in self._on(record.connection):
                one.by_itself = True

    def _refused(self, reading: Reading, detail: Mapping[str, Any]) -> None:
        if reading.record.cause not in self._fired:
            return
        handled = self._fired.pop(reading.record.cause)
        if handled is None:
            self._aside -= 1
            return
        handled.refused += 1
        handled.refusal = shown(detail.get("reason", ""))

    def _raised(self, reading: Reading, detail: Mapping[str, Any]) -> None:
        handled = self._handled_on(reading)
        if handled is not None:
            handled.raises(detail)
        elif not stream_of(reading.record) and self._is_ours(detail.get("file")):
            self._troubles.append(raised_sentence(detail))

    def _ended(self, reading: Reading, detail: Mapping[str, Any]) -> None:
        handled = self._handled_on(reading)
        if handled is not None:
            handled.ends(detail)

    def _abandoned(self, reading: Reading, detail: Mapping[str, Any]) -> None:
        handled = self._handled_on(reading)
        if handled is not None:
            handled.given_up(detail, self._came.get(handled.connection, Came()))

    def _limit(self, reading: Reading, detail: Mapping[str, Any]) -> None:
        handled = self._handled_on(reading)
        if handled is not None and detail.get("limit") == "turn_seconds":
            self._troubles.append(
                f"{handled.name} kept the next request waiting for {detail.get('value')} s: "
                "they no longer take turns"
            )

    def _broken(self, reading: Reading, detail: Mapping[str, Any]) -> None:
        if self._is_ours(detail.get("script")):
            place, line = shown(detail.get("file", "")), detail.get("line")
            place = f"{place}:{line}" if line else place
            self._troubles.append(f"{place}: {shown(detail.get('error', ''))}")

    def _handled_on(self, reading: Reading) -> Handled | None:
        return self._by_stream.get((reading.record.connection, stream_of(reading.record)))

    def _on(self, connection: int) -> Iterator[Handled]:
        return (one for one in self._handled if one.connection == connection)

    # The verdict

    def verdict(self) -> Verdict:
        """As it stands now."""
        remarks = list(self._remarks)
        whys = [*self._troubles, *self._missing(remarks)]
        acts = self._aside + sum(one.acts for one in self._handled)
        if not whys and self._expected is not None and acts < self._expected:
            whys.append(f"{acts:,} of {self._expected:,} acts were done")
        return Verdict(
            done=not whys,
            sentences=tuple(whys),
            remarks=tuple(remarks),
            acts=acts,
            expected=self._expected,
            requests=len(self._handled),
            unfinished=self.unfinished,
            raised=sum(one.raised for one in self._handled),
        )

    def _missing(self, remarks: list[str]) -> Iterator[str]:
        """What is not done, request by request."""
        if not self.begun:
            yield "no request came" + (f": {self._awaited()} was awaited" if self._turns else "")
            return
        pairs = self._matched()
        for number, (turn, handled) in enumerate(zip(self._turns, pairs, strict=True), 1):
            if handled is None:
                yield f"{_nth(number)}, {_name(turn)}, never came"
            else:
                yield from (f"{handled.name}: {why}" for why in _undone(handled, turn.acts))
        for handled in self._handled:
            if any(handled is one for one in pairs):
                continue
            if self._provokes and handled.was_left:
                remarks.append(f"{handled.name}: {handled.trouble}")
            elif not self._turns:
                yield from (f"{handled.name}: {why}" for why in _undone(handled, None))
            else:
                trouble = "".join(f": {why}" for why in _undone(handled, None))
                remarks.append(f"{handled.name} came beside what was recorded{trouble}")

    def _awaited(self) -> str:
        return _name(self._turns[0])

    def _matched(self) -> list[Handled | None]:
        """For each turn the request that has it: by name first, the others in their order."""
        found: list[Handled | None] = []
        left = list(self._handled)
        for turn in self._turns:
            same = (one for one in left if (one.method, one.path) == (turn.method, turn.path))
            found.append(next(same, None))
            left = [one for one in left if one is not found[-1]]
        return [one if one is not None else left.pop(0) if left else None for one in found]


def _undone(handled: Handled, expected: int | None) -> Iterator[str]:
    """Why one request is not done; nothing where it is."""
    all_done = expected is not None and handled.acts >= expected
    ended_itself = handled.by_itself and expected is None
    if handled.raised or (handled.cut and not (all_done or ended_itself)):
        counted = f" ({handled.acts:,} of {expected:,} acts were done)" if expected else ""
        yield f"{handled.trouble}{counted}"
    elif not handled.ended:
        counted = f", {handled.acts:,} of {expected:,} acts were done" if expected else ""
        yield f"its handler has not ended{counted}"
    elif expected is not None and handled.acts < expected:
        why = f"; refused: {handled.refusal}" if handled.refusal else ""
        yield f"{handled.acts:,} of {expected:,} acts were done{why}"
    elif handled.refusal and expected is not None:
        yield f"refused: {handled.refusal}"


def _turns(notes: Notes) -> Iterator[_Turn]:
    """The requests of the recording, as far as its footer tells."""
    requests: dict[tuple[int, int], tuple[bytes, bytes]] = {}
    for said in notes.said:
        if said.stream > 0 and said.frame == "HEADERS":
            requests.setdefault((said.connection, said.stream), _request(said.meaning))
    if not requests and len(notes.acts) == 1:
        requests[1, 1] = b"", notes.path.encode("latin-1", "replace")
    # A turn of a connection, before its first request, is no request: then only the sum is known.
    acts = list(notes.acts) if len(notes.acts) == len(requests) else [None] * len(requests)
    for (method, path), count in zip(requests.values(), acts, strict=True):
        yield _Turn(method, path, count)


def _request(meaning: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Method and path of a request head."""
    found: dict[str, bytes] = {}
    for pair in meaning.get("fields") or ():
        if isinstance(pair, list | tuple) and len(pair) >= 2:
            found.setdefault(str(pair[0]), str(pair[1]).encode("latin-1", "replace"))
    return found.get(":method", b""), found.get(":path", b"")


def _name(turn: _Turn) -> str:
    return request_name(turn.method, turn.path)


def _nth(number: int) -> str:
    return f"the {_NTH[number]} request" if number < len(_NTH) else f"request {number}"


_TAKEN: dict[int, Callable[[Doing, Reading, Mapping[str, Any]], None]] = {
    Kind.FRAME_RECEIVED: Doing._frame,
    Kind.HANDLER_STARTED: Doing._started,
    Kind.ACTION_FIRED: Doing._act,
    Kind.ACTION_REFUSED: Doing._refused,
    Kind.HANDLER_RAISED: Doing._raised,
    Kind.HANDLER_ENDED: Doing._ended,
    Kind.HANDLER_ABANDONED: Doing._abandoned,
    Kind.LIMIT_REACHED: Doing._limit,
    Kind.SCRIPT_BROKEN: Doing._broken,
}
