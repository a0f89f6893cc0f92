"""One TCP connection of a capture, as the records a server would have of it. Pure.

Theory of operation. The end that was connected to is "us". Until it is clear that HTTP/2 is spoken
what comes is kept, up to a limit; a connection that speaks something else leaves no record. Where
octets are missing everything behind them waits, of both directions, since what one end says is
only understood with what the other has said. When the missing octets cannot come any more, that is
said in a record, and nothing after it is shown: no frame is guessed, and nobody is blamed for
octets that the capture has lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from h2craft.capture.flow import Flow
from h2craft.capture.handshake import CLOSE_NOTIFY, Handshake, alert_name
from h2craft.capture.packet import ACK, RST, SYN, Address, Packet
from h2craft.capture.speech import (
    Speech,
    Upgrade,
    begins,
    is_clients,
    opens_with_settings,
    speech_of,
    upgrade_of,
)
from h2craft.trace import Kind, Origin
from h2craft.wire import ACK as ACK_FLAG
from h2craft.wire import FrameType, PieceKind, Splitter

EARLY_OCTETS = 64 << 10
"""Kept of a connection until it is clear what it speaks."""

PARKED_OCTETS = 16 << 20
PARKED_AFTER_ACK = 64
"""Segments the missing octets may still come behind once the other end has said that it has them:
an interface with several queues hands segments out of order."""

_AUTOMATIC = frozenset((FrameType.SETTINGS, FrameType.WINDOW_UPDATE))


class Happening(NamedTuple):
    """A record in the making; `at` in nanoseconds since the Unix epoch."""

    at: int
    kind: Kind
    octets: bytes = b""
    origin: Origin = Origin.ENGINE
    detail: dict[str, Any] | None = None


Tell = Callable[[Happening], None]


class End:
    """One of the two ends: what it says, and how far it was understood."""

    __slots__ = ("address", "client", "ended", "first", "flow", "octets", "plain", "splitter")

    def __init__(self, address: Address) -> None:
        self.address = address
        self.client = False
        self.flow = Flow()
        self.first = b""  # what it has said while it was not clear what it speaks
        self.plain = 0  # octets of HTTP/1.1 that are still to come before HTTP/2
        self.splitter = Splitter(expect_preface=False)
        self.octets = 0
        self.ended = False

    def becomes(self, *, client: bool) -> None:
        self.client = client
        self.splitter = Splitter(expect_preface=client)


class Conversation:
    """Feed it the segments of one connection; it tells what happened.

    speech   what is spoken, as far as it is known
    sealed   HTTP/2 as far as can be told, and no keys
    why      what is spoken instead of HTTP/2, in words
    waits    since when something of it may still come that has an earlier place; None: nothing
    """

    def __init__(self, first: Packet, at: int, tell: Tell) -> None:
        self.number = first.number
        self.speech = Speech.UNDECIDED
        self.sealed = False
        self.why = ""
        self.waits: int | None = at
        self._tell = tell
        self._opened_at = at
        self._stream = first.stream
        self._ends = (End(first.source), End(first.target))
        self._client: End | None = None
        self._handshake = Handshake()
        self._early: list[tuple[int, End, bytes]] = []
        self._upgrade: Upgrade | None = None
        self._parked: list[tuple[int, Packet, bytes]] = []
        self._parked_octets = 0
        self._since_ack = 0
        self._lost = False
        self._closer = ""
        self._closed = False

    @property
    def names(self) -> str:
        """Who talks to whom, as far as that is known."""
        client, server = self._client or self._ends[0], self._other(self._client or self._ends[0])
        return f"{_place(client.address)} to {_place(server.address)}"

    def take(self, packet: Packet, at: int) -> None:
        """The next segment."""
        end = self._end(packet)
        if self._client is None and packet.flags & SYN:
            self._meet(self._other(end) if packet.flags & ACK else end)
        if packet.flags & RST:
            self._give_up_waiting(at)
            self._reset(end, at)
            return
        new = end.flow.take(packet)
        if self._lost:
            self._end_quietly(end, at)
        elif any(one.flow.hole for one in self._ends):
            self._park(packet, at, new)
        else:
            parked, self._parked = self._parked, []
            self._parked_octets = self._since_ack = 0
            for then, earlier, octets in parked:
                self._come(self._end(earlier), earlier, then, octets)
            self._come(end, packet, at, new)
            self.waits = self._opened_at if self._undecided else None

    def finish(self, at: int) -> None:
        """The capture ends here."""
        self._give_up_waiting(at)
        if self._undecided:
            self._decide(at, last=True)
        if self.speech in (Speech.HTTP2, Speech.UPGRADED) and not (self._closed or self._lost):
            for end in self._ends:
                if not end.ended:
                    self._cut_off(end, at, "the capture ends")
        self.waits = None

    # Who is who

    def _end(self, packet: Packet) -> End:
        return self._ends[packet.source != self._ends[0].address]

    def _other(self, end: End) -> End:
        return self._ends[end is self._ends[0]]

    def _meet(self, client: End) -> None:
        self._client = client
        for end in self._ends:
            end.becomes(client=end is client)

    @property
    def _undecided(self) -> bool:
        return self.speech is Speech.UNDECIDED

    # What is missing

    def _park(self, packet: Packet, at: int, new: bytes) -> None:
        self.waits = self._opened_at if self._undecided else self.waits or at
        self._parked.append((at, packet, new))
        self._parked_octets += len(packet.payload)
        lost = [one for one in self._ends if one.flow.hole]
        sender = self._end(packet)
        if any(self._other(one) is sender for one in lost) and packet.flags & ACK:
            acked = [one for one in lost if one.flow.acknowledged(packet.ack)]
            self._since_ack += bool(acked)
        self._since_ack += bool(self._since_ack)
        if self._since_ack > PARKED_AFTER_ACK or self._parked_octets > PARKED_OCTETS:
            self._give_up_waiting(at)

    def _give_up_waiting(self, at: int) -> None:
        """What is missing will not come any more."""
        if not self._parked:
            return
        then, packet, _ = self._parked[0]
        end = next((one for one in self._ends if one.flow.hole), self._ends[0])
        who = "the client" if end.client else "the server"
        text = f"{end.flow.missing:,} octets that {who} has sent, before packet {packet.number}"
        self._parked = []
        self._lose(then, f"the capture does not have {text}")
        if self._undecided:
            self._decide(at, last=True)

    def _lose(self, at: int, why: str) -> None:
        if self._lost:
            return
        self._lost = True
        self.why = self.why or why
        if self.speech in (Speech.HTTP2, Speech.UPGRADED):
            reason = f"{why}: what follows on this connection cannot be told apart"
            self._tell(Happening(at, Kind.RECORDS_LOST, detail={"reason": reason}))
        self.waits = None

    # What comes

    def _come(self, end: End, packet: Packet, at: int, new: bytes) -> None:
        """A segment whose octets are all there."""
        if self.speech is Speech.OTHER or self._lost:
            self._end_quietly(end, at)
            return
        if new and self._client is None:
            self._guess_client(end, new)
        secret = self._is_tls(end, new)
        if secret:
            self._handshake.take(packet.tls, len(packet.opened))
        for octets in packet.opened if secret else (new,):
            if octets:
                self._speak(end, at, octets)
        if secret:
            self._shake(end, packet, at)
        if end.flow.ended and not end.ended:
            self._fin(end, at)

    def _guess_client(self, end: End, octets: bytes) -> None:
        """Where the capture begins after the connection did."""
        if is_clients(octets):
            self._meet(end)
        else:
            self.speech, self.waits = Speech.OTHER, None
            self.why = "the capture begins in the middle of it"

    def _is_tls(self, end: End, new: bytes) -> bool:
        if end.client and not self._handshake.greeted and not end.first and self._undecided:
            return new[:2] == b"\x16\x03"
        return self._handshake.greeted

    def _speak(self, end: End, at: int, octets: bytes) -> None:
        if not self._undecided:
            self._say(end, at, octets)
            return
        end.first += octets
        self._early.append((at, end, octets))
        self._decide(at)

    def _shake(self, end: End, packet: Packet, at: int) -> None:
        """What TLS itself says."""
        known = self._handshake
        if not known.may_be_http2:
            self._turn_away(f"ALPN {known.chosen or ', '.join(known.offered or ())}")
            return
        if known.sealed and self._undecided and not known.opened:
            self._decide(at, last=True)
        elif known.sealed and not self._undecided and not self.sealed:
            self._lose(at, f"TLS could not be decrypted in packet {packet.number}")
        for alert in packet.tls.alerts:
            self._alert(end, alert, at)

    def _alert(self, end: End, alert: int, at: int) -> None:
        who = "the client" if end.client else "the server"
        if self._undecided and alert != CLOSE_NOTIFY:
            self._open()
            detail = {**self._handshake.detail(), "reason": f"{who} says {alert_name(alert)}"}
            self._tell(Happening(at, Kind.TLS_FAILED, b"", _origin(end), detail))
            self.speech = Speech.HTTP2
        elif self.speech not in (Speech.HTTP2, Speech.UPGRADED):
            return
        elif alert != CLOSE_NOTIFY:
            text = f"{who} says by a TLS alert: {alert_name(alert)}"
            self._tell(Happening(at, Kind.NOTED, detail={"text": text}))
        elif end.client and not end.ended:
            self._cut_off(end, at, "close-notify")
            self._tell(Happening(at, Kind.END_RECEIVED, b"", Origin.PEER, {"how": "close-notify"}))
            end.ended = True

    # What is spoken

    def _decide(self, at: int, *, last: bool = False) -> None:
        """Say what it is as soon as that is clear; `last`: nothing more will come."""
        client = self._client
        if client is None:
            self._turn_away("the capture begins in the middle of it" if last else "")
            return
        server = self._other(client)
        speech = speech_of(client.first, server.first)
        known = self._handshake
        if known.chosen == "h2" and (client.first or server.first):
            speech = Speech.HTTP2
        if speech is Speech.UNDECIDED and len(client.first) + len(server.first) > EARLY_OCTETS:
            speech = Speech.OTHER
        if speech in (Speech.HTTP2, Speech.UPGRADED):
            self._begin(at, speech, client, server)
        elif speech is Speech.OTHER or last:
            self._conclude(at, client)

    def _conclude(self, at: int, client: End) -> None:
        """No HTTP/2 was seen. Where that is for want of keys, it is said."""
        known = self._handshake
        if known.sealed and not known.opened and known.may_be_http2 and known.offered:
            self.sealed, self.speech, self.waits = True, Speech.HTTP2, None
            self._open()
            text = "not decrypted: no keys for this connection; --keylog FILE gives them"
            self._tell(Happening(at, Kind.NOTED, detail={"text": text, **known.detail()}))
        elif known.greeted:
            offered = ", ".join(known.offered or ())
            self._turn_away(f"TLS, ALPN {offered}" if offered else "TLS without ALPN, no keys")
        else:
            self._turn_away(self.why or begins(client.first or self._other(client).first))

    def _turn_away(self, why: str) -> None:
        """It is not HTTP/2, and leaves no record."""
        if not why or not self._undecided:
            return
        self.speech, self.why, self.waits = Speech.OTHER, why, None
        self._early = []
        for end in self._ends:
            end.first = b""

    def _begin(self, at: int, speech: Speech, client: End, server: End) -> None:
        self.speech, self.waits = speech, None
        self._open()
        if self._handshake.greeted:
            self._tell(Happening(at, Kind.TLS_ESTABLISHED, detail=self._handshake.detail()))
        if speech is Speech.UPGRADED:
            self._upgrade = upgrade_of(client.first, server.first)
            client.plain, server.plain = self._upgrade.request, self._upgrade.response
        elif not server.flow.begun and not opens_with_settings(server.first) and server.first:
            self._lose(at, "the capture begins in the middle of what the server says")
        early, self._early = self._early, []
        for end in self._ends:
            end.first = b""
        for then, end, octets in early:
            self._say(end, then, octets)

    def _open(self) -> None:
        client = self._client or self._ends[0]
        self._tell(
            Happening(
                self._opened_at,
                Kind.CONNECTION_OPENED,
                detail={
                    "peer": [*client.address],
                    "local": [*self._other(client).address],
                    "scheme": "https" if self._handshake.greeted else "http",
                    "packet": self.number,
                    "tcp_stream": self._stream,
                },
            )
        )

    # Octets of HTTP/2, and of HTTP/1.1 before it

    def _say(self, end: End, at: int, octets: bytes) -> None:
        if self._lost or self._closed:
            return
        if end.plain:
            octets = self._say_plain(end, at, octets)
        for kind, piece in end.splitter.feed(octets):
            self._piece(end, at, kind, piece)

    def _say_plain(self, end: End, at: int, octets: bytes) -> bytes:
        """Octets of HTTP/1.1; returns what is behind them."""
        assert self._upgrade is not None
        now, left = octets[: end.plain], octets[end.plain :]
        switches = not end.client and self._upgrade.response - end.plain <= self._upgrade.switching
        if switches and end.octets + len(now) > self._upgrade.switching:
            settings = self._upgrade.settings
            detail = {"from": "h2c", "settings": None if settings is None else settings.hex()}
            self._tell(Happening(at, Kind.UPGRADED, detail=detail))
        kind = Kind.OCTETS_RECEIVED if end.client else Kind.OCTETS_SENT
        self._put(end, at, kind, now)
        end.plain -= len(now)
        return left

    def _piece(self, end: End, at: int, piece: PieceKind, octets: bytes) -> None:
        kinds = _RECEIVED if end.client else _SENT
        self._put(end, at, kinds[piece], octets)

    def _put(
        self,
        end: End,
        at: int,
        kind: Kind,
        octets: bytes,
        detail: dict[str, Any] | None = None,
    ) -> None:
        end.octets += len(octets)
        origin = Origin.PEER if end.client else _sent_by(kind, octets)
        self._tell(Happening(at, kind, octets, origin, detail))

    # The end

    def _cut_off(self, end: End, at: int, how: str) -> None:
        """What has come of a frame that never will be whole."""
        kind = Kind.OCTETS_RECEIVED if end.client else Kind.OCTETS_SENT
        for _, octets in end.splitter.end():
            self._put(end, at, kind, octets, {"cut_off": how})

    def _fin(self, end: End, at: int) -> None:
        if self._undecided:
            end.ended = True
            if all(one.ended for one in self._ends):
                self._decide(at, last=True)
            return
        self._end_quietly(end, at)

    def _end_quietly(self, end: End, at: int) -> None:
        """FIN, as far as it has come: of a connection that was lost from sight too."""
        if not end.flow.ended or self._closed or self.speech is Speech.OTHER or self._undecided:
            return
        self._closer = self._closer or _who(end)
        if not self._lost and not end.ended:
            self._cut_off(end, at, "fin")
        if end.client:
            detail = {"how": "fin"}
            if self._handshake.greeted and not end.ended:
                detail["tls"] = "no close_notify"
            self._tell(Happening(at, Kind.END_RECEIVED, b"", Origin.PEER, detail))
        end.ended = True
        if all(one.flow.ended for one in self._ends):
            self._close(at, "fin")

    def _reset(self, end: End, at: int) -> None:
        if self._undecided:
            self._decide(at, last=True)
        if self._closed or self.speech not in (Speech.HTTP2, Speech.UPGRADED):
            return
        if not self._lost:
            for one in self._ends:
                if not one.ended:
                    self._cut_off(one, at, "reset")
        if end.client:
            self._tell(Happening(at, Kind.END_RECEIVED, b"", Origin.PEER, {"how": "reset"}))
        self._closer = self._closer or _who(end)
        self._close(at, "reset")

    def _close(self, at: int, how: str) -> None:
        self._closed = True
        client = self._client or self._ends[0]
        detail: dict[str, Any] = {"how": how, "by": self._closer}
        detail["octets_received"] = client.octets
        detail["octets_sent"] = self._other(client).octets
        self._tell(Happening(at, Kind.CONNECTION_CLOSED, detail=detail))


_RECEIVED = {
    PieceKind.PREFACE: Kind.PREFACE_RECEIVED,
    PieceKind.FRAME: Kind.FRAME_RECEIVED,
    PieceKind.UNFRAMED: Kind.OCTETS_RECEIVED,
    PieceKind.OVERSIZE: Kind.OCTETS_RECEIVED,
}
_SENT = {
    PieceKind.PREFACE: Kind.PREFACE_SENT,
    PieceKind.FRAME: Kind.FRAME_SENT,
    PieceKind.UNFRAMED: Kind.OCTETS_SENT,
    PieceKind.OVERSIZE: Kind.OCTETS_SENT,
}


def _origin(end: End) -> Origin:
    return Origin.PEER if end.client else Origin.ENGINE


def _who(end: End) -> str:
    return "peer" if end.client else "us"


def _sent_by(kind: Kind, octets: bytes) -> Origin:
    """What any server says by itself is told from what it was made to say."""
    if kind is not Kind.FRAME_SENT:
        return Origin.ENGINE
    type_, flags = octets[3], octets[4]
    acks = type_ == FrameType.PING and flags & ACK_FLAG
    return Origin.AUTOMATIC if type_ in _AUTOMATIC or acks else Origin.SCRIPT


def _place(address: Address) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
