"""What a received frame means to whoever serves the stream.

The shapes of `RequestReceived` and `DataReceived` are those of h2's events, because handler
scripts read them (`frame.headers`, `frame.data`, `frame.stream_ended`): plain classes with slots,
as one is made for every frame.
"""

from __future__ import annotations

from dataclasses import dataclass

from h2craft.wire import Frame

HeaderList = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class StreamEnded:
    stream_id: int


@dataclass(slots=True)
class PriorityUpdated:
    """RFC 9113 5.3.2: deprecated signalling, still sent. Also for PRIORITY frames of their own."""

    stream_id: int
    depends_on: int = 0
    weight: int = 16
    exclusive: bool = False
    seq: int = 0


@dataclass(slots=True)
class RequestReceived:
    """A complete header block that opens a request (or, as a client, answers one)."""

    stream_id: int
    headers: HeaderList
    stream_ended: StreamEnded | None = None
    priority_updated: PriorityUpdated | None = None
    seq: int = 0


@dataclass(slots=True)
class ResponseReceived(RequestReceived):
    """Client role: a response head; `informational` for 1xx."""

    informational: bool = False


@dataclass(slots=True)
class TrailersReceived:
    stream_id: int
    headers: HeaderList
    stream_ended: StreamEnded | None = None
    priority_updated: PriorityUpdated | None = None
    seq: int = 0


@dataclass(slots=True)
class DataReceived:
    """`flow_controlled_length` counts padding; it is to be credited once the data is consumed."""

    stream_id: int
    data: bytes
    flow_controlled_length: int
    stream_ended: StreamEnded | None = None
    seq: int = 0


@dataclass(slots=True)
class StreamReset:
    """RST_STREAM received, or (`remote` False) the endpoint reset the stream itself."""

    stream_id: int
    error_code: int
    remote: bool = True
    seq: int = 0


@dataclass(slots=True)
class WindowUpdated:
    stream_id: int
    delta: int
    seq: int = 0


@dataclass(slots=True)
class SettingsReceived:
    """`pairs` in wire order, duplicates kept; `ack` True has none."""

    pairs: tuple[tuple[int, int], ...]
    ack: bool = False
    seq: int = 0

    @property
    def settings(self) -> dict[int, int]:
        """The values as they stand after the frame: the last of each identifier."""
        return dict(self.pairs)


@dataclass(slots=True)
class PingReceived:
    opaque_data: bytes
    ack: bool = False
    seq: int = 0


@dataclass(slots=True)
class GoAwayReceived:
    last_stream_id: int
    error_code: int
    debug_data: bytes = b""
    seq: int = 0


@dataclass(slots=True)
class PushReceived:
    """Client role."""

    stream_id: int
    promised_stream_id: int
    headers: HeaderList
    seq: int = 0


@dataclass(slots=True)
class UnknownReceived:
    """A frame of a type RFC 9113 does not define (also ALTSVC, ORIGIN, PRIORITY_UPDATE)."""

    frame: Frame
    seq: int = 0

    @property
    def stream_id(self) -> int:
        return self.frame.stream_id


@dataclass(slots=True)
class FrameReceived:
    """Every frame, as it is; only made while somebody asked for it (`Endpoint.wants_frames`)."""

    frame: Frame
    seq: int = 0


@dataclass(slots=True)
class ConnectionReady:
    """The preface is done; no request yet."""


@dataclass(slots=True)
class ConnectionEnded:
    """Nothing more will come. `reason` in words; streams still open are lost."""

    reason: str


Event = (
    RequestReceived
    | ResponseReceived
    | TrailersReceived
    | DataReceived
    | StreamReset
    | WindowUpdated
    | PriorityUpdated
    | SettingsReceived
    | PingReceived
    | GoAwayReceived
    | PushReceived
    | UnknownReceived
    | FrameReceived
    | ConnectionReady
    | ConnectionEnded
)
