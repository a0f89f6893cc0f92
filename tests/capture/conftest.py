"""TCP segments made by hand, for what reads captures, and captures of real clients.

The captures beside this file: `tls13.pcapng` is curl against nghttpd over TLS 1.3, with the secrets
inside, then curl without keys, then HTTP/1.1. `tls12.pcap` is curl with TLS 1.2, its secrets in
`tls12.keys`. `h2c.pcap`, by tcpdump on all interfaces: curl with prior knowledge, nghttp with a
push, curl with `Upgrade: h2c` by GET and by POST, HTTP/1.1.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from h2craft.capture.conversation import Conversation
from h2craft.capture.end import Happening
from h2craft.capture.packet import ACK, FIN, RST, SYN, Packet, Tls
from h2craft.wire import PREFACE, encode_stateless, frame_octets

HERE = Path(__file__).parent
CLIENT, SERVER = ("192.0.2.7", 51_000), ("2001:db8::1", 8443)
MILLISECOND = 1_000_000
PLAIN = Tls()

SETTINGS = frame_octets(4, 0, 0, b"")
ACKED = frame_octets(4, 1, 0, b"")
REQUEST = frame_octets(
    1,
    0x5,
    1,
    encode_stateless(
        [
            (b":method", b"GET"),
            (b":scheme", b"http"),
            (b":authority", b"x"),
            (b":path", b"/"),
        ]
    ),
)
RESPONSE = frame_octets(1, 0x4, 1, encode_stateless([(b":status", b"200")]))
BODY = frame_octets(0, 0x1, 1, b"hello")


class Wire:
    """The segments of one connection in the making, a millisecond apart; `packets` has them."""

    def __init__(self, stream: int = 0, *, first: int = 4_294_967_000, at: int = 0) -> None:
        self.packets: list[Packet] = []
        self._stream = stream
        self._seq = {CLIENT: first, SERVER: 77}
        self._at = at

    def put(
        self,
        source: tuple[str, int],
        payload: bytes = b"",
        flags: int = ACK,
        *,
        length: int | None = None,
        seq: int | None = None,
        tls: Tls = PLAIN,
        opened: tuple[bytes, ...] = (),
    ) -> Packet:
        """A segment at the next sequence number, or at `seq`; then that does not go on."""
        target = SERVER if source == CLIENT else CLIENT
        self._at += 1
        octets = len(payload) if length is None else length
        packet = Packet(
            number=len(self.packets) + 1,
            at=f"{1_700_000_000 + self._at // 1000}.{self._at % 1000:03}000000",
            stream=self._stream,
            source=source,
            target=target,
            flags=flags,
            seq=self._seq[source] if seq is None else seq,
            ack=self._seq[target],
            length=octets,
            payload=payload,
            tls=tls,
            opened=opened,
        )
        if seq is None:
            taken = octets + bool(flags & SYN) + bool(flags & FIN)
            self._seq[source] = (self._seq[source] + taken) % (1 << 32)
        self.packets.append(packet)
        return packet

    def seq(self, source: tuple[str, int]) -> int:
        """The next sequence number of that end."""
        return self._seq[source]

    def opens(self) -> Wire:
        self.put(CLIENT, flags=SYN)
        self.put(SERVER, flags=SYN | ACK)
        self.put(CLIENT)
        return self

    def client(self, *payloads: bytes, **more: Any) -> Wire:
        for payload in payloads:
            self.put(CLIENT, payload, **more)
        return self

    def server(self, *payloads: bytes, **more: Any) -> Wire:
        for payload in payloads:
            self.put(SERVER, payload, **more)
        return self

    def exchange(self) -> Wire:
        """One request and its response."""
        self.client(PREFACE + SETTINGS).server(SETTINGS + ACKED)
        return self.client(ACKED + REQUEST).server(RESPONSE, BODY)

    def closes(self) -> Wire:
        self.put(CLIENT, flags=ACK | FIN)
        self.put(SERVER, flags=ACK | FIN)
        self.put(CLIENT)
        return self

    def resets(self, source: tuple[str, int] = CLIENT) -> Wire:
        self.put(source, flags=RST)
        return self


class Heard:
    """A conversation that has taken segments, and what it told."""

    def __init__(self, packets: Iterable[Packet], *, finish: bool = True) -> None:
        packets = list(packets)
        self.told: list[Happening] = []
        self.conversation = Conversation(packets[0], MILLISECOND, self.told.append)
        for number, packet in enumerate(packets, 1):
            self.conversation.take(packet, number * MILLISECOND)
        if finish:
            self.conversation.finish((len(packets) + 1) * MILLISECOND)

    @property
    def kinds(self) -> list[str]:
        return [one.kind.name for one in self.told]

    def octets(self, *kinds: str) -> bytes:
        return b"".join(one.octets for one in self.told if one.kind.name in kinds)

    def detail(self, kind: str) -> dict[str, Any]:
        """Of the one record of that kind."""
        (found,) = [one.detail for one in self.told if one.kind.name == kind]
        return found or {}


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture(scope="session")
def make_wire() -> type[Wire]:
    return Wire


@pytest.fixture(scope="session")
def heard() -> type[Heard]:
    return Heard


@pytest.fixture(scope="session")
def captures() -> Path:
    """The folder of the captures."""
    return HERE


@pytest.fixture(scope="session")
def tshark() -> str:
    """The program; where it is not installed the test is skipped."""
    found = shutil.which("tshark")
    if found is None:
        pytest.skip("tshark is not installed")
    return found
