"""How an engine's connections stand, gathered slice by slice. On the engine's thread.

Each connection is as of its own record: a front end that attaches must not make all the others
wait while thousands of streams are written down.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from h2craft import endpoint
from h2craft.client.client import Standing
from h2craft.engine import Engine, Link
from h2craft.model import LISTED, request_line
from h2craft.script import HeldRequest, ScriptHost

MOST_CONNECTIONS = 256
MOST_STREAMS = 10_000  # told in full, of all connections together
FEWEST_STREAMS = 20  # of each, however many there are
A_SLICE = 200  # streams; a connection without any counts for some


class Gathering:
    """`settle` is called once, with all of it; `go_on` begins. The loop's thread only."""

    def __init__(
        self,
        engine: Engine,
        application: ScriptHost,
        numbers: Sequence[int] | None,
        settle: Callable[[Standing], object],
    ) -> None:
        self._engine = engine
        self._application = application
        self._settle = settle
        wanted = list(engine.links)[-MOST_CONNECTIONS:] if numbers is None else numbers
        self._left = deque(dict.fromkeys(wanted))
        self._seq = engine.journal.last
        self._room = MOST_STREAMS
        self._found: dict[int, dict[str, Any]] = {}

    def go_on(self) -> None:
        """Write down a few, and have the rest done after whatever else waits."""
        held: dict[int, list[HeldRequest]] = {}
        for one in self._application.hands.snapshot().requests:
            held.setdefault(one.connection, []).append(one)
        slice_ = A_SLICE
        while self._left and slice_ > 0:
            link = self._engine.links.get(self._left.popleft())
            if link is None:
                continue
            listed = min(LISTED, max(FEWEST_STREAMS, self._room))
            try:
                told = standing_of_link(link, self._application, listed)
            except Exception as error:  # its reader will know less; the others shall not
                self._engine.note_fault(link.connection, error)
                continue
            _holds(told, held.get(link.connection, ()))
            told |= {"seq": self._engine.journal.last, "at": self._engine.now()}
            self._found[link.connection] = told
            count = len(told.get("streams", ()))
            self._room -= count
            slice_ -= count + 10
        if self._left:
            self._engine.loop.call_soon(self.go_on)
        else:
            self._settle(Standing(seq=self._seq, connections=self._found))


def standing_of_link(link: Link, application: ScriptHost, listed: int = LISTED) -> dict[str, Any]:
    """What is known of a connection: by its endpoint, its socket, and whoever serves it.

    Without "peer" where nothing of HTTP/2 has been said yet.
    """
    info = link.info
    told: dict[str, Any] = {
        "opened": {"peer": [*info.peer], "local": [*info.local], "scheme": info.scheme},
        "opened_at": info.opened_at,
    }
    if info.tls_version:
        told["tls"] = {
            "version": info.tls_version,
            "cipher": info.cipher,
            "alpn": info.alpn,
            "server_name": info.server_name,
        }
    if link.endpoint is None:
        return told
    told = endpoint.standing(link.endpoint, listed) | told
    told["peer"]["octets"] = link.pipe.octets_received
    told["us"]["octets"] = link.pipe.octets_sent
    if link.peer_ended:
        told["peer"]["ended"] = link.peer_ended
    for row in told["streams"]:
        row |= _request(application, link.connection, row["id"])
    return told


def _request(application: ScriptHost, connection: int, stream_id: int) -> dict[str, Any]:
    """The request line of a stream that is being served, and who serves it."""
    fields = application.request_on(connection, stream_id)
    if not fields:
        return {}
    line = request_line(fields)._asdict()
    told: dict[str, Any] = {
        name: octets.hex() for name, octets in line.items() if octets is not None
    }
    script = application.script_on(connection, stream_id)
    return told | ({"script": script} if script else {})


def _holds(told: dict[str, Any], held: Sequence[HeldRequest]) -> None:
    """Who waits for a person, and why."""
    rows = {row["id"]: row for row in told.get("streams", ())}
    for one in held:
        where = rows.get(one.stream_id) if one.stream_id else told
        if where is not None:
            where["held"] = one.why or "held"
    told["requests"] = [
        [one.stream_id, one.held_seq, one.seq, one.at, one.why, one.by] for one in held
    ]
