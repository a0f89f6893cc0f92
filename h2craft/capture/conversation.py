"""One TCP connection of a capture, as the records a server would have of it. Pure.

Theory of operation. The end that was connected to is "us". Until it is clear that HTTP/2 is spoken
what comes is kept, up to a limit; a connection that speaks something else leaves no record. Where
octets are missing everything behind them waits, of both directions, since what one end says is
only understood with what the other has said. When the missing octets cannot come any more, that is
said in a record, and nothing after it is shown: no frame is guessed, and nobody is blamed for
octets that the capture has lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from h2craft.capture.end import End, Happening, Tell
from h2craft.capture.handshake import CLOSE_NOTIFY, Handshake, alert_name
from h2craft.capture.packet import ACK, RST, SYN, Address, Packet
from h2craft.capture.parking import Parked, Parking
from h2craft.capture.speech import (
    Speech,
    Upgrade,
    begins,
    is_clients,
    opens_with_settings,
    speech_of,
    tunnel_of,
    upgrade_of,
)
from h2craft.trace import Kind, Origin

EARLY_OCTETS = 64 << 10
"""Kept of a connection until it is clear what it speaks."""

IN_THE_MIDDLE = "the capture begins in the middle of it"
NO_KEYS = "not decrypted: no keys for this connection; --keylog FILE gives them"


class Conversation:
    """Feed it the segments of one connection, in their order; it tells what happened.

    stream  tshark's number of it
    speech  what is spoken, as far as it is known
    sealed  it is HTTP/2 as far as can be told, and there are no keys
    why     what is spoken instead of HTTP/2, in words
    waits   since when something of it may still come that has an earlier place; None: nothing
    """

    def __init__(self, first: Packet, at: int, tell: Tell) -> None:
        self.stream = first.stream
        self.speech = Speech.UNDECIDED
        self.sealed = False
        self.why = ""
        self.waits: int | None = at
        self._tell = tell
        self._opened_at = at
        self._number = first.number
        self._ends = (End(first.source), End(first.target))
        self._client: End | None = None
        self._handshake = Handshake()
        self._early: list[tuple[int, End, bytes]] = []
        self._upgrade: Upgrade | None = None
        self._tunnel = ""
        self._parking = Parking()
        self._lost = False
        self._closer = ""
        self._closed = False

    @property
    def names(self) -> str:
        """Who talks to whom, as far as that is known."""
        client = self._client or self._ends[0]
        return f"{_place(client.address)} to {_place(self._other(client).address)}"

    def take(self, packet: Packet, at: int) -> None:
        """The next segment."""
        end = self._end(packet)
        if self._client is None and packet.flags & SYN:
            self._meet(self._other(end) if packet.flags & ACK else end)
        if packet.flags & RST:
            self._stop_waiting(at)
            self._reset(end, at)
            return
        if packet.flags & ACK:
            self._other(end).flow.acknowledge(packet.ack)
        parked = Parked(at, packet, end.flow.take(packet))
        if not self._lost and any(one.flow.hole for one in self._ends):
            self._park(parked)
            return
        for one in (*self._parking.leave(), parked):
            self._come(self._end(one.packet), one)
        self.waits = self._opened_at if self._undecided else None

    def finish(self, at: int) -> None:
        """The capture ends here."""
        self._stop_waiting(at)
        self._decide(at, last=True)
        if self._shown and not self._lost:
            for end in self._ends:
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

    @property
    def _shown(self) -> bool:
        """There are records of it, and may be more."""
        return self.speech in (Speech.HTTP2, Speech.UPGRADED) and not self._closed

    # What is missing

    def _park(self, parked: Parked) -> None:
        self.waits = self._opened_at if self._undecided else self.waits or parked.at
        self._parking.put(parked, acked=any(one.flow.acked for one in self._ends))
        if self._parking.in_vain:
            self._stop_waiting(parked.at)

    def _stop_waiting(self, at: int) -> None:
        """What is missing will not come any more."""
        waiting = self._parking.leave()
        if not waiting:
            return
        end = next(one for one in self._ends if one.flow.hole)
        missing = f"{end.flow.missing:,} octets that {end.who} has sent"
        self._decide(at, last=True)
        self._lose(
            waiting[0].at,
            f"the capture does not have {missing}, before packet {waiting[0].packet.number}",
        )

    def _lose(self, at: int, why: str) -> None:
        told = self._lost or not self._shown
        self._lost, self.waits = True, None
        if not told:
            reason = f"{why}: what follows on this connection cannot be told apart"
            self._tell(Happening(at, Kind.RECORDS_LOST, detail={"reason": reason}))

    # What comes

    def _come(self, end: End, parked: Parked) -> None:
        """A segment before which nothing is missing, unless something is lost for good."""
        at, packet, new = parked
        if self._client is None and new:
            self._guess_client(end, new)
        if self.speech is not Speech.OTHER and not self._lost:
            if self._is_tls(end, new):
                self._decrypted(end, packet, at)
            elif new:
                self._speak(end, at, new)
        if end.flow.ended and not end.finished:
            self._fin(end, at)

    def _guess_client(self, end: End, octets: bytes) -> None:
        """Where the capture begins after the connection did."""
        if is_clients(octets):
            self._meet(end)
        else:
            self._turn_away(IN_THE_MIDDLE)

    def _is_tls(self, end: End, new: bytes) -> bool:
        if self._handshake.greeted:
            return True
        if not (end.client and self._undecided and new[:2] == b"\x16\x03"):
            return False
        if not end.first:
            return True
        self._tunnel = tunnel_of(end.first, self._other(end).first)
        if self._tunnel:
            self._forget()  # it was said to the proxy
        return bool(self._tunnel)

    def _decrypted(self, end: End, packet: Packet, at: int) -> None:
        """What the segment completes of TLS: what was said in it, then what TLS itself says."""
        known = self._handshake
        known.take(packet.tls, len(packet.opened))
        for octets in filter(None, packet.opened):
            self._speak(end, at, octets)
        if not known.may_be_http2:
            self._turn_away(f"ALPN {known.chosen or ', '.join(known.offered or ())}")
        elif known.sealed and not known.opened:
            self._decide(at, last=True)
        elif known.sealed and self._shown and not self.sealed:
            self._lose(at, f"TLS could not be decrypted in packet {packet.number}")
        for alert in packet.tls.alerts:
            self._alert(end, alert, at)

    def _speak(self, end: End, at: int, octets: bytes) -> None:
        if not self._undecided:
            self._say(end, at, octets)
            return
        end.first += octets
        self._early.append((at, end, octets))
        self._decide(at)

    def _alert(self, end: End, alert: int, at: int) -> None:
        if alert == CLOSE_NOTIFY:
            if self._shown and end.client and not end.ended:
                self._end_received(end, at, {"how": "close-notify"})
        elif self._undecided:
            self._open()
            self.speech = Speech.HTTP2
            detail = {**self._handshake.detail(), "reason": f"{end.who} says {alert_name(alert)}"}
            origin = Origin.PEER if end.client else Origin.ENGINE
            self._tell(Happening(at, Kind.TLS_FAILED, b"", origin, detail))
        elif self._shown:
            text = f"{end.who} says by a TLS alert: {alert_name(alert)}"
            self._tell(Happening(at, Kind.NOTED, detail={"text": text}))

    # What is spoken

    def _decide(self, at: int, *, last: bool = False) -> None:
        """Say what it is as soon as that is clear; `last`: nothing more will come."""
        if not self._undecided:
            return
        client = self._client
        if client is None:
            self._turn_away(IN_THE_MIDDLE if last else "")
            return
        server = self._other(client)
        speech = speech_of(client.first, server.first)
        if self._handshake.chosen == "h2" and (client.first or server.first):
            speech = Speech.HTTP2
        last = last or len(client.first) + len(server.first) > EARLY_OCTETS
        if speech in (Speech.HTTP2, Speech.UPGRADED):
            self._begin(at, speech, client, server)
        elif speech is Speech.OTHER or last:
            self._conclude(at, client)

    def _conclude(self, at: int, client: End) -> None:
        """No HTTP/2 was seen. Where that is for want of keys, it is said."""
        known = self._handshake
        if not known.greeted:
            self._turn_away(begins(client.first or self._other(client).first))
        elif known.sealed and not known.opened and known.offered:
            self.sealed, self.speech, self.waits = True, Speech.HTTP2, None
            self._open()
            detail = {"text": NO_KEYS, **known.detail()}
            self._tell(Happening(at, Kind.NOTED, detail=detail))
        else:
            offered = ", ".join(known.offered or ())
            self._turn_away(f"TLS, ALPN {offered}" if offered else "TLS without ALPN, no keys")

    def _turn_away(self, why: str) -> None:
        """It is not HTTP/2, and leaves no record."""
        if why and self._undecided:
            self.speech, self.why, self.waits = Speech.OTHER, why, None
            self._forget()

    def _forget(self) -> list[tuple[int, End, bytes]]:
        early, self._early = self._early, []
        for end in self._ends:
            end.first = b""
        return early

    def _begin(self, at: int, speech: Speech, client: End, server: End) -> None:
        self.speech, self.waits = speech, None
        self._open()
        if self._handshake.greeted:
            self._tell(Happening(at, Kind.TLS_ESTABLISHED, detail=self._handshake.detail()))
        if speech is Speech.UPGRADED:
            self._upgrade = upgrade_of(client.first, server.first)
            client.plain, server.plain = self._upgrade.request, self._upgrade.response
            if self._upgrade.chunked:
                self._lose(at, "the request that asks for the upgrade has a chunked body")
        for then, end, octets in self._forget():
            self._say(end, then, octets)
        if client.finished:
            self._tell_fin(client, at)

    def _open(self) -> None:
        client = self._client or self._ends[0]
        detail: dict[str, Any] = {"peer": [*client.address]}
        detail["local"] = [*self._other(client).address]
        detail["scheme"] = "https" if self._handshake.greeted else "http"
        if self._tunnel:
            detail["tunnel"] = self._tunnel
        detail |= {"packet": self._number, "tcp_stream": self.stream}
        self._tell(Happening(self._opened_at, Kind.CONNECTION_OPENED, detail=detail))

    # Octets of HTTP/2, and of HTTP/1.1 before it

    def _say(self, end: End, at: int, octets: bytes) -> None:
        known = end.flow.begun or end.octets or end.plain or end.client
        if not (known or opens_with_settings(octets)):
            self._lose(at, "the capture begins in the middle of what the server says")
        if self._lost or not self._shown:
            return
        if end.plain:
            self._switch(end, at)
            self._tell(end.say_plain(at, octets[: (plain := end.plain)]))
            octets = octets[plain:]
        self._tell_all(end.say(at, octets))

    def _switch(self, end: End, at: int) -> None:
        """UPGRADED stands before the response that grants it."""
        upgrade = self._upgrade
        if upgrade is None or upgrade.told or end.client or end.octets < upgrade.switching:
            return
        self._upgrade = upgrade._replace(told=True)
        settings = upgrade.settings
        detail = {"from": "h2c", "settings": None if settings is None else settings.hex()}
        self._tell(Happening(at, Kind.UPGRADED, detail=detail))

    def _tell_all(self, happenings: Iterable[Happening]) -> None:
        for happening in happenings:
            self._tell(happening)

    # The end

    def _cut_off(self, end: End, at: int, how: str) -> None:
        if not (end.ended or self._lost):
            self._tell_all(end.cut_off(at, how))

    def _end_received(self, end: End, at: int, detail: dict[str, Any]) -> None:
        self._cut_off(end, at, detail["how"])
        end.ended = True
        self._tell(Happening(at, Kind.END_RECEIVED, b"", Origin.PEER, detail))

    def _fin(self, end: End, at: int) -> None:
        """FIN; of a connection that was lost from sight too."""
        end.finished = True
        self._closer = self._closer or end.side
        both = all(one.finished for one in self._ends)
        if both:
            self._decide(at, last=True)
        if self._shown:
            self._tell_fin(end, at)
            if both:
                self._close(at, "fin")

    def _tell_fin(self, end: End, at: int) -> None:
        if end.client:
            detail = {"how": "fin"}
            if self._handshake.greeted and not (end.ended or self.sealed or self._lost):
                detail["tls"] = "no close_notify"
            self._end_received(end, at, detail)
        self._cut_off(end, at, "fin")
        end.ended = True

    def _reset(self, end: End, at: int) -> None:
        self._decide(at, last=True)
        if not self._shown:
            return
        for one in self._ends:
            self._cut_off(one, at, "reset")
        if end.client:
            self._end_received(end, at, {"how": "reset"})
        self._closer = self._closer or end.side
        self._close(at, "reset")

    def _close(self, at: int, how: str) -> None:
        self._closed = True
        client = self._client or self._ends[0]
        detail: dict[str, Any] = {"how": how, "by": self._closer}
        detail["octets_received"] = client.octets
        detail["octets_sent"] = self._other(client).octets
        self._tell(Happening(at, Kind.CONNECTION_CLOSED, detail=detail))


def _place(address: Address) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
