"""Requests in a person's hands: held by a filter, or handed over by their script.

On the loop's thread throughout. Knows links and filters; what a release sets going is a call.

A held request keeps no thread, only what has come of it. A script that holds keeps the thread it
runs on, so of those there may be fewer. A hold ends by release, with its stream or connection, and
when a person has ended our half of the stream: then there is nothing left for a script to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from h2craft.endpoint import Outcome, events
from h2craft.engine import Link, Ticket
from h2craft.filter import Filter
from h2craft.script.desk import HeldRequest
from h2craft.script.readings import reading_of_request
from h2craft.trace import Kind, Origin
from h2craft.wire import END_STREAM, HEADER_LENGTH, FrameType

MAX_HELD = 4_096
"""Requests held at once, of all connections; more are given to their scripts."""

BY_HAND = "answered by hand"
TIMED_OUT = "nobody released it in time"
HELD_ALREADY = "it is held already"
TOO_MANY = "as many scripts hold already as may, each with a thread of its own"
_ENDING = {FrameType.DATA: END_STREAM, FrameType.HEADERS: END_STREAM, FrameType.RST_STREAM: 0}


@dataclass(slots=True)
class _Hold:
    """`over` is called once: with "" when the hold is released, else with why it ended."""

    shown: HeldRequest
    link: Link
    over: Callable[[str], object]
    ticket: Ticket | None = None


class Holds:
    """See the module.

    filter      requests that match are held; None: nothing is even looked at
    touch       called when something has changed
    attended    whether somebody is there who can release
    most_waits  scripts that may hold at once
    """

    def __init__(
        self, touch: Callable[[], object], attended: Callable[[], bool], most_waits: int
    ) -> None:
        self.filter: Filter | None = None
        self._touch = touch
        self._attended = attended
        self._most_waits = most_waits
        self._held: dict[int, dict[int, _Hold]] = {}
        self._count = self._waits = 0
        self._told_full = False

    @property
    def shown(self) -> tuple[HeldRequest, ...]:
        """All of them, in the order they were taken."""
        every = [hold.shown for streams in self._held.values() for hold in streams.values()]
        return tuple(sorted(every, key=lambda held: held.held_seq))

    def has(self, connection: int, stream_id: int) -> bool:
        return stream_id in self._held.get(connection, ())

    def has_request(self, connection: int, stream_id: int) -> bool:
        """A held request that no script has had yet."""
        hold = self._held.get(connection, {}).get(stream_id)
        return hold is not None and hold.shown.by == "filter"

    # Requests and the filter

    def wants(self, link: Link, event: events.RequestReceived) -> bool:
        """The request is one to hold, and there is room."""
        assert self.filter is not None
        engine = link.engine
        try:
            record = engine.journal.get(event.seq)
            reading = reading_of_request(
                link.connection,
                event.stream_id,
                event.headers,
                record,
                ended=event.stream_ended is not None,
            )
            return self.filter.matches(reading) and self._has_room(link)
        except Exception as error:  # an answer to the client is worth more than a hold
            engine.note_fault(link.connection, error)
            return False

    def _has_room(self, link: Link) -> bool:
        if self._count < MAX_HELD:
            self._told_full = False
            return True
        if not self._told_full:
            self._told_full = True
            detail = {"limit": "held_requests", "value": MAX_HELD}
            link.record(
                Kind.LIMIT_REACHED, detail={**detail, "done": "more go to their scripts at once"}
            )
        return False

    def hold_request(
        self,
        link: Link,
        event: events.RequestReceived,
        script: str,
        over: Callable[[str], object],
    ) -> None:
        """Take a request that `wants` was true of."""
        assert self.filter is not None
        detail = {"stream": event.stream_id, "why": self.filter.text, "by": "filter"}
        self._take(link, event.seq, detail, script, over, Origin.ENGINE)

    # Scripts that hand over

    def hold_script(
        self, link: Link, stream_id: int, cause: int, script: str, why: str, ticket: Ticket
    ) -> None:
        """A script hands its stream (0: the connection) to a person; `ticket` is its return.

        Settled with an accepted outcome by a release, with a refused one for all other ends.
        """
        refused = self._why_not(link, stream_id)
        if refused:
            ticket.settle(Outcome(False, refused))
            return

        def over(ended: str) -> None:
            self._waits -= 1
            ticket.settle(Outcome(not ended, ended))

        self._waits += 1
        detail = {"stream": stream_id, "why": why, "by": "script"}
        hold = self._take(link, cause, detail, script, over, Origin.SCRIPT)
        hold.ticket = ticket
        if not self._attended():
            text = (
                f"the script waits for a person to release stream {stream_id}, and nobody is here: "
                "h2craft tui --attach opens a screen that can; else it waits till the client, "
                "or its own timeout, ends it"
            )
            link.record(Kind.NOTED, cause=cause, detail={"stream": stream_id, "text": text})

    def _why_not(self, link: Link, stream_id: int) -> str:
        if self.has(link.connection, stream_id):
            return HELD_ALREADY
        if self._waits >= self._most_waits:
            return TOO_MANY
        endpoint = link.endpoint
        if link.connection not in link.engine.links:
            return "the connection is closed"
        over = stream_id and endpoint is not None and not endpoint.lawful.is_open(stream_id)
        return "our half of the stream has ended" if over else ""

    def time_out(self, ticket: Ticket) -> None:
        """The script waits no longer. Nothing happens if it was released meanwhile."""
        for streams in self._held.values():
            for hold in streams.values():
                if hold.ticket is ticket:
                    self._end(hold, TIMED_OUT, to="script", origin=Origin.SCRIPT)
                    return

    # Both

    def _take(
        self,
        link: Link,
        cause: int,
        detail: dict[str, Any],
        script: str,
        over: Callable[[str], object],
        origin: Origin,
    ) -> _Hold:
        said = {**detail, "script": script} if script else detail
        seq = link.record(Kind.REQUEST_HELD, cause=cause, origin=origin, detail=said)
        shown = HeldRequest(
            connection=link.connection,
            stream_id=detail["stream"],
            seq=cause,
            held_seq=seq,
            at=link.engine.now(),
            why=detail["why"],
            by=detail["by"],
            script=script,
        )
        hold = _Hold(shown, link, over)
        streams = self._held.setdefault(link.connection, {})
        streams[shown.stream_id] = hold
        self._count += 1
        link.wrote = lambda output: self._wrote(link.connection, output)
        self._touch()
        return hold

    def release(self, connection: int, stream_id: int) -> Outcome:
        """Give it to the script. `seq` of the outcome is REQUEST_RELEASED."""
        hold = self._held.get(connection, {}).get(stream_id)
        if hold is None:
            what = f"stream {stream_id} of connection {connection}"
            return Outcome(False, f"{what} is not held")
        seq = self._end(hold, "", to="script", origin=Origin.HAND)
        return Outcome(True, stream_id=stream_id, seq=seq)

    def ended(self, connection: int, stream_id: int, reason: str) -> None:
        """The stream is over."""
        hold = self._held.get(connection, {}).get(stream_id)
        if hold is not None:
            self._end(hold, reason, to="nobody", origin=Origin.ENGINE)

    def connection_ended(self, connection: int, reason: str) -> None:
        for hold in list(self._held.get(connection, {}).values()):
            self._end(hold, reason, to="nobody", origin=Origin.ENGINE)

    def close(self) -> None:
        """The server stops."""
        self.filter = None
        for connection in list(self._held):
            self.connection_ended(connection, "the server has stopped")

    def _wrote(self, connection: int, output: list[bytes]) -> None:
        """These octets leave, frame by frame: one of them may be the end of a held stream."""
        for octets in output:
            flag = _ENDING.get(octets[3]) if len(octets) >= HEADER_LENGTH else None  # type: ignore[call-overload]
            if flag is None or octets[4] & flag != flag:
                continue
            stream_id = int.from_bytes(octets[5:9], "big") & 0x7FFF_FFFF
            hold = self._held.get(connection, {}).get(stream_id)
            if hold is not None:
                self._end(hold, BY_HAND, to="nobody", origin=Origin.HAND)

    def _end(self, hold: _Hold, reason: str, *, to: str, origin: Origin) -> int:
        shown = hold.shown
        streams = self._held[shown.connection]
        del streams[shown.stream_id]
        self._count -= 1
        if not streams:
            del self._held[shown.connection]
            hold.link.wrote = None
        detail = {"stream": shown.stream_id, "to": to}
        detail |= {"reason": reason} if reason else {}
        seq = hold.link.record(
            Kind.REQUEST_RELEASED, cause=shown.held_seq, origin=origin, detail=detail
        )
        self._touch()
        hold.over(reason)
        return seq
