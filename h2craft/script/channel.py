"""What the facade needs from a connection. Knows no engine, so a test can collect instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from h2craft.actions import Action, CraftedFrame, Door, Send
from h2craft.endpoint import Greeting
from h2craft.script.errors import ProtocolError
from h2craft.trace import Kind, Record


class Outcome(Protocol):
    """What became of an action that was not refused."""

    @property
    def stream_id(self) -> int | None:
        """The promised stream of a PUSH_PROMISE; None for everything else."""


class Channel(Protocol):
    """One stream's way to its connection, or (`stream_id` 0) the connection's own.

    Used from the handler's own thread: every call may block, none may be made on the loop.
    """

    @property
    def connection(self) -> int:
        """Number of the connection, from 1."""

    @property
    def stream_id(self) -> int: ...

    @property
    def client_address(self) -> tuple[Any, ...]:
        """Host and port of the peer."""

    @property
    def local_address(self) -> tuple[Any, ...]:
        """Host and port the peer connected to."""

    @property
    def scheme(self) -> str:
        """ "https", or "http" for cleartext."""

    @property
    def info(self) -> Any:
        """What is known of the socket: TLS version, ALPN, server name (None in cleartext)."""

    def fire(self, action: Action, *, wait: bool = True) -> Outcome | None:
        """Do it, and return when it is done: DATA only when all of it was written.

        Raises ProtocolError for a refusal, StreamClosed or ConnectionClosed when stream or
        connection end before it is done.

        `wait` False returns None at once. Nobody is left then to hear of a refusal, so the
        channel answers one itself: RST_STREAM with INTERNAL_ERROR.
        """

    def pour(self, octets: bytes, seconds: float | None, spent: tuple[int, int]) -> bool:
        """Write octets as they are, one record; False where they have not left within the time.

        `spent`: a stream, and how many octets of its window they use. Raises StreamClosed or
        ConnectionClosed.
        """

    def received(self) -> int:
        """Octets of the peer so far, on the whole connection."""

    def leaves(self) -> str:
        """The last word of the peer, how it ended or "GOAWAY"; empty while there is none."""

    def unread(self, seconds: float, buffer_octets: int | None) -> Callable[[], None]:
        """Read nothing of the peer for so long, or till the returned function is called."""

    def request_certificate(self) -> None:
        """Have TLS ask for the peer's certificate with what is written next.

        Raises ProtocolError where it cannot be asked for.
        """

    def insert_handshake(self, message: bytes) -> None:
        """Put a TLS handshake message before what is written next.

        Raises ProtocolError where the keys of the connection are not known.
        """

    def hold(self, why: str, timeout_seconds: float | None) -> None:
        """Hand the stream (or the connection) to a person, and block till it is given back.

        Raises StreamClosed or ConnectionClosed where it ends first (a person who answers ends
        it), TimeoutError, and ProtocolError when it is held already or too many are.
        """

    def answered(self) -> tuple[bool, bool]:
        """Of the stream: its final response head has left, our half of it has ended."""

    def greeting(self) -> Greeting:
        """The greeting of this connection, RFC 9113 3.4, as it was or as it would be."""

    def greet(self, greeting: Greeting) -> None:
        """Greet the peer with this. Raises ProtocolError outside of `handle_opening`."""

    def max_frame_size(self) -> int:
        """The peer's MAX_FRAME_SIZE, RFC 9113 6.5.2."""

    def window(self, stream_id: int) -> int:
        """Octets of DATA that may be sent now: the smaller of both windows, RFC 9113 6.9.1.

        For stream 0 the connection's window.
        """

    def push_enabled(self) -> bool:
        """Whether the peer allows PUSH_PROMISE, RFC 9113 6.5.2."""

    def next_push_id(self) -> int:
        """The next even stream identifier, RFC 9113 5.1.1."""

    def streams(self) -> dict[int, str]:
        """The state of each stream that is not closed, by its name in RFC 9113 5.1."""

    def position(self) -> int:
        """The `seq` of the journal's newest record."""

    def settings_in_flight(self) -> tuple[int, int]:
        """How many of our SETTINGS await their ACK, and `position()` at that very moment."""

    def await_record(
        self, pattern: str, timeout_seconds: float | None, after_seq: int = 0
    ) -> Record:
        """The first record of this connection after `after_seq` that matches the filter.

        Raises TimeoutError that says what was awaited and what came instead, ConnectionClosed
        when nothing can come any more, ValueError for a pattern that is none.
        """

    def record(self, kind: Kind, detail: Any) -> None:
        """Put a remark about this stream into the journal."""


class Gathering:
    """A channel that keeps the frames of the wire door, and is another in everything else."""

    def __init__(self, channel: Channel) -> None:
        self.frames: list[CraftedFrame] = []
        self._channel = channel

    def fire(self, action: Action, *, wait: bool = True) -> Outcome | None:
        if not (isinstance(action, Send) and action.door is Door.WIRE):
            what = "a lawful frame" if isinstance(action, Send) else "what is no frame"
            raise ProtocolError(f"{what} cannot leave together with others, as one flush")
        self.frames += action.frames
        return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)
