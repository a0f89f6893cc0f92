"""The playbook: a scripted peer for the endpoint's tests. Start with test_playbook_teaches_itself.

The peer is a plain frame factory on hyperframe and hpack, never our own codec, so both ends can't
share a bug. Every frame our end sends has to be asked for (`wants`, `wants_unordered`) before the
test ends; on a mismatch the whole conversation is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import hpack
import pytest
from hyperframe.frame import (
    ContinuationFrame,
    Frame,
    HeadersFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from h2craft.actions import Action
from h2craft.endpoint import CLIENT_GREETING, Endpoint, Event, Outcome
from h2craft.trace import RECEIVED, SENT, Journal, Kind, Origin, Record

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


class Peer:
    """The other end: says what a client, or a server, says, and reads what our end has put out."""

    GET = ((":method", "GET"), (":scheme", "https"), (":authority", "a.test"), (":path", "/"))
    POST = ((":method", "POST"), *GET[1:])

    def __init__(self, **options: Any) -> None:
        self.now = 1.0
        self.journal = Journal()
        self.endpoint = Endpoint(connection=1, journal=self.journal, **options)
        self.encoder = hpack.Encoder()
        self.decoder = hpack.Decoder()
        self.conversation: list[str] = []
        self.unread: list[Frame] = []
        self.sent_octets = b""
        self.received_octets = b""
        self.events: list[Event] = []

    # What the peer says

    def sends(self, *frames: Frame | bytes) -> list[Event]:
        """Send frames, or octets, in one flush. Returns the events our end made of them."""
        octets = b""
        for frame in frames:
            octets += frame if isinstance(frame, bytes) else frame.serialize()
            self.conversation.append(f"< {frame!r}")
        self.sent_octets += octets
        self.events = self.endpoint.receive(octets, self.now)
        self._read()
        return self.events

    def headers(self, stream_id: int, fields: Sequence[Any] = GET, *flags: str) -> HeadersFrame:
        """A HEADERS frame with a complete block unless flags say otherwise."""
        return HeadersFrame(
            stream_id, data=self.encoder.encode(list(fields)), flags=[*flags, "END_HEADERS"]
        )

    def request(self, stream_id: int, fields: Sequence[Any] = GET) -> list[Event]:
        return self.sends(self.headers(stream_id, fields, "END_STREAM"))

    # What we do

    def fires(self, action: Action, origin: Origin = Origin.HAND) -> Outcome:
        """Let our end do something."""
        outcome = self.endpoint.apply(action, self.now, origin=origin)
        self.conversation.append(f"  fired {action} -> {outcome}")
        self._read()
        return outcome

    def refused(self, action: Action, section: str) -> str:
        """Fire something that has to be refused, for a reason of that section."""
        outcome = self.fires(action)
        assert not outcome.accepted, self._story("should have been refused")
        assert outcome.section == section, self._story(f"section {outcome.section}: {outcome}")
        return outcome.reason

    def _read(self) -> None:
        octets = b"".join(self.endpoint.take_output())
        self.received_octets += octets
        while len(octets) >= 9:
            frame, length = Frame.parse_frame_header(memoryview(octets[:9]))
            frame.parse_body(memoryview(octets[9 : 9 + length]))
            octets = octets[9 + length :]
            self.unread.append(frame)
            self.conversation.append(f"> {frame!r}")

    # What the peer expects

    def wants(self, kind: type[Frame], **expected: Any) -> Any:
        """The next frame is of this kind, with these attributes (`flags` as a set)."""
        if not self.unread:
            pytest.fail(self._story(f"wanted {kind.__name__} {expected}, nothing was sent"))
        frame = self.unread.pop(0)
        if type(frame) is not kind:
            pytest.fail(self._story(f"wanted {kind.__name__} {expected}, got {frame!r}"))
        for name, value in expected.items():
            got = set(frame.flags) if name == "flags" else getattr(frame, name)
            if got != value:
                pytest.fail(self._story(f"wanted {name} {value!r}, got {got!r} in {frame!r}"))
        return frame

    def wants_fields(self, stream_id: int, **expected: Any) -> list[tuple[str, str]]:
        """A whole header block, decoded; CONTINUATION frames included."""
        frame = self.wants(HeadersFrame, stream_id=stream_id, **expected)
        block = frame.data
        while "END_HEADERS" not in frame.flags:
            frame = self.wants(ContinuationFrame, stream_id=stream_id)
            block += frame.data
        return [(str(name), str(value)) for name, value in self.decoder.decode(block)]

    def wants_nothing(self) -> None:
        if self.unread:
            pytest.fail(self._story(f"wanted nothing, got {self.unread}"))

    def _story(self, complaint: str) -> str:
        return "\n".join([complaint, "the conversation:", *self.conversation])

    # What was recorded

    def records(self, kind: Kind) -> list[Record]:
        return [record for record in self.journal.read(0, 100_000) if record.kind is kind]

    def octets_recorded(self, kinds: frozenset[Kind]) -> bytes:
        return b"".join(r.octets for r in self.journal.read(0, 100_000) if r.kind in kinds)

    def finish(self) -> None:
        """Nothing unread, and the journal has every octet of both directions once, in order."""
        self.wants_nothing()
        self.endpoint.receive_end(self.now, "fin")
        assert self.octets_recorded(RECEIVED) == self.sent_octets
        assert self.octets_recorded(SENT) == self.received_octets


@pytest.fixture
def meet() -> Iterator[Callable[..., Peer]]:
    """Make peers that have not said anything yet. Each is checked to the end."""
    peers: list[Peer] = []

    def make(**options: Any) -> Peer:
        peers.append(Peer(**options))
        return peers[-1]

    yield make
    for peer in peers:
        peer.finish()


@pytest.fixture
def call(meet: Callable[..., Peer]) -> Callable[..., Peer]:
    """Make peers that are servers, and we their client: past both prefaces and the ACKs."""

    def make(
        settings: dict[int, int] | None = None,
        ours: Sequence[tuple[int, int]] = ((2, 1),),
        **options: Any,
    ) -> Peer:
        greeting = CLIENT_GREETING.changed(ours, 65_535)
        peer = meet(role="client", greeting=greeting, **options)
        peer.endpoint.open(peer.now)
        preface, *frames = peer.endpoint.take_output()
        assert preface == PREFACE
        peer.received_octets += preface
        peer.endpoint.output = frames
        peer._read()
        peer.wants(SettingsFrame, stream_id=0)
        peer.sends(SettingsFrame(0, settings or {}), SettingsFrame(0, flags=["ACK"]))
        peer.wants(SettingsFrame, flags={"ACK"})
        return peer

    return make


@pytest.fixture
def greet(meet: Callable[..., Peer]) -> Callable[..., Peer]:
    """Make peers that are past both prefaces and both acknowledgements."""

    def make(settings: dict[int, int] | None = None, **options: Any) -> Peer:
        peer = meet(**options)
        peer.endpoint.open(peer.now)
        peer._read()
        peer.wants(SettingsFrame, stream_id=0)
        if peer.unread:
            peer.wants(WindowUpdateFrame, stream_id=0)
        peer.sends(PREFACE, SettingsFrame(0, settings or {}), SettingsFrame(0, flags=["ACK"]))
        peer.wants(SettingsFrame, flags={"ACK"})
        return peer

    return make
