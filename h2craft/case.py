"""What conformance cases share: halves of a response, marks for the judge, and its pauses.

Handler scripts import it (`from h2craft.case import violation`). A case that uses nothing of it
is as good a case; this is for brevity, and so that all of them pause and mark alike.

The order is that of the judge's rules: half a response first, so that the client is listening;
a pause, a mark, what the case is about, a PING; a pause, a mark, the rest of a valid response. A
client that did not notice ends with a whole body, which is unmistakable.
"""

from __future__ import annotations

import contextlib
import itertools
import struct
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from h2craft.actions import (
    Action,
    CraftedFrame,
    Data,
    Door,
    Note,
    Ping,
    PushPromise,
    Send,
    fields_of,
)
from h2craft.judge import BROKEN, CANARY, KEPT, MISSING, PREFIX, VIOLATED, VIOLATION
from h2craft.script import ProtocolError
from h2craft.trace import Kind
from h2craft.wire import (
    END_STREAM,
    Frame,
    FrameType,
    encode_integer,
    encode_string,
    parse_setting_id,
)

FIRST = "the first half, "
REST = "and the rest\n"
BODY = FIRST + REST
FIELDS = (("content-type", "text/plain"),)
OK_BLOCK = b"\x88"
""":status 200 as an entry of HPACK's static table."""

PAUSE_SECONDS = 0.05
"""So that what is about to come has a segment, and a read of the client, of its own."""

REACTION_SECONDS = 2.0
ARRIVAL_SECONDS = 5.0

ACT_FRAMES = 200
"""Of many frames so many leave as one action."""

LEAVING_SECONDS = 2.0
"""Between GOAWAY and the end of TCP."""

_GIVES_UP = "type:GOAWAY -code:NO_ERROR"

_Value = TypeVar("_Value")


def mark(about: Any, text: str) -> None:
    """Leave a mark in the journal. `about` is a response, a writer or a connection."""
    with contextlib.suppress(ProtocolError):  # a connection that is gone needs none
        _writer(about).fire(Note(text=PREFIX + text))


def half(
    about: Any,
    status: int = 200,
    fields: Any = FIELDS,
    first: str = FIRST,
    *,
    stream_id: int | None = None,
) -> None:
    """The head of a response and the first half of its body; no content-length."""
    writer = _writer(about)
    writer.write_headers(fields, status, stream_id=stream_id)
    writer.write_data(first, stream_id=stream_id)


def whole(
    about: Any,
    body: str = BODY,
    status: int = 200,
    fields: Any = FIELDS,
    *,
    stream_id: int | None = None,
) -> None:
    """A response as it should be."""
    writer = _writer(about)
    writer.write_headers(fields, status, stream_id=stream_id)
    writer.write_data(body, last=True, stream_id=stream_id)


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
    writer = _writer(about)
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
    writer = _writer(about)
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


def said(about: Any, pattern: str, seconds: float = 0.0) -> bool:
    """Whether the client has said this since it was last asked, or does so in these seconds."""
    try:
        _writer(about).wait_for(pattern, timeout=seconds)
    except (TimeoutError, ProtocolError):
        return False
    return True


def heard(about: Any, pattern: str, seconds: float = REACTION_SECONDS) -> bytes | None:
    """The payload of the next frame of the client that is as this says; None for none in time."""
    try:
        found = _writer(about).wait_for(pattern, timeout=seconds)
    except (TimeoutError, ProtocolError):
        return None
    return bytes(Frame(found.octets).payload)


def uploaded(about: Any, octets: int = 0, seconds: float = ARRIVAL_SECONDS) -> int:
    """Octets of DATA, padding counted, that came on the stream since this was last asked.

    Waits till there are so many, or the client's half of the stream has ended.
    """
    pattern, count = f"type:DATA stream:{_writer(about).default_stream_id}", 0
    until = time.monotonic() + seconds
    with contextlib.suppress(TimeoutError, ProtocolError):
        while True:
            left = until - time.monotonic() if count < octets else 0.0
            frame = Frame(_writer(about).wait_for(pattern, timeout=max(0.0, left)).octets)
            count += len(frame.payload)
            octets = 0 if frame.flags & END_STREAM else octets
    return count


def settled(about: Any, settings: Any) -> bool:
    """SETTINGS, and wait for their ACK; False where none comes."""
    try:
        _writer(about).settle(settings, timeout=REACTION_SECONDS)
    except (TimeoutError, ProtocolError):
        return False
    return True


def canary(
    about: Any, rest: str = REST, *, head: bool | bytes = False, also: Iterable[int] = ()
) -> None:
    """The rest of a valid response, whatever has happened meanwhile; with `head` all of one.

    The head refers to nothing but the static table: who knows what is left of the other; unless
    it is given as a block. `also` are more streams that get one.
    """
    block = OK_BLOCK if head is True else head
    writer = _writer(about)
    time.sleep(PAUSE_SECONDS)
    mark(writer, CANARY)
    with contextlib.suppress(ProtocolError):
        for stream_id in (writer.default_stream_id, *also):
            if block:
                writer.write_raw_header_frame([], stream_id, end_headers=True, block=block)
            writer.write_raw_data_frame(rest, stream_id, end_stream=True)


def leave_open(about: Any) -> None:
    """Nothing more is to be written on this stream, not even its end."""
    writer = _writer(about)
    if hasattr(writer, "leave_open"):
        writer.leave_open()


def expect(about: Any, holds: bool, text: str) -> None:
    """What only the case can count: whether it is as `text` says. Also when the client has gone:
    its leaving may be what breaks it."""
    writer, remark = _writer(about), PREFIX + (KEPT if holds else BROKEN) + text
    try:
        writer.fire(Note(text=remark))
    except ProtocolError:
        with contextlib.suppress(ProtocolError):
            writer._channel.record(Kind.NOTED, {"text": remark})


def missing(about: Any, what: str) -> None:
    """The client did not do what the case needs: "a second request". It is inconclusive then."""
    mark(about, MISSING + what)


def announced(about: Any, setting: str, default: int) -> int:
    """What the client has said in its first SETTINGS, RFC 9113 6.5.2; `default` for nothing."""
    channel = _writer(about)._channel
    first = channel.await_record("dir:received type:SETTINGS not flag:ACK", ARRIVAL_SECONDS, 0)
    octets = Frame(first.octets).payload
    pairs = dict(struct.iter_unpack(">HI", octets[: len(octets) // 6 * 6]))
    return int(pairs.get(parse_setting_id(setting), default))


def promise(request: Any, path: str = "/pushed", **changes: str | None) -> list[tuple[str, str]]:
    """The fields of a lawful promise by this request's server, RFC 9113 8.4.1.

    `changes` are pseudo-header fields with other values, or without one (None).
    """
    parts = request.url_parts
    fields = {"method": "GET", "scheme": parts.scheme, "authority": parts.netloc, "path": path}
    known = {name: changes.get(name, value) for name, value in fields.items()}
    return [(f":{name}", value) for name, value in known.items() if value is not None]


def block_of(length: int) -> bytes:
    """A header block of exactly so many octets, 300 or more: :status 200 and one long field.

    It refers to no table but the static one, and adds nothing to the other.
    """
    for octets in range(1, 6):  # of the value's length, RFC 7541 5.1
        value = b"a" * (length - len(OK_BLOCK) - len(b"\x00\x06x-long") - octets)
        block = OK_BLOCK + literal(b"x-long", value)
        if len(block) == length:
            return block
    raise ValueError(f"no block has {length:,} octets")


def write_frames(about: Any, pieces: Iterable[bytes], *, padding: int | None = None) -> None:
    """Each of them in a DATA frame of its own, as the windows allow; it may be thousands."""
    writer = _writer(about)
    stream_id, left = writer.default_stream_id, iter(pieces)
    while some := tuple(itertools.islice(left, ACT_FRAMES)):
        frames = (Data(stream_id=stream_id, data=one, padding=padding, whole=True) for one in some)
        writer.fire(Send(frames=tuple(frames)))


def write_promise(
    about: Any,
    fields: Iterable[tuple[str, str]],
    promised: int = 2,
    *,
    stream_id: int | None = None,
    end_headers: bool = True,
) -> None:
    """PUSH_PROMISE whatever the client takes, by the connection's encoder; RFC 9113 6.6."""
    writer = _writer(about)
    frame = PushPromise(
        stream_id=writer.default_stream_id if stream_id is None else stream_id,
        promised_stream_id=promised,
        fields=fields_of(fields),
        end_headers=end_headers,
    )
    writer.fire(Send(frames=(frame,), door=Door.WIRE))


def accepted(about: Any, request: Any, promised: int = 2) -> bool:
    """A lawful promise, and whether it stands once the client has read it.

    It is marked as missing where the client has refused it: no rule says then what it has to make
    of frames on that stream (RFC 9113 5.1).
    """
    writer = _writer(about)
    write_promise(writer, promise(request), promised)
    if reaction(writer) or was_reset(writer, promised):
        missing(writer, "a push that it accepts")
        return False
    return True


def fulfil(about: Any, promised: int = 2) -> None:
    """An empty response to a promise, unless the client has refused it."""
    writer = _writer(about)
    with contextlib.suppress(ProtocolError):
        if not was_reset(writer, promised):
            writer.write_raw_header_frame(
                [], promised, end_stream=True, end_headers=True, block=OK_BLOCK
            )


def was_reset(about: Any, stream_id: int) -> bool:
    """Whether the client has ever reset this stream, or said GOAWAY."""
    pattern = f"dir:received (type:GOAWAY or type:RST_STREAM stream:{stream_id})"
    try:
        _writer(about)._channel.await_record(pattern, 0.0, 0)
    except TimeoutError:
        return False
    return True


def room(about: Any, stream_id: int | None = None) -> int:
    """Octets of DATA the client takes now on this stream; on stream 0, on the connection."""
    writer = _writer(about)
    chosen_id = writer.default_stream_id if stream_id is None else stream_id
    return int(writer._channel.window(chosen_id))


def stop_uploads(connection: Any) -> None:
    """For `handle_opening`: an upload stops when it has sent 65,535 octets, and so do all
    together."""
    connection.policy(window_update="drop")
    connection.greet(usual=False)


def let_go(about: Any, *also: int) -> None:
    """The end of `stop_uploads`, for this stream and others."""
    writer = _writer(about)
    with contextlib.suppress(ProtocolError):
        writer.policy(window_update="send")
        for stream_id in (0, writer.default_stream_id, *also):
            writer.write_window_update(1 << 20, stream_id)


def literal(name: bytes | int, value: bytes, form: int = 0x00, *, huffman: bool = False) -> bytes:
    """One literal field of a header block, RFC 7541 6.2; `name` a number: that entry's.

    form  0x00 without indexing, 0x10 never indexed, 0x40 with incremental indexing
    """
    mask = 0x3F if form == 0x40 else 0x0F
    if isinstance(name, int):
        return encode_integer(form, mask, name) + encode_string(value, huffman)
    return bytes((form,)) + encode_string(name, huffman) + encode_string(value, huffman)


def chosen(request: Any, variants: Mapping[str, _Value]) -> _Value:
    """The variant the URL asks for, `?variant=NAME`; the first one where it asks for none."""
    name = request.GET.first("variant", None)
    return variants[
        str(name, "latin-1") if isinstance(name, bytes) else name or next(iter(variants))
    ]


class Turns:
    """Requests that have to come one after the other on one connection.

    One for a case, at module level: `TURNS = Turns(2)`; a request's hooks ask `of`.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._streams: dict[Any, list[int]] = {}

    def of(self, about: Any, request: Any) -> int:
        """How many-th of its connection it is, from 1.

        It is marked as missing where the client asks for the next one on another connection.
        """
        streams = self._streams.setdefault(request.client_address, [])
        if request.h2_stream_id not in streams:
            streams.append(request.h2_stream_id)
            if len(streams) < request.ordinal <= self._count:
                missing(about, f"{self._count} requests on one connection")
        return streams.index(request.h2_stream_id) + 1


class Meeting:
    """Requests that have to be there at the same time, however they come in.

    One for a case, at module level: `BOTH = Meeting(2)`; each request's hook calls `wait`.

    leader  the stream of the one that is `led` to write for all, once they have met
    """

    def __init__(self, count: int) -> None:
        self.leader = 0
        self._barrier = threading.Barrier(count)
        self._count = count
        self._connections: set[Any] = set()
        self._streams: list[int] = []

    def wait(self, about: Any, request: Any = None, seconds: float = ARRIVAL_SECONDS) -> bool:
        """Wait for the others. False, and marked, where they do not come; answer it then.

        With its `request` from each of them, all have to be on one connection.
        """
        if request is not None:
            self._connections.add(request.client_address)
        try:
            self._barrier.wait(seconds)
        except threading.BrokenBarrierError:
            missing(about, f"{self._count} requests at the same time")
            return False
        if len(self._connections) > 1:
            missing(about, f"{self._count} requests at the same time on one connection")
            return False
        return True

    def led(self, about: Any, request: Any, by: int = -1) -> tuple[int, ...]:
        """Their streams, lowest first, for the one that writes for all: that on the highest of
        them, or on the one of that index.

        Empty for the others: their streams are left to it. One that comes alone is answered, and
        so that no second try makes good what the case is about, a later one is reset.
        """
        if request.ordinal > self._count:
            refuse(about)
            return ()
        self._streams.append(request.h2_stream_id)
        if not self.wait(about, request):
            whole(about)
            return ()
        leave_open(about)
        streams = tuple(sorted(self._streams))
        self.leader = streams[by]
        return streams if request.h2_stream_id == self.leader else ()


def refuse(about: Any) -> None:
    """Half a response and RST_STREAM INTERNAL_ERROR: a failure nobody has a reason to retry."""
    with contextlib.suppress(ProtocolError):
        half(about)
        _writer(about).write_rst_stream("INTERNAL_ERROR")


def _writer(about: Any) -> Any:
    return getattr(about, "writer", about)
