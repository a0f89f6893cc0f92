"""Our conversation with h2: the only module that imports it.

h2 is a counsellor here, not the owner. It is fed exactly one piece of the stream at a time (the
preface, then frame by frame), so that no event is lost when a later frame is bad and every reply
has one cause. It is asked before anything leaves by the lawful door; a refusal puts back what the
attempt changed, because h2 changes its state before it finds out (trailers without END_STREAM, a
push after the stream has ended). When it raises on received octets it has given up for good: it
is never fed again, and the connection goes on without it.

What h2 is spared, because the endpoint does it with better words and a smaller blast radius:
header validation in both directions (h2 makes a malformed request a connection error, RFC 9113
8.1.1 asks for a stream error), content-length arithmetic (the same), and the limit on concurrent
streams. The `strict` profile leaves header validation and that limit to h2. Payloads of received
DATA never get here, see `inflow`.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import Any

import h2.events
from h2.config import H2Configuration
from h2.connection import ConnectionState, H2Connection
from h2.exceptions import (
    DenialOfServiceError,
    FlowControlError,
    FrameDataMissingError,
    FrameTooLargeError,
    InvalidBodyLengthError,
    InvalidSettingsValueError,
    NoAvailableStreamIDError,
    NoSuchStreamError,
    ProtocolError,
    StreamClosedError,
    StreamIDTooLowError,
    TooManyStreamsError,
)
from h2.settings import Settings
from h2.stream import StreamState

from h2craft.endpoint import events
from h2craft.wire import END_HEADERS, Decoder, Encoder, ErrorCode, FrameType, SettingId

SECTIONS: dict[type[BaseException], str] = {
    TooManyStreamsError: "5.1.2",
    StreamIDTooLowError: "5.1.1",
    NoAvailableStreamIDError: "5.1.1",
    NoSuchStreamError: "5.1",
    StreamClosedError: "5.1",
    FlowControlError: "6.9.1",
    FrameTooLargeError: "4.2",
    FrameDataMissingError: "4.2",
    InvalidSettingsValueError: "6.5.2",
    InvalidBodyLengthError: "8.1.1",
    DenialOfServiceError: "10.5",
}
"""Where RFC 9113 says what h2's exception means; 5.1 for its bare ProtocolError."""


class Refused(Exception):
    """An attempt that was not lawful. Nothing has left, nothing has changed."""

    def __init__(self, reason: str, section: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.section = section


class GaveUp(Exception):
    """h2 raised on received octets: it is closed for good. `reply` is what it still said."""

    def __init__(self, reason: str, code: int, section: str, reply: bytes) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.section = section
        self.reply = reply


def explain(error: BaseException) -> str:
    """h2's reason in one sentence."""
    if isinstance(error, StreamClosedError):
        return f"stream {error.stream_id} is closed"
    if isinstance(error, NoSuchStreamError):
        return f"stream {error.stream_id} is idle"
    if isinstance(error, StreamIDTooLowError):
        return f"stream {error.stream_id} is not above {error.max_stream_id}"
    return str(error) or type(error).__name__


class _SpokenEncoder(Encoder):
    """The connection's encoder, able to be told what to say in place of what h2 hands it.

    h2 knows fields as pairs; ours may insist on a representation, or the block may exist already.
    """

    __slots__ = ("blocks", "said_block", "said_fields")

    def __init__(self, ceiling: int) -> None:
        super().__init__(ceiling)
        self.blocks = 0
        self.said_fields: Iterable[Any] | None = None
        self.said_block: bytes | None = None

    def encode(self, headers: Iterable[Any], huffman: bool = True) -> bytes:
        if self.said_block is not None:
            return self.said_block
        self.blocks += 1
        return super().encode(headers if self.said_fields is None else self.said_fields, huffman)


class _QuietDecoder(Decoder):
    """The connection's decoder. Keeps the whole field list and shows h2 one without content-length.

    h2 answers a wrong content-length with a connection error; the endpoint does the arithmetic.
    """

    __slots__ = ("hide_content_length", "received")

    def __init__(self, hide_content_length: bool, max_header_list_size: int) -> None:
        super().__init__(max_header_list_size)
        self.hide_content_length = hide_content_length
        self.received: list[Any] = []

    def decode(self, data: bytes, raw: bool = True) -> Any:
        self.received = received = super().decode(data, raw)
        if self.hide_content_length:
            for name, _ in received:
                if name == b"content-length":
                    return [field for field in received if field[0] != b"content-length"]
        return received


class Lawful:
    """One h2 connection, used through public means only."""

    def __init__(self, *, role: str, strict: bool, header_list: int, encoder_table: int) -> None:
        self.h2 = H2Connection(
            H2Configuration(
                client_side=role == "client",
                header_encoding=None,
                validate_inbound_headers=strict,
                normalize_inbound_headers=False,
                validate_outbound_headers=False,
                normalize_outbound_headers=False,
            )
        )
        self.encoder = _SpokenEncoder(encoder_table)
        self.decoder = _QuietDecoder(not strict, header_list)
        self.h2.encoder, self.h2.decoder = self.encoder, self.decoder  # type: ignore[assignment]
        # In force until the peer acknowledges ours: the RFC's defaults, no limit on streams.
        self.h2.local_settings = Settings(client=role == "client")
        self.h2.initiate_connection()
        self.h2.clear_outbound_data_buffer()
        self.gone: GaveUp | None = None
        self._strict = strict
        self._in_block = False  # between HEADERS and the CONTINUATION that ends its block

    # Received

    def feed(self, octets: bytes, seq: int) -> tuple[list[events.Event], bytes]:
        """Give h2 one piece. Returns what it means and h2's reply, whole frames.

        Raises GaveUp, once; after that the caller must not feed any more.
        """
        connection = self.h2
        if octets[3] in _BLOCK_TYPES:
            self._in_block = not octets[4] & END_HEADERS
        try:
            happened = connection.receive_data(octets)
        except ProtocolError as error:
            raise self._give_up(error, int(error.error_code)) from error
        except Exception as error:
            # mitmproxy once met a ValueError here; whatever comes, it is h2's end, not ours.
            raise self._give_up(error, ErrorCode.INTERNAL_ERROR) from error
        meant: list[events.Event] = []
        for event in happened:
            make = _MEANING.get(type(event))
            if make is not None:
                meant.append(make(self, event, seq))
        return meant, self.drain()

    def _give_up(self, error: Exception, code: int) -> GaveUp:
        section = next((s for kind, s in SECTIONS.items() if isinstance(error, kind)), "5.4.1")
        self.gone = GaveUp(explain(error), code, section, self.drain())
        return self.gone

    def may_receive_data(self, stream_id: int) -> bool:
        """DATA on the stream is lawful now. It is for the caller to count it (see `inflow`)."""
        stream = self.h2.streams.get(stream_id)
        return (
            stream is not None
            and not self._in_block
            and stream.state_machine.state in _MAY_RECEIVE_DATA
            and bool(stream.state_machine.headers_received)
        )

    def retire(self, reason: str, code: int, section: str) -> GaveUp:
        """Decide by ourselves that h2 shall hear no more."""
        self.gone = GaveUp(reason, code, section, b"")
        return self.gone

    def drain(self) -> bytes:
        """What h2 wants to say, always whole frames."""
        return self.h2.data_to_send()

    def upgrade(self, settings_payload: bytes) -> None:
        """h2c upgrade: the peer's settings came in HTTP2-Settings, stream 1 is its request.

        RFC 7540 3.2.1 (gone from RFC 9113, still sent by Java's client). Raises Refused.
        """
        try:
            self.h2.initiate_upgrade_connection(urlsafe_b64encode(settings_payload))
        except Exception as error:
            raise Refused(f"HTTP2-Settings: {explain(error)}", "RFC 7540 3.2.1") from error
        finally:
            self.h2.clear_outbound_data_buffer()

    # Sent

    def attempt(
        self, stream_id: int, call: Callable[[], None], *, opens: int | None = None
    ) -> bytes:
        """Make one lawful call. Returns the octets h2 made; raises Refused, with all put back.

        `opens` is the stream the call would open, if any.
        """
        if self.gone is not None:
            raise Refused(f"h2 gave the connection up: {self.gone.reason}", self.gone.section)
        connection = self.h2
        machine = connection.state_machine
        state = machine.state
        highest = connection.highest_outbound_stream_id
        stream = connection.streams.get(stream_id)
        before = dict(vars(stream.state_machine)) if stream is not None else None
        new = opens is not None and opens not in connection.streams
        encoder = self.encoder
        blocks = encoder.blocks
        try:
            call()
            return self.drain()
        except (ProtocolError, ValueError, LookupError, AssertionError, TypeError) as error:
            machine.state = state
            connection.highest_outbound_stream_id = highest
            if before is not None and stream is not None:
                vars(stream.state_machine).update(before)
            if new and opens is not None:
                connection.streams.pop(opens, None)
            if encoder.blocks != blocks:
                encoder.undo()
            connection.clear_outbound_data_buffer()
            section = next((s for kind, s in SECTIONS.items() if isinstance(error, kind)), "5.1")
            raise Refused(explain(error), section) from error

    def headers(
        self,
        stream_id: int,
        fields: Iterable[Any],
        told: list[tuple[bytes, bytes]],
        *,
        end_stream: bool,
        block: bytes | None = None,
        promised: int | None = None,
    ) -> bytes:
        """HEADERS, or with `promised` PUSH_PROMISE; CONTINUATION follows where it must.

        `fields` is what is encoded, `told` what h2 needs to see of it; `block` given goes out
        instead of anything encoded.
        """
        encoder = self.encoder
        encoder.said_fields, encoder.said_block = fields, block
        connection = self.h2
        try:
            if promised is None:
                if end_stream and self.headers_sent(stream_id) is False and _informational(told):
                    raise Refused("a 1xx response does not end the stream", "8.1")
                if not end_stream and self.headers_sent(stream_id):
                    # h2 finds this out after it has encoded and half closed.
                    raise Refused("trailers end the stream: END_STREAM is missing", "8.1")
                return self.attempt(
                    stream_id,
                    lambda: connection.send_headers(stream_id, told, end_stream),
                    opens=stream_id,
                )
            return self.attempt(
                stream_id,
                lambda: connection.push_stream(stream_id, promised, told),
                opens=promised,
            )
        finally:
            encoder.said_fields = encoder.said_block = None

    def data(self, stream_id: int, data: bytes, *, end_stream: bool, padding: int | None) -> bytes:
        """One DATA frame that fits both windows and MAX_FRAME_SIZE."""
        connection = self.h2
        return self.attempt(
            stream_id, lambda: connection.send_data(stream_id, data, end_stream, padding)
        )

    def data_is_plain(self, stream_id: int) -> bool:
        """True where a DATA frame without END_STREAM changes nothing but the windows."""
        stream = self.h2.streams.get(stream_id)
        return (
            self.gone is None
            and stream is not None
            and stream.state_machine.state in _MAY_SEND_DATA
            and bool(stream.state_machine.headers_sent)
            and self.h2.state_machine.state is not ConnectionState.CLOSED
        )

    def spend(self, stream_id: int, octets: int) -> None:
        """Account for DATA that was written without h2: both windows shrink, below zero if so."""
        connection = self.h2
        connection.outbound_flow_control_window -= octets
        stream = connection.streams.get(stream_id)
        if stream is not None:
            stream.outbound_flow_control_window -= octets

    def settings(self, pairs: dict[int, int]) -> None:
        """Tell h2 of SETTINGS of ours; the octets are written by the caller, order and all."""
        told = {i: v for i, v in pairs.items() if i != _MAX_CONCURRENT or self._strict}
        self.attempt(0, lambda: self.h2.update_settings(told))

    def reset(self, stream_id: int, error_code: int) -> bytes:
        return self.attempt(stream_id, lambda: self.h2.reset_stream(stream_id, error_code))

    def end_stream(self, stream_id: int) -> bytes:
        return self.attempt(stream_id, lambda: self.h2.end_stream(stream_id))

    # What h2 believes

    def window(self, stream_id: int) -> int:
        """Octets of DATA that may be sent on the stream now: the smaller of both windows."""
        stream = self.h2.streams.get(stream_id)
        own = stream.outbound_flow_control_window if stream is not None else 0
        return min(self.h2.outbound_flow_control_window, own)

    @property
    def connection_window(self) -> int:
        return self.h2.outbound_flow_control_window

    @property
    def max_frame_size(self) -> int:
        """The largest payload the peer takes, octets."""
        return self.h2.max_outbound_frame_size

    @property
    def push_enabled(self) -> bool:
        return bool(self.h2.remote_settings.enable_push)

    @property
    def next_stream_id(self) -> int:
        """The next id our end may open. Raises Refused when there is none (5.1.1)."""
        try:
            return self.h2.get_next_available_stream_id()
        except NoAvailableStreamIDError as error:
            raise Refused("no stream identifier is left", "5.1.1") from error

    @property
    def highest_received_stream_id(self) -> int:
        return self.h2.highest_inbound_stream_id

    def too_many(self, limit: int) -> bool:
        """More streams of the peer are open than `limit`. Cheap while it is not near."""
        return len(self.h2.streams) > limit and self.h2.open_inbound_streams > limit

    def open_streams(self) -> int:
        """Streams that are not closed and not reserved, from either side."""
        return sum(1 for stream in self.h2.streams.values() if stream.open)

    def is_open(self, stream_id: int) -> bool:
        """The stream exists and our direction has not ended."""
        stream = self.h2.streams.get(stream_id)
        return stream is not None and stream.state_machine.state in _MAY_SEND

    def was_opened(self, stream_id: int) -> bool:
        """An id at or below the highest of its side: idle it is not (5.1.1)."""
        ours = (stream_id % 2 == 1) == self.h2.config.client_side
        connection = self.h2
        highest = connection.highest_outbound_stream_id if ours else self.highest_received_stream_id
        return stream_id <= highest

    def headers_sent(self, stream_id: int) -> bool | None:
        """True once the final head has left; None for a stream h2 does not know."""
        stream = self.h2.streams.get(stream_id)
        return None if stream is None else bool(stream.state_machine.headers_sent)

    def state_of(self, stream_id: int) -> str | None:
        """h2's own name for the stream's state, or None: beside the wire's, where they differ."""
        stream = self.h2.streams.get(stream_id)
        if stream is None:
            return None
        state: str = stream.state_machine.state.name
        return state.lower().replace("_", "-")


def _informational(told: list[tuple[bytes, bytes]]) -> bool:
    return bool(told) and told[0][0] == b":status" and told[0][1][:1] == b"1"


_BLOCK_TYPES = frozenset(
    {int(FrameType.HEADERS), int(FrameType.PUSH_PROMISE), int(FrameType.CONTINUATION)}
)
_MAX_CONCURRENT = int(SettingId.MAX_CONCURRENT_STREAMS)
_MAY_RECEIVE_DATA = frozenset({StreamState.OPEN, StreamState.HALF_CLOSED_LOCAL})
_MAY_SEND_DATA = frozenset({StreamState.OPEN, StreamState.HALF_CLOSED_REMOTE})
_MAY_SEND = _MAY_SEND_DATA | {StreamState.RESERVED_LOCAL}


# What h2's events mean. Settings, pings, windows and the like are read from the octets by the
# endpoint instead: h2 folds duplicates away there.


def _ended(event: Any) -> events.StreamEnded | None:
    return None if event.stream_ended is None else events.StreamEnded(event.stream_id)


def _priority(event: Any) -> events.PriorityUpdated | None:
    told = event.priority_updated
    if told is None:
        return None
    return events.PriorityUpdated(told.stream_id, told.depends_on, told.weight, told.exclusive)


def _request(lawful: Lawful, event: Any, seq: int) -> events.Event:
    return events.RequestReceived(
        event.stream_id, lawful.decoder.received, _ended(event), _priority(event), seq
    )


def _response(lawful: Lawful, event: Any, seq: int) -> events.Event:
    informational = type(event) is h2.events.InformationalResponseReceived
    return events.ResponseReceived(
        event.stream_id,
        lawful.decoder.received,
        None if informational else _ended(event),
        _priority(event),
        seq,
        informational,
    )


def _trailers(lawful: Lawful, event: Any, seq: int) -> events.Event:
    return events.TrailersReceived(
        event.stream_id, lawful.decoder.received, _ended(event), _priority(event), seq
    )


def _reset(lawful: Lawful, event: Any, seq: int) -> events.Event:
    return events.StreamReset(event.stream_id, int(event.error_code), event.remote_reset, seq)


def _push(lawful: Lawful, event: Any, seq: int) -> events.Event:
    return events.PushReceived(
        event.parent_stream_id, event.pushed_stream_id, lawful.decoder.received, seq
    )


_MEANING: dict[type, Callable[[Lawful, Any, int], events.Event]] = {
    h2.events.RequestReceived: _request,
    h2.events.ResponseReceived: _response,
    h2.events.InformationalResponseReceived: _response,
    h2.events.TrailersReceived: _trailers,
    h2.events.StreamReset: _reset,
    h2.events.PushedStreamReceived: _push,
}
