"""The lawful door, frame by frame: what is asked of h2, and what leaves when it agrees.

`send` and `send_queued` raise Refused; nothing of a refused frame leaves and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from h2craft.actions import (
    NEW_STREAM,
    AltSvc,
    Continuation,
    CraftedFrame,
    Data,
    Field,
    GoAway,
    Headers,
    Origin,
    Ping,
    Priority,
    PushPromise,
    Raw,
    RstStream,
    Settings,
    WindowUpdate,
)
from h2craft.endpoint import datain, events
from h2craft.endpoint.crafting import (
    NO_NEXT_STREAM,
    Unwritable,
    block_frames,
    block_of,
    flow_controlled_length,
    frame,
    informational,
    octets_of,
    padded,
    pseudo_fields,
)
from h2craft.endpoint.inflow import DEFAULT_WINDOW
from h2craft.endpoint.options import Greeting
from h2craft.endpoint.refusal import Refused
from h2craft.endpoint.sendqueue import Job
from h2craft.endpoint.shadow import follow
from h2craft.model import FieldsKind, field_problems
from h2craft.wire import ACK, END_STREAM, FrameType

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint

SETTINGS_ACK = frame(FrameType.SETTINGS, ACK, 0, b"")
MAX_WINDOW = (1 << 31) - 1


def greet(endpoint: Endpoint, greeting: Greeting) -> list[bytes]:
    """SETTINGS, and WINDOW_UPDATE where the connection window is to be larger (9113 3.4, 6.9.2)."""
    lawful = endpoint.lawful
    settings = Settings(pairs=greeting.settings)
    # A greeting with unlawful values is a fine thing to want; then h2 is not told.
    with suppress(Refused):
        lawful.settings(dict(greeting.settings))
    endpoint.announced(greeting.settings)
    octets = [octets_of(settings, lawful.encoder)]
    more = greeting.connection_window - DEFAULT_WINDOW
    if more > 0:
        endpoint.inflows.opened(0, more)
        octets.append(octets_of(WindowUpdate(increment=more), lawful.encoder))
    return octets


def upgraded(endpoint: Endpoint, seq: int, now: float) -> None:
    """The greeting's settings went with the upgrade, and its 101 is their ACK (RFC 7540 3.2.1)."""
    settings = endpoint.greeting.settings
    with suppress(Refused):
        endpoint.lawful.settings(dict(settings))
    endpoint.announced(settings)
    endpoint.lawful.feed(SETTINGS_ACK, seq)
    datain.acknowledged(endpoint, seq, now)


def send(endpoint: Endpoint, crafted: CraftedFrame, job: Job, now: float) -> int | None:
    """Let one frame out lawfully, or into its stream's queue. Returns a promised stream id."""
    return _SEND[type(crafted)](endpoint, crafted, job, now)


def _headers(endpoint: Endpoint, headers: Headers, job: Job, now: float) -> None:
    if headers.stream_id in endpoint.queue:
        endpoint.queue.put(headers, job)
    else:
        _headers_now(endpoint, headers, job, now)


def _headers_now(endpoint: Endpoint, headers: Headers, job: Job, now: float) -> None:
    if not headers.end_headers:
        raise Refused("a lawful header block is complete: END_HEADERS is missing", "6.2")
    lawful = endpoint.lawful
    if endpoint.role == "server" and lawful.gone is None:
        _must_be_open(endpoint, headers.stream_id)
    elif endpoint.role == "client" and lawful.headers_sent(headers.stream_id) is None:
        _may_be_opened(endpoint, headers.stream_id)
    fields = headers.fields
    told = pseudo_fields(fields)
    if headers.block is None:
        _check(fields, _kind(endpoint, headers.stream_id, told))
    _leave(
        endpoint,
        headers,
        job,
        now,
        lambda: lawful.head(headers.stream_id, told, end_stream=headers.end_stream),
    )


def _leave(
    endpoint: Endpoint,
    crafted: Headers | PushPromise,
    job: Job,
    now: float,
    agree: Callable[[], None],
) -> None:
    """Make the block, have h2 agree, and let it out; or take the block back."""
    lawful = endpoint.lawful
    made = crafted.block is None
    if not made:
        follow(endpoint, now)  # our encoder does not know what these octets leave in the table
    block = block_of(crafted, lawful.encoder)
    try:
        frames = block_frames(crafted, block, lawful.max_frame_size)
        agree()
    except (Refused, Unwritable):
        if made:
            lawful.encoder.undo()
        raise
    for octets in frames:
        endpoint.sent_lawfully(octets, now, job)


def _must_be_a_stream(stream_id: int) -> None:
    if not stream_id:
        raise Refused("stream 0 is the connection itself", "5.1.1")
    if stream_id == NEW_STREAM:
        raise Refused(NO_NEXT_STREAM, "5.1.1")


def _may_be_opened(endpoint: Endpoint, stream_id: int) -> None:
    """A stream of a client; the number itself is h2's matter."""
    _must_be_a_stream(stream_id)
    if endpoint.judge.goaways_received:
        raise Refused("the server has said GOAWAY: no stream can be opened any more", "6.8")


def _must_be_open(endpoint: Endpoint, stream_id: int) -> None:
    _must_be_a_stream(stream_id)
    if not endpoint.lawful.is_open(stream_id):
        raise Refused(f"stream {stream_id} is {endpoint.lawful.state_of(stream_id)}", "5.1")


def _must_be_open_to_receive(endpoint: Endpoint, stream_id: int) -> None:
    state = endpoint.lawful.state_of(stream_id)
    if state in ("idle", "closed"):
        raise Refused(f"stream {stream_id} is {state}", "5.1")


def _kind(endpoint: Endpoint, stream_id: int, told: list[tuple[bytes, bytes]]) -> FieldsKind:
    if endpoint.lawful.headers_sent(stream_id):
        return FieldsKind.TRAILERS
    if endpoint.role == "client":
        return FieldsKind.REQUEST
    return FieldsKind.INFORMATIONAL if informational(told) else FieldsKind.RESPONSE


def _check(fields: Sequence[Field], kind: FieldsKind) -> None:
    problems = field_problems(fields, kind)
    if problems:
        raise Refused(problems[0].text, problems[0].section)
    if not fields:
        raise Refused("a header block without fields", "8.1")


def with_promise(endpoint: Endpoint, push: PushPromise) -> PushPromise:
    """Choose the promised stream where the caller has not (9113 5.1.1)."""
    if push.promised_stream_id is not None:
        return push
    return replace(push, promised_stream_id=endpoint.lawful.next_stream_id)


def with_last_stream(endpoint: Endpoint, goaway: GoAway) -> GoAway:
    """The highest stream the peer opened, where the caller has named none (9113 6.8)."""
    if goaway.last_stream_id is not None:
        return goaway
    return replace(goaway, last_stream_id=endpoint.lawful.highest_received_stream_id)


def _push(endpoint: Endpoint, push: PushPromise, job: Job, now: float) -> int | None:
    if endpoint.role == "client":
        raise Refused("a client cannot push: use the wire door", "8.4")
    if not push.end_headers or push.block is not None:
        raise Refused("a lawful PUSH_PROMISE has its whole block from h2", "6.6")
    lawful = endpoint.lawful
    if lawful.gone is None and not lawful.push_enabled:
        raise Refused("the peer has disabled push: SETTINGS_ENABLE_PUSH is 0", "6.6")
    _must_be_a_stream(push.stream_id)
    push = with_promise(endpoint, push)
    _check(push.fields, FieldsKind.PUSH_REQUEST)
    stream_id, promised = push.stream_id, push.promised_stream_id or 0
    told = pseudo_fields(push.fields)
    _leave(endpoint, push, job, now, lambda: lawful.promise(stream_id, promised, told))
    return promised


# DATA


def _data(endpoint: Endpoint, data: Data, job: Job, now: float) -> None:
    lawful, stream_id = endpoint.lawful, data.stream_id
    if lawful.gone is None:
        _must_be_open(endpoint, stream_id)
    if data.padding is not None:
        padded(b"", data.padding)
    size = flow_controlled_length(data)
    if data.whole and size > lawful.max_frame_size:
        raise Refused(
            f"DATA of {size:,} octets is longer than the peer's MAX_FRAME_SIZE "
            f"{lawful.max_frame_size:,}",
            "4.2",
        )
    if data.padding is not None and data.padding + 1 >= lawful.max_frame_size:
        raise Refused("the padding alone fills a frame", "6.1")
    fits = size <= lawful.max_frame_size and (not size or size <= lawful.window(stream_id))
    if fits and endpoint.writable and stream_id not in endpoint.queue:
        _data_now(endpoint, stream_id, data.data, data.end_stream, data.padding, job, now)
    else:
        endpoint.queue.put(data, job)


def _data_now(
    endpoint: Endpoint,
    stream_id: int,
    octets: bytes,
    end_stream: bool,
    padding: int | None,
    job: Job,
    now: float,
) -> None:
    lawful = endpoint.lawful
    lawful.data(stream_id, end_stream=end_stream)
    payload, flags = padded(octets, padding)
    lawful.spend(stream_id, len(payload))
    if end_stream:
        flags |= END_STREAM
    endpoint.sent_lawfully(frame(FrameType.DATA, flags, stream_id, payload), now, job)


def send_queued(endpoint: Endpoint, stream_id: int, now: float) -> int | None:
    """Send the next frame of a stream's queue. Returns its octets, None where it has to wait."""
    line = endpoint.queue.streams.get(stream_id)
    if not line:
        return None
    waiting = line[0]
    crafted, job = waiting.crafted, waiting.job
    try:
        if isinstance(crafted, Headers):
            _headers_now(endpoint, crafted, job, now)
            size, complete = 1, True
        else:
            size, complete = _next_data(endpoint, crafted, waiting.offset, job, now)
            if size is None:
                return None
            waiting.offset += size
    except (Refused, Unwritable) as refused:
        endpoint.drop_stream(stream_id, str(refused))
        return 1
    if complete:
        done = endpoint.queue.done(stream_id)
        if done is not None:
            endpoint.job_done(done, now)
    return size + 9


def _next_data(
    endpoint: Endpoint, data: Data, offset: int, job: Job, now: float
) -> tuple[Any, bool]:
    """Cut what fits from the data. Returns (octets sent or None, whether that was the end)."""
    lawful, stream_id = endpoint.lawful, data.stream_id
    left = len(data.data) - offset
    extra = 0 if data.padding is None else data.padding + 1
    room = min(lawful.max_frame_size, lawful.window(stream_id)) - extra
    if left + extra and (room < left if data.whole else room < min(left, 1)):
        return None, False
    size = min(left, room) if left else 0
    last = size == left
    _data_now(
        endpoint,
        stream_id,
        data.data[offset : offset + size],
        last and data.end_stream,
        data.padding,
        job,
        now,
    )
    return size, last


# The connection's frames


def _settings(endpoint: Endpoint, settings: Settings, job: Job, now: float) -> None:
    if settings.ack:
        raise Refused("h2 acknowledges SETTINGS itself: hold that by policy, or use the wire door")
    if settings.stream_id:
        raise Refused("SETTINGS are for stream 0", "6.5")
    octets = octets_of(settings, endpoint.lawful.encoder)
    endpoint.lawful.settings(dict(settings.pairs))
    endpoint.announced(settings.pairs)
    endpoint.sent_lawfully(octets, now, job)


def _ping(endpoint: Endpoint, ping: Ping, job: Job, now: float) -> None:
    if ping.ack:
        raise Refused("h2 answers PING itself: hold that by policy, or use the wire door")
    if len(ping.opaque_data) != 8 or ping.stream_id:
        raise Refused("PING has eight octets and is for stream 0", "6.7")
    endpoint.sent_lawfully(octets_of(ping, endpoint.lawful.encoder), now, job)


def _goaway(endpoint: Endpoint, goaway: GoAway, job: Job, now: float) -> None:
    # h2 is never told: it would close, and streams up to last_stream_id could not finish.
    if goaway.stream_id:
        raise Refused("GOAWAY is for stream 0", "6.8")
    octets = octets_of(with_last_stream(endpoint, goaway), endpoint.lawful.encoder)
    endpoint.sent_lawfully(octets, now, job)
    endpoint.judge.sent(octets, endpoint.journal.last)


def _rst_stream(endpoint: Endpoint, reset: RstStream, job: Job, now: float) -> None:
    octets = octets_of(reset, endpoint.lawful.encoder)  # what has none is refused before h2 hears
    endpoint.lawful.reset(reset.stream_id, reset.error_code)
    endpoint.judge.reset_by_us(reset.stream_id)
    endpoint.drop_stream(reset.stream_id, "the stream was reset")
    endpoint.tell_aside(
        events.StreamReset(reset.stream_id, reset.error_code, False, job.action_seq)
    )
    endpoint.sent_lawfully(octets, now, job)


def _window_update(endpoint: Endpoint, update: WindowUpdate, job: Job, now: float) -> None:
    stream_id, increment = update.stream_id, update.increment
    if stream_id:
        _must_be_open_to_receive(endpoint, stream_id)
    window = endpoint.inflows.stream(stream_id) if stream_id else endpoint.inflows.connection
    if not 1 <= increment <= MAX_WINDOW:
        raise Refused(f"an increment of {increment:,} is not 1 to {MAX_WINDOW:,}", "6.9")
    if window.room + increment > MAX_WINDOW:
        raise Refused(f"the window would be {window.room + increment:,} octets", "6.9.1")
    endpoint.inflows.opened(stream_id, increment)
    endpoint.sent_lawfully(octets_of(update, endpoint.lawful.encoder), now, job)


def _extension(endpoint: Endpoint, crafted: AltSvc | Origin, job: Job, now: float) -> None:
    if endpoint.role == "client":
        section = "RFC 7838 4" if isinstance(crafted, AltSvc) else "RFC 8336 2.1"
        raise Refused("servers say this to clients, who do not: use the wire door", section)
    endpoint.sent_lawfully(octets_of(crafted, endpoint.lawful.encoder), now, job)


def _priority(endpoint: Endpoint, priority: Priority, job: Job, now: float) -> None:
    if endpoint.role == "server":
        raise Refused("a server does not prioritize (h2): use the wire door", "5.3.2")
    if priority.depends_on == priority.stream_id:
        raise Refused("a stream does not depend on itself", "RFC 7540 5.3.1")
    endpoint.sent_lawfully(octets_of(priority, endpoint.lawful.encoder), now, job)


def _no_lawful_form(endpoint: Endpoint, crafted: CraftedFrame, job: Job, now: float) -> None:
    name = type(crafted).__name__
    raise Refused(f"{name} has no lawful form of its own: use the wire door")


_SEND: dict[type, Callable[[Endpoint, Any, Job, float], int | None]] = {
    Headers: _headers,
    Data: _data,
    PushPromise: _push,
    Settings: _settings,
    Ping: _ping,
    GoAway: _goaway,
    RstStream: _rst_stream,
    WindowUpdate: _window_update,
    Priority: _priority,
    AltSvc: _extension,
    Origin: _extension,
    Continuation: _no_lawful_form,
    Raw: _no_lawful_form,
}
