"""One connection of a journal as packets with their comments. Knows records, and no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from h2craft.export import blocks
from h2craft.export.packetnotes import Notes
from h2craft.export.segments import End, Segments, ends
from h2craft.trace import Kind, Record

PORTS_OF_HTTP = frozenset({80, 1900, 2710, 2869, 3128, 3132, 5985, 8080, 8088, 11371})
"""Where Wireshark looks for HTTP by itself, and nowhere else for HTTP/2 without TLS."""

HTTP, HTTPS = 80, 443
HELD_OCTETS = 1 << 20  # of what waits for a client's first word
SECOND = 10**9

EARLY = "written before the client said anything: Wireshark knows HTTP/2 by the client's preface"
LOST = "records are missing before this one"


class Flow:
    """See the module. Every method gives blocks of a capture.

    began   when the journal began, nanoseconds since 1970
    sealed  it is TLS that is carried; None while that is not known, and nothing is written
    notes   about records that will be in the TLS record that is written next
    """

    def __init__(self, record: Record, began: int, role: str) -> None:
        detail = record.detail if record.kind == Kind.CONNECTION_OPENED else None
        self._said: dict[str, Any] = detail if isinstance(detail, dict) else {}
        self._record = record
        self._began = began
        self._client = self._said.get("role", role) == "client"
        self._segments: Segments | None = None
        self._held: list[tuple[Record, Notes]] = []
        self._held_octets = 0
        self._heard = False
        self._lost = False
        self.sealed: bool | None = False if self._said.get("scheme") == "http" else None
        self.notes = Notes()

    def seal(self) -> bool:
        """It is TLS that is carried, unless it is known already what is."""
        if self.sealed is None:
            self.sealed = True
        return self.sealed

    def open(self) -> Iterator[bytes]:
        """TCP's handshake, once it is known what is carried; nothing the second time."""
        if self._segments is None and self.sealed is not None:
            self._segments, text = self._made()
            notes = Notes(text)
            packets = zip((True, False, True), self._segments.open(), strict=True)
            yield from self._blocks(
                ((first is self._client, packet) for first, packet in packets), self._record, notes
            )

    def carry(self, ours: bool, record: Record, notes: Notes) -> Iterator[bytes]:
        """A record's octets; what we say before the client has said anything waits for that."""
        if ours and not self.sealed and not self._client and not self._heard:
            notes.add(EARLY)
            self._held.append((record, notes))
            self._held_octets += len(record.octets)
            if self._held_octets > HELD_OCTETS:
                yield from self.release()
            return
        yield from self._carry(ours, record, notes)
        if not self._heard:
            yield from self.release()

    def release(self) -> Iterator[bytes]:
        """What has waited."""
        held, self._held, self._heard = self._held, [], True
        for record, notes in held:
            yield from self._carry(True, record, notes)

    def lose(self) -> None:
        """Records are missing from here on."""
        self._lost = True
        if self._segments is not None:
            self._segments.lose()

    def end(self, ours: bool, record: Record, notes: Notes) -> Iterator[bytes]:
        """FIN of one end."""
        yield from self._closing(Segments.end, ours, record, notes)

    def cut(self, ours: bool, record: Record, notes: Notes) -> Iterator[bytes]:
        """RST of one end."""
        yield from self._closing(Segments.cut, ours, record, notes)

    def _closing(self, how: Any, ours: bool, record: Record, notes: Notes) -> Iterator[bytes]:
        self.sealed = bool(self.sealed)
        yield from self.open()
        yield from self.release()
        yield from self._blocks(how(self._segments, ours), record, notes)

    def _carry(self, ours: bool, record: Record, notes: Notes) -> Iterator[bytes]:
        yield from self.open()
        assert self._segments is not None  # whoever carries knows what
        if self._lost:
            self._lost = False
            notes.add(LOST)
        yield from self._blocks(self._segments.carry(ours, record.octets), record, notes)

    def _blocks(
        self, packets: Iterable[tuple[bool, bytes]], record: Record, notes: Notes
    ) -> Iterator[bytes]:
        """The packets of one record, the notes at the first."""
        at = self._began + round(record.at * SECOND)
        comments = notes.texts()
        for ours, packet in packets:
            yield blocks.packet(packet, at, blocks.OUTBOUND if ours else blocks.INBOUND, comments)
            comments = []

    def _made(self) -> tuple[Segments, str]:
        """The connection on the ports it is shown on, and a line about it."""
        peer, local = ends(_address(self._said.get("peer")), _address(self._said.get("local")))
        text = f"connection {self._record.connection}: {_shown(peer)} and {_shown(local)}, ours"
        server = peer if self._client else local
        shown = replace(server, port=self._port(server.port))
        if shown != server:
            text += f"; port {shown.port} stands for {server.port}, for Wireshark to know it by"
        if self._said.get("scheme") == "https" and not self.sealed:
            text += "; what TLS has carried"
        if self._client:
            return Segments(shown, local, local, self._record.connection), text
        return Segments(peer, shown, peer, self._record.connection), text

    def _port(self, port: int) -> int:
        known = port in PORTS_OF_HTTP
        if self.sealed:
            return HTTPS if known else port
        return port if known else HTTP


def _address(given: object) -> tuple[str, int]:
    """As CONNECTION_OPENED has it."""
    if isinstance(given, list | tuple) and len(given) > 1 and isinstance(given[1], int):
        return str(given[0]), given[1]
    return "", 0


def _shown(end: End) -> str:
    host = f"[{end.address}]" if end.address.version == 6 else f"{end.address}"
    return f"{host}:{end.port}"
