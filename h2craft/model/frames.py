"""Rules for frames: what each type does to the connection, and what is wrong about it.

Knows one folding at a time. One function for each type, in a table; every rule names its section
of RFC 9113. What a frame shows by itself to be wrong is found in the wire room already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from h2craft.model import blocks
from h2craft.model.finding import Scope, Severity
from h2craft.model.folding import Folding
from h2craft.model.side import GoAwaySeen
from h2craft.model.stream import Stream
from h2craft.model.streams import StreamInput, StreamState
from h2craft.model.windows import HIGHEST_WINDOW, Window
from h2craft.wire import (
    ACK,
    END_STREAM,
    HEADER_LENGTH,
    ErrorCode,
    FrameType,
    SettingId,
    payloads,
)

LEAST_MAX_FRAME_SIZE = 16_384
HIGHEST_STREAM_ID = 0x7FFF_FFFF


def fold_frame(f: Folding) -> None:
    """Let the frame change the connection, and find what is wrong about it. Never raises.

    Millions pass here, and nearly all are lawful: what hardly ever has to be judged is not called.
    """
    frame, side = f.frame, f.side
    view = frame.view
    if not side.frames and f.connection.whole:
        _check_preface(f)
    side.frames += 1
    side.octets += len(frame.octets)
    if frame.length > LEAST_MAX_FRAME_SIZE:
        _check_size(f)
    for problem in view.problems:
        text = f"{frame.name}: {problem.text}"
        f.found(problem.section, text, problem.code, problem.scope)
    if side.block is not None:
        blocks.check_interleaving(f, side.block)
    _RULES.get(frame.type, _other)(f, view)


def _check_preface(f: Folding) -> None:
    """RFC 9113 3.4: SETTINGS is each end's first frame, after the client's magic octets."""
    frame = f.frame
    if frame.type != FrameType.SETTINGS or frame.has_flag(ACK):
        f.found("3.4", f"the first frame is {frame.name}, it must be SETTINGS")
    if f.side.role == "client" and not f.side.preface:
        f.found("3.4", "frames without a connection preface")


def _check_size(f: Folding) -> None:
    """RFC 9113 4.2: MAX_FRAME_SIZE of the end that hears it, the higher while two are possible."""
    frame = f.frame
    length = frame.length
    limit = f.other.settings.most(SettingId.MAX_FRAME_SIZE)
    if length <= limit:
        return
    text = f"{frame.name} of {length:,} octets is longer than MAX_FRAME_SIZE {limit:,}"
    alone = frame.stream_id and frame.type not in _CONNECTION_WIDE
    f.found("4.2", text, ErrorCode.FRAME_SIZE_ERROR, "stream" if alone else "connection")


_CONNECTION_WIDE = frozenset(
    (FrameType.HEADERS, FrameType.PUSH_PROMISE, FrameType.CONTINUATION, FrameType.SETTINGS)
)


def _data(f: Folding, view: payloads.Data) -> None:
    """RFC 9113 6.1, 6.9."""
    stream_id = f.frame.stream_id
    charged = len(f.frame.octets) - HEADER_LENGTH
    # 6.9: frames in error count too, or the two ends would disagree about the window
    _charge(f, f.side.window, charged, 0, "connection")
    if not stream_id:
        return
    stream = f.stream = f.find(stream_id)
    lawful = f.apply(stream_id, StreamInput.DATA, stream)
    ends = f.frame.has_flag(END_STREAM)
    if not charged and not ends:
        f.flood("empty DATA frames")
    if stream is None:
        return
    message = stream.message(f.direction)
    initial = SettingId.INITIAL_WINDOW_SIZE
    settings = f.other.settings
    _charge(f, message.window, charged, settings.most(initial) - settings[initial], "stream")
    if not lawful or stream.state is StreamState.CLOSED:
        return
    message.octets += len(view.data)
    blocks.check_body(f, stream, message)
    if ends:
        _end(f, stream)
        blocks.check_length(f, stream, message)


def _charge(f: Folding, window: Window, octets: int, in_flight: int, scope: Scope) -> None:
    """DATA uses up a window; `in_flight`: how much larger it may be than we know."""
    if not octets:
        return
    left = window.move(-octets, f.record.seq, "DATA")
    if left + in_flight >= 0:
        return
    whose = "connection" if scope == "connection" else f"stream {f.frame.stream_id}"
    text = f"DATA of {octets:,} octets, the window of the {whose} had {left + octets:,}"
    f.found_by_history("6.9.1", text, ErrorCode.FLOW_CONTROL_ERROR, scope)


def _end(f: Folding, stream: Stream) -> None:
    stream.message(f.direction).ended = True
    f.apply(stream.stream_id, StreamInput.END_STREAM, stream)


def _headers(f: Folding, view: payloads.Headers) -> None:
    """RFC 9113 6.2, 8.1."""
    stream_id = f.frame.stream_id
    ends = f.frame.has_flag(END_STREAM)
    lawful = False
    if stream_id:
        stream = f.connection.stream(stream_id)
        if stream is None:
            stream = _open(f, stream_id)
            lawful = stream is not None
        else:
            was_active = stream.active
            # what still arrives after our own reset is read, but nothing is made of it
            lawful = stream.state is not StreamState.CLOSED
            lawful = f.apply(stream_id, StreamInput.HEADERS, stream) and lawful
            if lawful and not was_active:
                _check_concurrency(f, stream_id)
        f.stream = stream
        if lawful and ends and stream is not None:
            _end(f, stream)
    blocks.begin(f, view.fragment, lawful=lawful, end_stream=ends, promised=None)


def _open(f: Folding, stream_id: int) -> Stream | None:
    """HEADERS on a stream the model does not have: a new one, if this end may open it."""
    opener = f.opener(stream_id)
    entitled = opener is f.side and f.side.role == "client"
    taken_on_trust = not f.connection.known or stream_id in f.connection.unlisted
    if taken_on_trust and not (entitled and stream_id > opener.highest):
        return f.find(stream_id)
    if not entitled and stream_id > opener.highest:
        whose = f"not the {f.side.role}'s to open"
        f.found("5.1.1", f"HEADERS on stream {stream_id}, which is idle and {whose}")
        return None
    if not f.apply(stream_id, StreamInput.HEADERS, None):
        return None
    stream = f.open(stream_id, StreamState.OPEN)
    _check_concurrency(f, stream_id)
    _check_goaway(f, stream_id)
    return stream


def _check_concurrency(f: Folding, stream_id: int) -> None:
    """RFC 9113 5.1.2. Only an acknowledged limit binds."""
    opener = f.opener(stream_id)
    limit = f.other.settings.most(SettingId.MAX_CONCURRENT_STREAMS)
    if opener is f.side and opener.active > limit:
        text = f"stream {stream_id} makes {opener.active:,}, MAX_CONCURRENT_STREAMS is {limit:,}"
        f.found_by_history("5.1.2", text, ErrorCode.REFUSED_STREAM, "stream")


def _check_goaway(f: Folding, stream_id: int) -> None:
    """RFC 9113 6.8: after a GOAWAY no new streams. The frames may have crossed, hence a note."""
    if f.other.goaways:
        last = f.other.goaways[-1].last_stream_id
        f.note("6.8", f"stream {stream_id} is opened after a GOAWAY with last stream {last}")


def _priority(f: Folding, view: payloads.Priority) -> None:
    stream_id = f.frame.stream_id
    f.stream = f.connection.stream(stream_id)
    if stream_id:
        f.apply(stream_id, StreamInput.PRIORITY, f.stream)
    f.flood("PRIORITY frames")


def _rst_stream(f: Folding, view: payloads.RstStream) -> None:
    """RFC 9113 6.4."""
    stream_id = f.frame.stream_id
    f.flood("RST_STREAM frames")
    if not stream_id:
        return
    stream = f.stream = f.find(stream_id)
    lawful = f.apply(stream_id, StreamInput.RST_STREAM, stream)
    if lawful and stream is not None and stream.error_code is None:
        stream.error_code = view.error_code


def _settings(f: Folding, view: payloads.Settings) -> None:
    """RFC 9113 6.5. On a stream it is an error, said before, and nothing comes of it."""
    if f.frame.stream_id:
        return
    if f.frame.has_flag(ACK):
        _settings_ack(f)
        return
    f.flood("SETTINGS frames")
    settings = f.side.settings
    for identifier, value in view.pairs:
        if identifier in _SETTING_RULES:
            _SETTING_RULES[identifier](f, value)
    settings.announce(view.pairs, f.record.seq)


def _enable_push(f: Folding, value: int) -> None:
    if value == 1 and f.side.role == "server":
        f.found("6.5.2", "ENABLE_PUSH of 1 from a server, which must not set it")


def _enable_connect(f: Folding, value: int) -> None:
    if value == 0 and f.side.settings.latest(SettingId.ENABLE_CONNECT_PROTOCOL) == 1:
        f.found("8441 3", "ENABLE_CONNECT_PROTOCOL goes back from 1 to 0")


def _no_priorities(f: Folding, value: int) -> None:
    settings = f.side.settings
    if not f.connection.whole or not (settings.settled or settings.in_flight):
        return
    before = settings.latest(SettingId.NO_RFC7540_PRIORITIES)
    if value != before:
        text = f"NO_RFC7540_PRIORITIES changes from {before} to {value} after the first SETTINGS"
        f.found("9218 2.1", text)


def _initial_window(f: Folding, value: int) -> None:
    """RFC 9113 6.9.2: what the windows will be once this is acknowledged, which it may never be."""
    delta = value - f.side.settings[SettingId.INITIAL_WINDOW_SIZE]
    if delta <= 0 or value > HIGHEST_WINDOW:  # the latter is said by the payload
        return
    messages = (stream.message(f.direction.opposite) for stream in f.connection.streams.values())
    too_large = sum(message.window.size + delta > HIGHEST_WINDOW for message in messages)
    if too_large:
        text = f"INITIAL_WINDOW_SIZE lifts {too_large:,} stream windows above {HIGHEST_WINDOW:,}"
        f.found("6.9.2", text, ErrorCode.FLOW_CONTROL_ERROR)


_SETTING_RULES: dict[int, Callable[[Folding, int], None]] = {
    SettingId.INITIAL_WINDOW_SIZE: _initial_window,
    SettingId.ENABLE_PUSH: _enable_push,
    SettingId.ENABLE_CONNECT_PROTOCOL: _enable_connect,
    SettingId.NO_RFC7540_PRIORITIES: _no_priorities,
}


def _settings_ack(f: Folding) -> None:
    """RFC 9113 6.5.3: one ACK settles one frame, the oldest."""
    changes = f.other.settings.settle()
    if changes is None:
        if f.connection.known:
            f.found("6.5.3", "SETTINGS ACK, but no SETTINGS waits for one", ErrorCode.NO_ERROR)
        return
    apply_settings(f, changes)


def apply_settings(f: Folding, changes: dict[int, tuple[int, int]]) -> None:
    """What the other end announced binds this one from here on."""
    table = changes.get(SettingId.HEADER_TABLE_SIZE)
    if table is not None and f.connection.known and table[1] < f.side.decoder.table.max_size:
        # 4.3.1: the next block must say so; of several changes the lowest counts (7541 4.2)
        owed = f.side.owed_update
        f.side.owed_update = table[1] if owed is None else min(owed, table[1])
    window = changes.get(SettingId.INITIAL_WINDOW_SIZE)
    if window is not None and window[0] != window[1]:
        _resize_windows(f, window[1] - window[0])


def _resize_windows(f: Folding, delta: int) -> None:
    """RFC 9113 6.9.2."""
    for stream in f.connection.streams.values():
        stream.message(f.direction).window.move(delta, f.record.seq, "SETTINGS")


def _push_promise(f: Folding, view: payloads.PushPromise) -> None:
    """RFC 9113 6.6, 8.4."""
    stream_id, promised = f.frame.stream_id, view.promised_stream_id
    lawful = False
    if f.side.role == "client":
        f.found("8.4", "PUSH_PROMISE from a client, which cannot push")
    elif stream_id and promised:
        if f.other.settings.most(SettingId.ENABLE_PUSH) == 0:
            f.found("6.6", "PUSH_PROMISE, though ENABLE_PUSH is 0")
        carrier = f.stream = f.find(stream_id)
        lawful = f.apply(stream_id, StreamInput.PUSH_PROMISE, carrier)
        lawful = lawful and promised % 2 == 0 and _reserve(f, promised)
        if lawful:
            _check_goaway(f, promised)
    blocks.begin(
        f, view.fragment, lawful=lawful, end_stream=False, promised=promised if lawful else 0
    )


def _reserve(f: Folding, promised: int) -> bool:
    existing = f.connection.stream(promised)
    if not f.apply(promised, StreamInput.RESERVE, existing):
        return False
    state = (
        StreamState.RESERVED_REMOTE if f.side is f.connection.peer else StreamState.RESERVED_LOCAL
    )
    stream = f.open(promised, state)
    stream.promised_on = f.frame.stream_id
    return True


def _ping(f: Folding, view: payloads.Ping) -> None:
    """RFC 9113 6.7."""
    if not f.frame.has_flag(ACK):
        f.flood("PING frames")
        if len(f.side.pings) == f.side.pings.maxlen:
            f.side.pings_lost += 1  # what waits for an ACK and is not kept
        f.side.pings.append(view.opaque_data[:8])
        return
    waiting = f.other.pings
    try:
        waiting.remove(view.opaque_data[:8])
    except ValueError:
        if f.other.pings_lost:
            f.other.pings_lost -= 1
        elif f.connection.whole:
            text = f"PING ACK {view.opaque_data[:8].hex()} answers no PING that waits"
            f.found("6.7", text, ErrorCode.NO_ERROR)


def _goaway(f: Folding, view: payloads.GoAway) -> None:
    """RFC 9113 6.8."""
    goaways = f.side.goaways
    last = view.last_stream_id
    if goaways and last > goaways[-1].last_stream_id:
        before = goaways[-1].last_stream_id
        f.found("6.8", f"GOAWAY with last stream {last}, above the {before} said before")
    if last and last != HIGHEST_STREAM_ID and f.opener(last) is f.side:
        f.found("6.8", f"GOAWAY with last stream {last}, which is its sender's own", 0)
    goaways.append(GoAwaySeen(f.record.seq, last, view.error_code, view.debug_data[:1024]))


def _window_update(f: Folding, view: payloads.WindowUpdate) -> None:
    """RFC 9113 6.9: credit for what the other end sends."""
    stream_id = f.frame.stream_id
    if not stream_id:
        _credit(f, f.other.window, view.increment, "connection")
        return
    stream = f.stream = f.find(stream_id)
    if f.apply(stream_id, StreamInput.WINDOW_UPDATE, stream) and stream is not None:
        window = stream.message(f.direction.opposite).window
        _credit(f, window, view.increment, "stream")


def _credit(f: Folding, window: Window, increment: int, scope: Scope) -> None:
    if not increment:
        return
    size = window.move(increment, f.record.seq, "WINDOW_UPDATE")
    if size > HIGHEST_WINDOW:
        text = f"WINDOW_UPDATE of {increment:,} lifts the window to {size:,}, above 2^31-1"
        f.found_by_history("6.9.1", text, ErrorCode.FLOW_CONTROL_ERROR, scope)


def _continuation(f: Folding, view: payloads.Continuation) -> None:
    blocks.go_on(f, view.fragment)


def _priority_update(f: Folding, view: payloads.PriorityUpdate) -> None:
    if f.side.role == "server":
        f.found("9218 7.1", "PRIORITY_UPDATE from a server, only clients may send it")


def _server_only(f: Folding, view: Any) -> None:
    if f.side.role == "client":
        section = "7838 4" if f.frame.type == FrameType.ALTSVC else "8336 2.1"
        f.found(section, f"{f.frame.name} from a client is ignored", 0, severity=Severity.NOTE)


def _other(f: Folding, view: Any) -> None:
    """RFC 9113 5.5: a type nobody defined is ignored, and changes no state."""
    f.stream = f.connection.stream(f.frame.stream_id)


_RULES: dict[int, Callable[[Folding, Any], None]] = {
    FrameType.DATA: _data,
    FrameType.HEADERS: _headers,
    FrameType.PRIORITY: _priority,
    FrameType.RST_STREAM: _rst_stream,
    FrameType.SETTINGS: _settings,
    FrameType.PUSH_PROMISE: _push_promise,
    FrameType.PING: _ping,
    FrameType.GOAWAY: _goaway,
    FrameType.WINDOW_UPDATE: _window_update,
    FrameType.CONTINUATION: _continuation,
    FrameType.ALTSVC: _server_only,
    FrameType.ORIGIN: _server_only,
    FrameType.PRIORITY_UPDATE: _priority_update,
}
