"""What a case is about, between its marks, and what the client makes of it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from typing import Any

from h2craft.actions import Action, CraftedFrame, Door, Ping, Send
from h2craft.case.answers import REST, half, leave_open
from h2craft.case.blocks import OK_BLOCK
from h2craft.case.hearing import REACTION_SECONDS, said
from h2craft.case.marks import mark, writer_of
from h2craft.judge import CANARY, VIOLATED, VIOLATION
from h2craft.script import ProtocolError
from h2craft.wire import FrameType

PAUSE_SECONDS = 0.05
"""So that what is about to come has a segment, and a read of the client, of its own."""

LEAVING_SECONDS = 2.0
"""Between GOAWAY and the end of TCP."""

_GIVES_UP = "type:GOAWAY -code:NO_ERROR"


@contextlib.contextmanager
def violation(
    about: Any,
    *,
    opened: bool = True,
    head: bool | bytes = False,
    rest: str | None = REST,
    also: Iterable[int] = (),
    seconds: float = REACTION_SECONDS,
) -> Iterator[Any]:
    """What is written inside is what the case is about. Gives the writer.

    opened   begin with `half` of a response
    head     the canary begins with the response's head: what is inside is not it; a header block
             of one's own, or True for one
    rest     what the canary is; None: there is none
    also     more streams that get one
    seconds  how long the client may think about it
    """
    writer = writer_of(about)
    if opened:
        half(writer)
    time.sleep(PAUSE_SECONDS)
    mark(writer, VIOLATION)
    with contextlib.suppress(ProtocolError), _one_flush(writer):
        yield writer
    mark(writer, VIOLATED)
    objected = reaction(writer, seconds)
    if rest is not None and not objected:
        canary(writer, rest, head=head, also=also)
    else:
        leave_open(writer)


@contextlib.contextmanager
def _one_flush(writer: Any) -> Iterator[None]:
    """The frames written inside leave together with a PING, as far as nothing comes in between.

    So a client reads both at once: whether it answers the PING does not hang on how soon it is
    gone, and one that resets the stream cannot keep it from being sent.
    """
    channel = writer._channel
    writer._channel = kept = _Kept(channel)
    try:
        with contextlib.suppress(ProtocolError):
            yield
        kept.fire(Send(frames=(Ping(opaque_data=b"read on?"),), door=Door.WIRE))
        kept.flush()
    finally:
        writer._channel = channel


class _Kept:
    """A channel that keeps frames of the wire door back until anything else is wanted of it."""

    _ASKED = frozenset(("stream_id", "connection", "client_address", "max_frame_size", "scheme"))

    def __init__(self, channel: Any) -> None:
        self._channel = channel
        self._frames: list[CraftedFrame] = []

    def fire(self, action: Action, *, wait: bool = True) -> Any:
        if isinstance(action, Send) and action.door is Door.WIRE:
            self._frames += action.frames
            return None
        self.flush()
        return self._channel.fire(action, wait=wait)

    def flush(self) -> None:
        frames, self._frames = tuple(self._frames), []
        if frames:
            self._channel.fire(Send(frames=frames, door=Door.WIRE))

    def __getattr__(self, name: str) -> Any:
        if name not in self._ASKED:
            self.flush()
        return getattr(self._channel, name)


def reaction(about: Any, seconds: float = REACTION_SECONDS) -> bool:
    """A PING, and wait for its ACK or for the client's end; True where the client has objected:
    by GOAWAY, by RST_STREAM on this stream (of a connection: on any), or by leaving.

    One that names an error in GOAWAY has its time to close the connection, and is closed then, as
    servers do: nobody is to wait for the other.
    """
    writer = writer_of(about)
    try:
        gone = said(writer, _GIVES_UP) or (
            writer.barrier(timeout=seconds, unless=_GIVES_UP).octets[3] == FrameType.GOAWAY
        )
        if gone:
            # for a client that closes only once something more has come, whichever came first
            writer.write_ping(b"good bye")
            said(writer, "kind:END_RECEIVED", LEAVING_SECONDS)
            return _left(writer)
    except TimeoutError:
        pass
    except ProtocolError:
        return _left(writer)
    own = writer.default_stream_id
    return said(writer, "type:GOAWAY or type:RST_STREAM" + (f" stream:{own}" if own else ""))


def _left(writer: Any) -> bool:
    with contextlib.suppress(ProtocolError):
        writer.close()
    return True


def canary(
    about: Any, rest: str = REST, *, head: bool | bytes = False, also: Iterable[int] = ()
) -> None:
    """The rest of a valid response, whatever has happened meanwhile; with `head` all of one.

    The head refers to nothing but the static table: who knows what is left of the other; unless
    it is given as a block. `also` are more streams that get one.
    """
    block = OK_BLOCK if head is True else head
    writer = writer_of(about)
    time.sleep(PAUSE_SECONDS)
    mark(writer, CANARY)
    with contextlib.suppress(ProtocolError):
        for stream_id in (writer.default_stream_id, *also):
            if block:
                writer.write_raw_header_frame([], stream_id, end_headers=True, block=block)
            writer.write_raw_data_frame(rest, stream_id, end_stream=True)
