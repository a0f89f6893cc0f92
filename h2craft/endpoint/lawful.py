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
streams. The `strict` profile leaves header validation and that limit to h2. Payloads of DATA
never get here (see `inflow` for the received ones), nor does anything need to be framed or encoded
by h2: what is asked is whether its states agree.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from copy import copy, deepcopy
from typing import Any

import h2.events
from h2.config import H2Configuration
from h2.connection import ConnectionInputs, ConnectionState, H2Connection
from h2.exceptions import (
    DenialOfServiceError,
    FlowControlError,
    FrameDataMissingError,
    FrameTooLargeError,
    InvalidBodyLengthError,
    InvalidSettingsValueError,
    NoAvailableStreamIDError,
    NoSuchStreamError,
    StreamClosedError,
    StreamIDTooLowError,
    TooManyStreamsError,
)
from h2.settings import Settings
from h2.stream import StreamInputs, StreamState
from hpack.exceptions import HPACKError, InvalidTableSizeError

from h2craft.endpoint import events, meant
from h2craft.endpoint.borrowed import Borrowed
from h2craft.endpoint.coders import MuteEncoder, QuietDecoder
from h2craft.endpoint.crafting import informational
from h2craft.endpoint.refusal import Before, GaveUp, Refused
from h2craft.wire import END_HEADERS, Encoder, ErrorCode, FrameType, SettingId

Told = list[tuple[bytes, bytes]]

KEPT_UNMEASURED = 10_000

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


def explain(error: BaseException) -> str:
    """h2's reason in one sentence."""
    if isinstance(error, StreamClosedError):
        return f"stream {error.stream_id} is closed"
    if isinstance(error, NoSuchStreamError):
        return f"stream {error.stream_id} is idle"
    if isinstance(error, StreamIDTooLowError):
        return f"stream {error.stream_id} is not above {error.max_stream_id}"
    return str(error) or type(error).__name__


class _Connection(H2Connection):
    """h2, which counts all open streams for every request; where nobody asks it to, now and then.

    Counting is also how it forgets closed streams, so it must not stop. With 100 streams open it
    is a tenth of what a small request costs.
    """

    COUNT_EACH = 32

    def __init__(self, config: H2Configuration, *, counts: bool) -> None:
        super().__init__(config)
        self._counts = counts
        self._asked = 0

    @property
    def open_inbound_streams(self) -> int:
        self._asked += 1
        return self.count() if self._counts or self._asked % self.COUNT_EACH == 0 else 0

    def count(self) -> int:
        """Streams of the peer that are open."""
        return super().open_inbound_streams


class Lawful:
    """One h2 connection, used through public means only.

    fed          something was received
    unmeasured   streams of a client on which content-length promises nothing (RFC 9110 8.6), or
                 nobody knows: their requests are HEAD or CONNECT, or were given as octets
    """

    def __init__(self, *, role: str, strict: bool, header_list: int, encoder_table: int) -> None:
        self.h2 = _Connection(
            H2Configuration(
                client_side=role == "client",
                header_encoding=None,
                validate_inbound_headers=strict,
                normalize_inbound_headers=False,
                validate_outbound_headers=False,
                normalize_outbound_headers=False,
            ),
            counts=strict,  # otherwise the limit is ours to keep, and h2 has not heard of it
        )
        self.encoder = Encoder(encoder_table)
        self.decoder = QuietDecoder(header_list)
        self.h2.encoder = MuteEncoder(self.encoder)  # type: ignore[assignment]
        self.h2.decoder = self.decoder  # type: ignore[assignment]
        # In force until the peer acknowledges ours: the RFC's defaults, no limit on streams.
        self.h2.local_settings = Settings(client=role == "client")
        self.h2.initiate_connection()
        self.h2.clear_outbound_data_buffer()
        self.gone: GaveUp | None = None
        self.fed = False
        self.unmeasured: dict[int, None] = {}  # oldest first
        self._strict = strict
        self._client = role == "client"
        self._in_block = False  # between HEADERS and the CONTINUATION that ends its block
        self.block: list[tuple[int, bytes]] = []  # what has come of it, each with its record

    # Received

    def feed(self, octets: bytes, seq: int) -> tuple[list[events.Event], bytes]:
        """Give h2 one piece. Returns what it means and h2's reply, whole frames.

        Raises GaveUp, once; after that the caller must not feed any more.
        """
        self.fed = True
        connection, kind = self.h2, octets[3]
        stream_id = int.from_bytes(octets[5:9], "big") & 0x7FFF_FFFF
        stream = connection.streams.get(stream_id)
        state = None if stream is None else stream.state_machine.state
        highest, blocks, block = (
            connection.highest_inbound_stream_id,
            self.decoder.blocks,
            self.block,
        )
        if kind in _BLOCK_TYPES:
            self._in_block = not octets[4] & END_HEADERS
            if self._in_block or block:
                self.block = [*block, (seq, octets)] if self._in_block else []
        try:
            happened = connection.receive_data(octets)
        except Exception as error:
            # mitmproxy once met a ValueError here; whatever comes, it is h2's end, not ours.
            code = int(getattr(error, "error_code", ErrorCode.INTERNAL_ERROR))
            gone = self._give_up(error, code)
            cause = error.__cause__
            gone.table_lost = gone.section == "4.3" and not isinstance(cause, InvalidTableSizeError)
            gone.before = Before(kind, stream_id, state, highest, blocks, block)
            raise gone from error
        told: list[events.Event] = []
        for event in happened:
            make = _MEANING.get(type(event))
            if make is not None:
                told.append(make(event, self.decoder.received, seq))
        return told, self.drain()

    def _give_up(self, error: Exception, code: int) -> GaveUp:
        section = next((s for kind, s in SECTIONS.items() if isinstance(error, kind)), "5.4.1")
        if isinstance(error.__cause__, HPACKError) and section == "5.4.1":
            # h2 says PROTOCOL_ERROR; the RFC is particular about this one.
            code, section = ErrorCode.COMPRESSION_ERROR, "4.3"
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

    def end(self) -> None:
        """Nothing more will be received: let go of the circle h2 makes of itself.

        Its table of bound methods refers back to it, so that each closed connection would stay
        until the collector comes, and keep everything waiting while it does.
        """
        getattr(self.h2, "_frame_dispatch_table", {}).clear()

    def twin(self) -> Lawful:
        """A second one in the same state, to try things on: what it is told this one never hears.

        For what is sent, not for what is received: the decoder stays this one's. Streams are
        copied when they are touched, as there may be thousands.
        """
        made = copy(self)
        made.unmeasured = dict(self.unmeasured)
        made.encoder = self.encoder.copy()
        shared: list[Any] = [self.h2.config, self.decoder, self.h2.incoming_buffer]
        memo: dict[int, Any] = {id(one): one for one in shared}
        memo[id(self.h2.encoder)] = MuteEncoder(made.encoder)
        memo[id(self.h2.streams)] = Borrowed(self.h2.streams, memo)
        closed = getattr(self.h2, "_closed_streams", None)
        if closed is not None:  # of 65,536 at most
            memo[id(closed)] = dict(closed)
        made.h2 = deepcopy(self.h2, memo)
        return made

    def drain(self) -> bytes:
        """What h2 wants to say, always whole frames."""
        return self.h2.data_to_send()

    def upgrade(self, settings_payload: bytes) -> None:
        """h2c upgrade: a client's settings went in HTTP2-Settings, stream 1 is its request.

        RFC 7540 3.2.1 (gone from RFC 9113, still sent by Java's client). Raises Refused.
        """
        try:
            said = None if self._client else urlsafe_b64encode(settings_payload)
            self.h2.initiate_upgrade_connection(said)
        except Exception as error:
            raise Refused(f"HTTP2-Settings: {explain(error)}", "RFC 7540 3.2.1") from error
        finally:
            self.h2.clear_outbound_data_buffer()

    # Sent

    def attempt(
        self, stream_id: int, call: Callable[[], object], *, opens: int | None = None
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
        before = None if stream is None else vars(stream.state_machine).copy()
        new = opens is not None and opens not in connection.streams
        try:
            call()
            return self.drain()
        except Exception as error:  # h2's own, and what its framing makes of odd values
            machine.state = state
            connection.highest_outbound_stream_id = highest
            if before is not None and stream is not None:
                vars(stream.state_machine).update(before)
            if new and opens is not None:
                connection.streams.pop(opens, None)
            connection.clear_outbound_data_buffer()
            section = next((s for kind, s in SECTIONS.items() if isinstance(error, kind)), "5.1")
            raise Refused(explain(error), section) from error

    def _step(self, stream_id: int, inputs: tuple[StreamInputs, ...]) -> None:
        """Ask h2's state machines alone: its framing would copy what we frame ourselves."""
        connection = self.h2
        stream = connection.streams.get(stream_id)
        if stream is None:
            raise Refused(f"stream {stream_id} is {self.state_of(stream_id)}", "5.1")

        def take() -> None:
            for input_ in inputs:
                connection.state_machine.process_input(_CONNECTION_INPUTS[input_])
                stream.state_machine.process_input(input_)

        self.attempt(stream_id, take)

    def head(self, stream_id: int, told: Told, *, end_stream: bool) -> None:
        """A header block on the stream; `told` are its pseudo-header fields. Raises Refused."""
        sent = self.headers_sent(stream_id)
        if sent is None and self._client:
            connection = self.h2
            self.attempt(
                stream_id,
                lambda: connection.send_headers(stream_id, told, end_stream),
                opens=stream_id,
            )
            if dict(told).get(b":method", b"HEAD") in _UNMEASURED:
                self.unmeasure(stream_id)
            return
        interim = not sent and not self._client and informational(told)
        if interim and end_stream:
            raise Refused("a 1xx response does not end the stream", "8.1")
        if sent and not end_stream:
            # h2 itself finds this out after it has half closed.
            raise Refused("trailers end the stream: END_STREAM is missing", "8.1")
        self._step(stream_id, _HEAD[interim, end_stream])

    def unmeasure(self, stream_id: int) -> None:
        """See `unmeasured`, of which the last 10,000 are kept."""
        self.unmeasured[stream_id] = None
        if len(self.unmeasured) > KEPT_UNMEASURED:
            del self.unmeasured[next(iter(self.unmeasured))]

    def promise(self, stream_id: int, promised: int, told: Told) -> None:
        """PUSH_PROMISE on the stream. Raises Refused."""
        connection = self.h2
        self.attempt(
            stream_id, lambda: connection.push_stream(stream_id, promised, told), opens=promised
        )

    def data(self, stream_id: int, *, end_stream: bool) -> None:
        """DATA on the stream, of any size: the windows are the caller's to `spend`."""
        if end_stream or not self._data_is_plain(stream_id):
            self._step(stream_id, _DATA[end_stream])

    def _data_is_plain(self, stream_id: int) -> bool:
        """True where a DATA frame without END_STREAM changes nothing but the windows."""
        stream = self.h2.streams.get(stream_id)
        return (
            self.gone is None
            and stream is not None
            and stream.state_machine.state in _MAY_SEND_DATA
            and self.h2.state_machine.state is not ConnectionState.CLOSED
        )

    def spend(self, stream_id: int, octets: int) -> None:
        """Account for DATA that leaves: both windows shrink, below zero if so."""
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

    # What h2 believes

    def window(self, stream_id: int) -> int:
        """Octets of DATA that may be sent on the stream now: the smaller of both windows."""
        return min(self.h2.outbound_flow_control_window, self.stream_window(stream_id))

    def stream_window(self, stream_id: int) -> int:
        """What the stream's own window leaves; 0 for a stream h2 does not have."""
        stream = self.h2.streams.get(stream_id)
        return stream.outbound_flow_control_window if stream is not None else 0

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
        return len(self.h2.streams) > limit and self.h2.count() > limit

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

    def state_of(self, stream_id: int) -> str:
        """The stream's state as h2 sees it, in RFC 9113 5.1's words."""
        stream = self.h2.streams.get(stream_id)
        if stream is None:
            return "closed" if self.was_opened(stream_id) else "idle"
        state: str = stream.state_machine.state.name
        return state.lower().replace("_", "-")


_UNMEASURED = frozenset((b"HEAD", b"CONNECT"))
_CONNECTION_INPUTS = {
    StreamInputs.SEND_HEADERS: ConnectionInputs.SEND_HEADERS,
    StreamInputs.SEND_INFORMATIONAL_HEADERS: ConnectionInputs.SEND_HEADERS,
    StreamInputs.SEND_DATA: ConnectionInputs.SEND_DATA,
    StreamInputs.SEND_END_STREAM: ConnectionInputs.SEND_DATA,
}
_HEAD = {  # (informational, end_stream)
    (False, False): (StreamInputs.SEND_HEADERS,),
    (False, True): (StreamInputs.SEND_HEADERS, StreamInputs.SEND_END_STREAM),
    (True, False): (StreamInputs.SEND_INFORMATIONAL_HEADERS,),
}
_DATA = {
    False: (StreamInputs.SEND_DATA,),
    True: (StreamInputs.SEND_DATA, StreamInputs.SEND_END_STREAM),
}


_BLOCK_TYPES = frozenset(
    {int(FrameType.HEADERS), int(FrameType.PUSH_PROMISE), int(FrameType.CONTINUATION)}
)
_MAX_CONCURRENT = int(SettingId.MAX_CONCURRENT_STREAMS)
_MAY_RECEIVE_DATA = frozenset({StreamState.OPEN, StreamState.HALF_CLOSED_LOCAL})
_MAY_SEND_DATA = frozenset({StreamState.OPEN, StreamState.HALF_CLOSED_REMOTE})
_MAY_SEND = _MAY_SEND_DATA | {StreamState.RESERVED_LOCAL}
_MEANING: dict[type, Callable[[Any, events.HeaderList, int], events.Event]] = {
    h2.events.RequestReceived: meant.request,
    h2.events.ResponseReceived: meant.response,
    h2.events.InformationalResponseReceived: meant.informational,
    h2.events.TrailersReceived: meant.trailers,
    h2.events.StreamReset: meant.reset,
    h2.events.PushedStreamReceived: meant.push,
}
