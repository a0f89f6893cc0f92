"""What is not a frame, in words: connections, scripts, refusals. Knows no line and no colour.

A detail comes from a trace file as often as from an engine, so nothing in it is taken for granted
but that it is a mapping of JSON values, and every text in it is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from h2craft.actions import (
    FRAME_TYPES,
    CraftedFrame,
    Data,
    GoAway,
    Headers,
    PushPromise,
    Raw,
    RstStream,
    Send,
    SendOctets,
    action_from_json,
)
from h2craft.model import Reading
from h2craft.trace import Kind
from h2craft.wire import elide, error_code_name, escape, frame_type_name

Detail = Mapping[str, Any]
LONGEST = 2000  # of one text out of a detail


def tell(reading: Reading) -> list[str]:
    """The lines for a reading without a frame; at least one."""
    detail = reading.record.detail
    teller = _TELLERS.get(reading.record.kind)
    if not isinstance(detail, Mapping):
        return [reading.summary]
    if reading.record.kind == Kind.COMMENTED:
        return _commented(reading.record.cause, detail)
    return [reading.summary] if teller is None else teller(detail)


def _shown(value: object) -> str:
    return escape(str(value)[:LONGEST])


def _said(detail: Detail, key: str, form: str = "{}") -> str:
    """`form` with the value, or nothing where there is none."""
    value = detail.get(key)
    return "" if value in (None, "", []) else form.format(_shown(value))


def _together(*parts: str) -> list[str]:
    return ["  ".join(part for part in parts if part)]


def _address(value: object) -> str:
    """host:port, an IPv6 address in brackets."""
    if not isinstance(value, list | tuple) or len(value) < 2:
        return _shown(value)
    host = _shown(value[0])
    return f"[{host}]:{_shown(value[1])}" if ":" in host else f"{host}:{_shown(value[1])}"


def _lines(text: object) -> list[str]:
    return [escape(line[:LONGEST]) for line in str(text).rstrip("\n").split("\n")]


def _on(detail: Detail) -> str:
    """The stream a script's line is about, in the column of the streams."""
    stream = detail.get("stream")
    return f"{stream:>4} " if isinstance(stream, int) and stream else ""


def _opened(detail: Detail) -> list[str]:
    ends = [_address(detail.get("peer")), _address(detail.get("local"))]
    way = " to ".join(reversed(ends) if detail.get("role") == "client" else ends)
    return _together("connection opened", way, _said(detail, "scheme"))


def _established(detail: Detail) -> list[str]:
    alpn = _said(detail, "alpn", "ALPN {}") or "no ALPN agreed"
    parts = (_said(detail, "version"), _said(detail, "cipher"), alpn)
    unchecked = "certificate not checked" if detail.get("verified") is False else ""
    return _together(*parts, _said(detail, "server_name", "server name {}"), unchecked)


def _tls_failed(detail: Detail) -> list[str]:
    offered = detail.get("offered")
    names = ", ".join(map(str, offered)) if isinstance(offered, list) else ""
    return _together(
        f"TLS failed: {_shown(detail.get('reason', ''))}",
        _said(detail, "server_name", "server name {}"),
        f"ALPN offered: {_shown(names)}" if names else "",
    )


def _ended(detail: Detail) -> list[str]:
    how = {"fin": "FIN", "close-notify": "close_notify", "reset": "RST"}
    said = str(detail.get("how"))
    return _together(
        f"the peer ended its direction ({how.get(said, _shown(said))}"
        f"{_said(detail, 'tls', ', {}')})"
    )


def _closed(detail: Detail) -> list[str]:
    by = {"us": "by us", "peer": "by the peer"}.get(str(detail.get("by")), "")
    how = _shown(detail.get("how", ""))
    counts = [  # octets; without the word the line fits 80 columns
        f"{word} {detail[key]:,}"
        for key, word in (("octets_received", "received"), ("octets_sent", "sent"))
        if isinstance(detail.get(key), int)
    ]
    return _together(f"connection closed ({', '.join(filter(None, (how, by)))})", ", ".join(counts))


def _upgraded(detail: Detail) -> list[str]:
    return [f"HTTP/1.1 upgraded to HTTP/2 ({_shown(detail.get('from', 'h2c'))})"]


def _refused(detail: Detail) -> list[str]:
    return [f"refused: {_shown(detail.get('reason', ''))}{_said(detail, 'section', ' ({})')}"]


def _gave_up(detail: Detail) -> list[str]:
    return [f"h2 gave up: {_shown(detail.get('reason', ''))}{_said(detail, 'section', ' ({})')}"]


def _printed(detail: Detail) -> list[str]:
    return [f"{_on(detail)}{line}" for line in _lines(detail.get("text", ""))]


def _raised(detail: Detail) -> list[str]:
    hook = _said(detail, "hook", "{} raised ") or "raised "
    head = f"{_on(detail)}{hook}{_shown(detail.get('error', ''))}"
    trace = detail.get("traceback")
    return [head, *(f"{'':5}{line}" for line in _lines(trace))] if trace else [head]


def _started(detail: Detail) -> list[str]:
    return [f"{_on(detail)}handler started: {_shown(detail.get('script', ''))}"]


def _finished(detail: Detail) -> list[str]:
    seconds = detail.get("seconds")
    after = f" after {seconds:.4f} s" if isinstance(seconds, int | float) else ""
    return [f"{_on(detail)}handler ended{after}"]


def _abandoned(detail: Detail) -> list[str]:
    return [f"{_on(detail)}handler abandoned: {_shown(detail.get('reason', ''))}"]


def _queued(detail: Detail) -> list[str]:
    return [f"{_on(detail)}handler queued{_said(detail, 'running', ': {} are running')}"]


def _loaded(detail: Detail) -> list[str]:
    hooks = detail.get("hooks")
    names = ", ".join(map(str, hooks)) if isinstance(hooks, list) else ""
    return _together(f"script loaded: {_shown(detail.get('file', ''))}", _shown(names))


def _broken(detail: Detail) -> list[str]:
    line = _said(detail, "line", ":{}") if detail.get("line") else ""  # 0: the file as a whole
    place = f"{_shown(detail.get('file', ''))}{line}"
    return [f"script broken: {place}: {_shown(detail.get('error', ''))}"]


def _limit(detail: Detail) -> list[str]:
    value = detail.get("value")
    shown = f"{value:,}" if isinstance(value, int) else _shown(value)
    return _together(
        f"limit {_shown(detail.get('limit', ''))} reached: {shown}", _said(detail, "done")
    )


def _noted(detail: Detail) -> list[str]:
    return [f"{_on(detail)}{line}" for line in _lines(detail.get("text", ""))]


def _listening(detail: Detail) -> list[str]:
    return [f"listening {_shown(detail.get('url', ''))}"]


def _lost(detail: Detail) -> list[str]:
    count = detail.get("count")
    many = "" if count is None else f"{_shown(count)} "
    return [f"{many}records lost{_said(detail, 'reason', ': {}')}"]


# What a person holds, lets go and says


def _request_held(detail: Detail) -> list[str]:
    if detail.get("by") == "script":
        return [f"{_on(detail)}the script waits for a person{_said(detail, 'why', ': {}')}"]
    return [f"{_on(detail)}request held{_said(detail, 'why', ': it matches {}')}"]


def _request_released(detail: Detail) -> list[str]:
    reason = _said(detail, "reason", "no longer held: {}")
    return [f"{_on(detail)}{reason or 'released to the script'}"]


def _action_held(detail: Detail) -> list[str]:
    return [f"{_on(detail)}the script stops before: {_action(detail)}"]


def _action_released(detail: Detail) -> list[str]:
    verdict = str(detail.get("verdict"))
    words = {
        "release": "released",
        "edit": f"replaced by: {_action(detail)}",
        "drop": "dropped, and the script told that it was done",
        "duplicate": "sent twice",
        "delay": f"released after {_shown(detail.get('seconds', 0))} s",
    }
    reason = _said(detail, "reason", ": {}")
    return [f"{_on(detail)}{words.get(verdict, 'no longer held')}{reason}"]


def _action(detail: Detail) -> str:
    """The action in a detail by its frames."""
    given = detail.get("action")
    try:
        action = action_from_json(given)
    except (ValueError, TypeError):
        return _shown(given)
    if isinstance(action, Send):
        return f"{', '.join(map(_crafted, action.frames))} by the {action.door} door"
    if isinstance(action, SendOctets):
        return f'{len(action.octets):,} octets "{elide(escape(action.octets[:LONGEST]), 60)}"'
    return type(action).__name__


def _crafted(crafted: CraftedFrame) -> str:
    """A frame that is meant: its name, its stream, and what tells it from others."""
    if isinstance(crafted, Raw):
        name = frame_type_name(crafted.type)
    else:
        name = frame_type_name(FRAME_TYPES[type(crafted)])
    words = [name, str(crafted.stream_id)] if crafted.stream_id else [name]
    match crafted:
        case Data():
            words.append(f"{len(crafted.data) + crafted.elided:,} octets")
        case Headers() | PushPromise():
            words += [escape(one.value[:LONGEST]) for one in crafted.fields if one.name in _TELLING]
        case RstStream() | GoAway():
            words.append(error_code_name(crafted.error_code))
    if getattr(crafted, "end_stream", False):
        words.append("END_STREAM")
    return " ".join(words)


_TELLING = frozenset((b":status", b":method", b":path"))


def _hold_set(detail: Detail) -> list[str]:
    requests, pattern = detail.get("what") == "requests", _said(detail, "pattern", " match {}")
    if not detail.get("set", bool(pattern)):
        return ["requests are no longer held" if requests else "scripts no longer stop"]
    if requests:
        return [f"requests are held that{pattern}" if pattern else "all requests are held"]
    return [f"scripts stop at frames that{pattern}" if pattern else "scripts stop at every frame"]


def _attached(detail: Detail) -> list[str]:
    place = " ".join(
        filter(
            None,
            (
                _said(detail, "pattern", "for {}"),
                _said(detail, "connection", "on connection {}"),
                _said(detail, "stream", "stream {}"),
                "once" if detail.get("once") else "",
            ),
        )
    )
    return _together(f"script attached: {_shown(detail.get('file', ''))}", place)


def _detached(detail: Detail) -> list[str]:
    return _together(f"script detached: {_shown(detail.get('file', ''))}", _said(detail, "reason"))


def _commented(seq: int, detail: Detail) -> list[str]:
    if not detail.get("marked", True):
        return [f"record {seq} is no longer marked"]
    text = detail.get("text")
    if not text:
        return [f"record {seq} marked"]
    first, *more = _lines(text)
    return [f"record {seq}: {first}", *more]


_TELLERS: dict[int, Callable[[Detail], list[str]]] = {
    Kind.CONNECTION_OPENED: _opened,
    Kind.TLS_ESTABLISHED: _established,
    Kind.TLS_FAILED: _tls_failed,
    Kind.END_RECEIVED: _ended,
    Kind.CONNECTION_CLOSED: _closed,
    Kind.UPGRADED: _upgraded,
    Kind.ACTION_REFUSED: _refused,
    Kind.H2_GAVE_UP: _gave_up,
    Kind.PRINTED: _printed,
    Kind.HANDLER_STARTED: _started,
    Kind.HANDLER_ENDED: _finished,
    Kind.HANDLER_RAISED: _raised,
    Kind.HANDLER_ABANDONED: _abandoned,
    Kind.HANDLER_QUEUED: _queued,
    Kind.SCRIPT_LOADED: _loaded,
    Kind.SCRIPT_BROKEN: _broken,
    Kind.LIMIT_REACHED: _limit,
    Kind.NOTED: _noted,
    Kind.LISTENING: _listening,
    Kind.RECORDS_LOST: _lost,
    Kind.REQUEST_HELD: _request_held,
    Kind.REQUEST_RELEASED: _request_released,
    Kind.ACTION_HELD: _action_held,
    Kind.ACTION_RELEASED: _action_released,
    Kind.HOLD_SET: _hold_set,
    Kind.SCRIPT_ATTACHED: _attached,
    Kind.SCRIPT_DETACHED: _detached,
}
