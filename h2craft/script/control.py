"""Calls that concern the connection rather than one response: control frames, raw frames, waits.

Shared by the response's writer and the connection facade. Control frames go through the wire
door: what is lawful keeps h2 in step, and what is not can still be said. Error codes, settings,
frame types and flags are RFC names in any case, or numbers.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from h2craft.actions import (
    AUTOMATIC_REPLIES,
    Action,
    AltSvc,
    Close,
    CloseHow,
    CraftedFrame,
    Door,
    GoAway,
    Origin,
    Ping,
    Policy,
    Priority,
    Raw,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    WindowUpdate,
)
from h2craft.script.channel import Channel, Outcome
from h2craft.script.errors import ProtocolError
from h2craft.trace import Record
from h2craft.wire import (
    ACK,
    FrameType,
    parse_error_code,
    parse_flags,
    parse_frame_type,
    parse_setting_id,
)

WAIT_SECONDS = 10.0
"""How long `barrier` and `settle` wait if not told."""

UNREAD_SECONDS = 30.0

_FRAME_HEADER_OCTETS = 9
_PING_ACK = "dir:received type:PING flag:ACK"
_SETTINGS_ACK = "dir:received type:SETTINGS flag:ACK"

SettingsLike = Mapping[Any, int] | Iterable[tuple[int | str, int]]


def octets(text: str | bytes) -> bytes:
    """Opaque octets; str as UTF-8. Raises TypeError for a number: it is not that many zeros."""
    if isinstance(text, int):
        raise TypeError(f"expected str or bytes, not {text!r}")
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else bytes(text)


def setting_pairs(settings: SettingsLike) -> tuple[tuple[int, int], ...]:
    """Identifiers and values in the order given. Raises ValueError for an unknown name."""
    items = settings.items() if isinstance(settings, Mapping) else settings
    return tuple((parse_setting_id(name), int(value)) for name, value in items)


class Control:
    """The calls that need no stream. `stream_id=None` is `default_stream_id`; 0 is stream 0."""

    def __init__(self, channel: Channel, since: int = 0) -> None:
        self._channel = channel
        self._seen = since
        self._barriers = 0  # so far

    @property
    def default_stream_id(self) -> int:
        """The stream that is meant where a call names none."""
        return self._channel.stream_id

    def _stream(self, stream_id: int | None) -> int:
        return self.default_stream_id if stream_id is None else stream_id

    def fire(self, action: Action) -> Outcome | None:
        """Any action at all. Raises ProtocolError when refused."""
        return self._channel.fire(action)

    def _wire(self, frame: CraftedFrame) -> None:
        self._channel.fire(Send(frames=(frame,), door=Door.WIRE))

    def write_settings(self, settings: SettingsLike = (), ack: bool = False) -> None:
        """SETTINGS, RFC 9113 6.5. A list of pairs keeps its order and its duplicates."""
        self._wire(Settings(pairs=setting_pairs(settings), ack=ack))

    def write_ping(self, opaque_data: str | bytes = bytes(8), ack: bool = False) -> None:
        """PING, RFC 9113 6.7. Eight octets are lawful; any number is written."""
        self._wire(Ping(opaque_data=octets(opaque_data), ack=ack))

    def write_goaway(
        self,
        last_stream_id: int | None = None,
        error_code: int | str = 0,
        debug_data: str | bytes = b"",
    ) -> None:
        """GOAWAY, RFC 9113 6.8. `last_stream_id` None is the highest the peer opened."""
        code = parse_error_code(error_code)
        self._wire(
            GoAway(last_stream_id=last_stream_id, error_code=code, debug_data=octets(debug_data))
        )

    def write_rst_stream(self, error_code: int | str = 0, stream_id: int | None = None) -> None:
        """RST_STREAM, RFC 9113 6.4."""
        number = self._stream(stream_id)
        self._wire(RstStream(stream_id=number, error_code=parse_error_code(error_code)))
        self._ended(number)

    def write_window_update(self, increment: int, stream_id: int | None = None) -> None:
        """WINDOW_UPDATE, RFC 9113 6.9; `stream_id=0` is the connection's window."""
        self._wire(WindowUpdate(increment=increment, stream_id=self._stream(stream_id)))

    def write_priority(
        self,
        depends_on: int = 0,
        weight: int = 16,
        exclusive: bool = False,
        stream_id: int | None = None,
    ) -> None:
        """PRIORITY, RFC 9113 6.3; `weight` from 1 to 256."""
        self._wire(
            Priority(
                stream_id=self._stream(stream_id),
                depends_on=depends_on,
                weight=weight,
                exclusive=exclusive,
            )
        )

    def write_altsvc(
        self, field_value: str | bytes, origin: str | bytes = b"", stream_id: int | None = None
    ) -> None:
        """ALTSVC, RFC 7838 4. Without `stream_id` it is stream 0 if an origin is given."""
        if stream_id is None and origin:
            stream_id = 0
        self._wire(
            AltSvc(
                field_value=octets(field_value),
                origin=octets(origin),
                stream_id=self._stream(stream_id),
            )
        )

    def write_origin(
        self, origins: str | bytes | Iterable[str | bytes] = (), stream_id: int = 0
    ) -> None:
        """ORIGIN, RFC 8336 2. One origin may stand for itself."""
        if isinstance(origins, str | bytes):
            origins = (origins,)
        self._wire(Origin(origins=tuple(map(octets, origins)), stream_id=stream_id))

    def write_raw_frame(
        self,
        frame_type: int | str,
        payload: str | bytes = b"",
        flags: int | str | Iterable[int | str] = 0,
        stream_id: int | None = None,
        length: int | None = None,
        reserved: int = 0,
    ) -> None:
        """Any frame: any type, any flag bits, and a `length` that may lie."""
        type_ = parse_frame_type(frame_type)
        number = self._stream(stream_id)
        bits = parse_flags(type_, flags)
        self._wire(
            Raw(
                type=type_,
                payload=octets(payload),
                flags=bits,
                stream_id=number,
                length=length,
                reserved=reserved,
            )
        )
        self._wrote_frame(type_, bits, number)

    def write_raw(self, raw_data: Any) -> None:
        """These octets and nothing else, whole frames or not."""
        self._channel.fire(SendOctets(octets=octets(raw_data)))

    def pour(
        self,
        raw_data: str | bytes,
        seconds: float | None = None,
        *,
        spends: int = 0,
        stream_id: int | None = None,
    ) -> bool:
        """`write_raw` for floods: recorded in one piece, and nothing is looked at or learnt of it.

        So the connection's HPACK table must not depend on it, and of DATA among it `spends` says
        how many octets of the stream's window it uses. False where the client has not taken them
        within so many seconds; they still leave, if it ever does.
        """
        return self._channel.pour(octets(raw_data), seconds, (self._stream(stream_id), spends))

    def window(self, stream_id: int | None = None) -> int:
        """Octets of DATA the client takes now: the smaller of both windows, RFC 9113 6.9.1."""
        return self._channel.window(self._stream(stream_id))

    @property
    def received(self) -> int:
        """Octets the client has sent so far, on the whole connection."""
        return self._channel.received()

    @property
    def leaves(self) -> str:
        """The client's last word: how it ended its direction, or "GOAWAY"; empty for none yet."""
        return self._channel.leaves()

    @contextlib.contextmanager
    def unread(
        self, seconds: float = UNREAD_SECONDS, buffer_octets: int | None = None
    ) -> Iterator[None]:
        """Inside, nothing is read of the client, for so many seconds at most.

        `buffer_octets` has the kernel keep no more than about that, in either direction; it stays
        so afterwards.
        """
        release = self._channel.unread(seconds, buffer_octets)
        try:
            yield
        finally:
            with contextlib.suppress(ProtocolError):
                release()

    def request_certificate(self) -> None:
        """Ask for the client's certificate after the handshake, with what is written next.

        RFC 8446 4.6.2, which RFC 9113 9.2.3 forbids. Raises ProtocolError where the client has
        not offered it, in TLS 1.2, and where the listener is not made for it.
        """
        self._channel.request_certificate()

    def write_tls_handshake(self, message: bytes) -> None:
        """A TLS handshake message of one's own, RFC 8446 4, with what is written next.

        A HelloRequest of TLS 1.2, say, or a CertificateRequest that the client has not offered to
        answer. Raises ProtocolError where the listener is not made for it.
        """
        self._channel.insert_handshake(message)

    def _ended(self, stream_id: int) -> None:
        """For a writer that keeps book: our half of a stream is over."""

    def _wrote_frame(self, frame_type: int, flags: int, stream_id: int) -> None:
        """For a writer that keeps book: a raw frame went out."""

    def wait_for(self, pattern: str, timeout: float | None = None) -> Record:
        """Wait for a frame of the peer, described in the filter language: "type:RST_STREAM".

        Or for its end, where that is asked for by name: "kind:END_RECEIVED". Looks at what came
        after the request, or after what the last wait found: no frame is found twice and none is
        missed between two calls. `timeout` in seconds, None for as long as the connection lasts.
        Raises TimeoutError saying what came instead, ConnectionClosed as soon as nothing can come,
        ValueError for a pattern that is none.
        """
        record = self._channel.await_record(_of_the_peer(pattern), timeout, self._seen)
        self._seen = record.seq
        return record

    def skip(self, up_to: int | None = None) -> None:
        """Have `wait_for` look at nothing of what has come so far, or up to this record."""
        self._seen = max(self._seen, self._channel.position() if up_to is None else up_to)

    def _answers(self, pattern: str, timeout: float, after_seq: int) -> Iterator[Record]:
        """What matches, one after the other. What `wait_for` looks at is left alone."""
        until = time.monotonic() + timeout
        while True:
            left = max(0.0, until - time.monotonic())
            record = self._channel.await_record(pattern, left, after_seq)
            after_seq = record.seq
            yield record

    def barrier(self, timeout: float = WAIT_SECONDS, unless: str = "") -> Record:
        """Send a PING nobody else sent and wait for its ACK: the peer has read all before it.

        Returns the ACK, or a frame that matches `unless` where that comes first. Raises
        TimeoutError.
        """
        self._barriers += 1  # by stream and number: a replay sends the same as the run before
        number = self.default_stream_id & 0xFFFF, self._barriers & 0xFFFF
        opaque_data = b"%04x%04x" % number
        position = self._channel.position()
        self.write_ping(opaque_data)
        own = f"{_PING_ACK} text:{opaque_data.hex()}"  # of thousands of others none is looked at
        wanted = f"({own}) or ({_of_the_peer(unless)})" if unless else own
        answers = self._answers(wanted, timeout, position)
        return next(
            one
            for one in answers
            if one.octets[_FRAME_HEADER_OCTETS:] == opaque_data or not _is_ping_ack(one)
        )

    def settle(self, settings: SettingsLike = (), timeout: float = WAIT_SECONDS) -> Record:
        """Send SETTINGS and wait for their ACK: from then on they hold.

        An ACK names no frame, it answers the oldest in flight (RFC 9113 6.5.3), so those sent
        before are waited for too. Returns the ACK. Raises TimeoutError.
        """
        before = self._channel.position()
        self.write_settings(settings)
        in_flight, position = self._channel.settings_in_flight()
        if in_flight == 0:
            position = before  # it was answered already
        acks = self._answers(_SETTINGS_ACK, timeout, position)
        return next(itertools.islice(acks, max(0, in_flight - 1), None))

    def close(self, how: str | CloseHow = CloseHow.CLEAN) -> None:
        """End the connection: clean, half, reset or no-tls-close."""
        self._channel.fire(Close(how=CloseHow(how)))

    def hold(self, why: str = "", timeout: float | None = None) -> None:
        """Hand over to a person, who sees `why`, and wait till they give it back.

        Only this thread waits: other streams, and what an `async` hook has started elsewhere, go
        on. `timeout` in seconds, None for as long as it takes. Raises TimeoutError, StreamClosed
        or ConnectionClosed when the stream or the connection ends first, also by a person's own
        END_STREAM, and ProtocolError when it is held already or too many scripts hold.
        """
        self._channel.hold(why, timeout)

    def policy(self, **changes: str | Reply) -> None:
        """What becomes of automatic replies: `policy(settings_ack="hold", ping_ack="drop")`.

        Replies: settings_ack, ping_ack, window_update, reset, goaway; each send, hold or drop.
        """
        self._channel.fire(Policy(changes=_replies(changes)))


def _of_the_peer(pattern: str) -> str:
    if not pattern.strip():
        return "dir:received"
    said = "(dir:received or kind:END_RECEIVED)" if asks_for_the_end(pattern) else "dir:received"
    return f"{said} ({pattern})"


def _is_ping_ack(record: Record) -> bool:
    return record.octets[3] == FrameType.PING and bool(record.octets[4] & ACK)


def asks_for_the_end(pattern: str) -> bool:
    """The end of the peer's direction is among what is waited for."""
    return "end_received" in pattern.lower()


def _replies(changes: Mapping[str, Any]) -> dict[str, Reply]:
    unknown = sorted(set(changes) - set(AUTOMATIC_REPLIES))
    if unknown:
        raise ValueError(
            f"no automatic reply is called {', '.join(unknown)}; there are "
            + ", ".join(AUTOMATIC_REPLIES)
        )
    return {name: Reply(value) for name, value in changes.items()}
