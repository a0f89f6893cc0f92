"""A journal as a capture of packets that Wireshark and tshark open. Knows records, and no file.

Theory of operation. The packets are made up around what each connection has carried (`segments`).
Where TLS was kept, that is TLS as it was on the wire, and before it the secrets that open it. Where
it was not, or must not leave, it is what TLS has carried, and then two things are done so that it
is known for HTTP/2 without a word to the program (`flow`): it goes to a port of HTTP, and what the
server has said before the client's preface stands behind the preface, with the time it had. Each
packet has a comment that says so, and which records of the journal are in it.

Records of a connection that follow a TLS record in the journal without a break are what it held;
records that precede one are what it was made of. So one packet is kept waiting at most.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator

from h2craft.export import blocks
from h2craft.export.flow import Flow
from h2craft.export.packetnotes import Notes, note
from h2craft.model import Board, Reading
from h2craft.trace import KEPT_TLS, RECEIVED, SENT, Kind, Record

ACTIONS = 4096  # remembered, for the records they cause


def pcapng(
    records: Iterable[Record | None],
    *,
    secrets: bool = True,
    plain: bool = False,
    began: int = 0,
    role: str = "server",
) -> Iterator[bytes]:
    """The capture, block by block. None stands where records are missing.

    secrets  with what opens the TLS records; without, they stay closed
    plain    what TLS has carried, even where TLS was kept
    began    when the journal began, nanoseconds since 1970
    role     ours, where a connection does not say it
    """
    from h2craft import __version__

    yield blocks.section_header(f"h2craft {__version__}")
    yield blocks.interface("h2craft")
    capture = _Capture(secrets=secrets, plain=plain, began=began, role=role)
    for record in records:
        yield from capture.lose() if record is None else capture.take(record)
    yield from capture.rest()


class _Capture:
    """The connections of a journal that are open, and the packet that waits for its notes."""

    def __init__(self, *, secrets: bool, plain: bool, began: int, role: str) -> None:
        self._secrets = secrets
        self._plain = plain
        self._began = began
        self._role = role
        self._board = Board(role)
        self._actions: OrderedDict[int, str] = OrderedDict()
        self._flows: dict[int, Flow] = {}
        self._lines: list[bytes] = []  # of the key log, to be written before the next packet
        self._waiting: tuple[Flow, Record, Notes] | None = None

    def take(self, record: Record) -> Iterator[bytes]:
        """The next record."""
        if not record.connection:
            return
        if self._waiting is not None and not _goes_on(record, self._waiting[1]):
            yield from self._complete()
        reading = self._board.fold(record)
        if record.kind == Kind.ACTION_FIRED:
            self._remember(reading)
        step = _STEPS.get(record.kind)
        if step is not None:
            told = note(reading, self._actions.get(record.cause, ""))
            yield from step(self, self._flow_of(record), record, told)

    def lose(self) -> Iterator[bytes]:
        """Records are missing."""
        yield from self._complete()
        self._board = Board(self._role)  # what it knew of connections no longer holds
        for flow in self._flows.values():
            flow.lose()

    def rest(self) -> Iterator[bytes]:
        """There are no more records."""
        yield from self._complete()
        for flow in self._flows.values():
            yield from flow.release()

    def _flow_of(self, record: Record) -> Flow:
        flow = self._flows.get(record.connection)
        if flow is None or record.kind == Kind.CONNECTION_OPENED:
            flow = self._flows[record.connection] = Flow(record, self._began, self._role)
            if self._plain:
                flow.sealed = False
        return flow

    def _remember(self, reading: Reading) -> None:
        self._actions[reading.record.seq] = reading.summary
        if len(self._actions) > ACTIONS:
            self._actions.popitem(last=False)

    def _complete(self) -> Iterator[bytes]:
        """The packet that waits has all its notes."""
        if self._waiting is not None:
            flow, record, notes = self._waiting
            self._waiting = None
            yield from flow.carry(False, record, notes)

    # What each kind of record does

    def _opened(self, flow: Flow, record: Record, told: str) -> Iterator[bytes]:
        yield from flow.open()

    def _secret(self, flow: Flow, record: Record, told: str) -> Iterator[bytes]:
        if self._secrets and not self._plain:
            self._lines.append(record.octets)
        yield from ()

    def _tls_received(self, flow: Flow, record: Record, told: str) -> Iterator[bytes]:
        if flow.seal():
            yield from self._told_secrets()
            self._waiting = flow, record, Notes(told)

    def _tls_sent(self, flow: Flow, record: Record, told: str) -> Iterator[bytes]:
        if flow.seal():
            yield from self._told_secrets()
            yield from flow.carry(True, record, flow.notes.take().after(told))

    def _told_secrets(self) -> Iterator[bytes]:
        lines, self._lines = self._lines, []
        if lines:
            yield blocks.tls_secrets(lines)

    def _received(self, flow: Flow, record: Record, told: str) -> Iterator[bytes]:
        if not flow.sealed:
            flow.sealed = False
            yield from flow.carry(False, record, Notes(told))
        elif self._waiting is not None:
            self._waiting[2].add(told)
        else:  # what came with the end of the handshake: our greeting goes before it
            flow.notes.add(f"{told}, in an earlier packet")

    def _sent(self, flow: Flow, record: Record, told: str) -> Iterator[bytes]:
        if not flow.sealed:
            flow.sealed = False
            yield from flow.carry(True, record, Notes(told))
        else:
            flow.notes.add(told)

    def _ended(self, flow: Flow, record: Record, told: str) -> Iterator[bytes]:
        yield from self._complete()
        how = _said(record, "how")
        if how == "reset":
            yield from flow.cut(False, record, Notes(told))
        elif how == "fin":  # a close_notify is no end of TCP's
            yield from flow.end(False, record, Notes(told))

    def _closed(self, flow: Flow, record: Record, told: str) -> Iterator[bytes]:
        yield from self._complete()
        close = flow.cut if _said(record, "how") == "reset" else flow.end
        ours = close == flow.end or _said(record, "by") == "us"
        yield from close(ours, record, Notes(told))
        del self._flows[record.connection]


def _goes_on(record: Record, before: Record) -> bool:
    """Whether it may still be about what a TLS record held."""
    return record.connection == before.connection and record.kind not in KEPT_TLS


def _said(record: Record, key: str) -> object:
    return record.detail.get(key) if isinstance(record.detail, dict) else None


Step = Callable[[_Capture, Flow, Record, str], Iterator[bytes]]

_STEPS: dict[int, Step] = {
    Kind.CONNECTION_OPENED: _Capture._opened,
    Kind.TLS_SECRETS: _Capture._secret,
    Kind.TLS_RECEIVED: _Capture._tls_received,
    Kind.TLS_SENT: _Capture._tls_sent,
    Kind.END_RECEIVED: _Capture._ended,
    Kind.CONNECTION_CLOSED: _Capture._closed,
    **dict.fromkeys(RECEIVED, _Capture._received),
    **dict.fromkeys(SENT, _Capture._sent),
}
