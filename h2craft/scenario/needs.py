"""What a script needs besides the calls WPT documents, so that it says where it runs.

Knows the calls of a writer and what the reference server does with them; no action.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from h2craft.scenario.calls import method_of

FIRED = "frames that are fired as they are"
TOGETHER = "several frames in one write"
CONNECTION = "acts before any request"
STREAM_0 = "stream 0"

# What handler-api documents of WPT's writer, with the names its arguments may be given by.
_DOCUMENTED: Mapping[str, frozenset[str]] = {
    "write_headers": frozenset(("stream_id", "last")),
    "write_data": frozenset(("stream_id", "last")),
    "write_data_frame": frozenset(("stream_id",)),
    "write_push": frozenset(("push_stream_id",)),
    "write_raw_header_frame": frozenset(("stream_id", "end_stream", "end_headers")),
    "write_raw_continuation_frame": frozenset(("stream_id", "end_headers")),
    "write_raw_data_frame": frozenset(("stream_id", "end_stream")),
    "end_stream": frozenset(("stream_id",)),
    "write_raw": frozenset(),
}
_METHODS: Mapping[str, str] = {
    "write_rst_stream": "RST_STREAM",
    "write_goaway": "GOAWAY",
    "write_ping": "PING",
    "write_settings": "SETTINGS",
    "write_window_update": "WINDOW_UPDATE",
    "write_priority": "PRIORITY",
    "write_altsvc": "ALTSVC",
    "write_origin": "ORIGIN",
    "write_raw_frame": "frames of any type",
    "write_trailers": "trailers",
    "write_informational": "interim responses",
    "close": "closing the connection",
    "policy": "automatic replies",
    "wait_for": "waiting for the client",
    "fire": FIRED,
}
_KNOBS: Mapping[str, str] = {
    "padding": "padding",
    "block": "header blocks of octets",
    "priority": "priorities",
    "frame_cls": "PUSH_PROMISE frames as they are",
}


def need_of(call: ast.Call) -> str:
    """What of h2craft's a call needs, in words; empty for WPT's own, and for plain Python."""
    method = method_of(call)
    if not method:
        return ""
    documented = _DOCUMENTED.get(method)
    if documented is None:
        return _METHODS.get(method, method)
    for one in call.keywords:
        if one.arg not in documented:
            return _KNOBS.get(str(one.arg), str(one.arg))
        if one.arg == "stream_id" and isinstance(one.value, ast.Constant) and one.value.value == 0:
            return STREAM_0
    if method in ("write_headers", "write_push") or "header" in method or "continuation" in method:
        return _fields_need(call, lawful=not method.startswith("write_raw"))
    return ""


def _fields_need(call: ast.Call, *, lawful: bool) -> str:
    """What a list of fields needs. The reference server takes text, and what UTF-8 can say."""
    listed = call.args[0]
    assert isinstance(listed, ast.List)
    for one in listed.elts:
        if not isinstance(one, ast.Tuple):
            return "HPACK representations"
        if lawful and any(map(_is_no_text, one.elts)):
            return "fields that are no text"
    if method_of(call) != "write_headers":
        return ""
    pseudo = any(_begins_with_colon(one) for one in listed.elts)
    return "pseudo-header fields of any sort" if pseudo or _is_none(call.args[1]) else ""


def _is_no_text(node: ast.expr) -> bool:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, bytes):
        return False
    try:
        node.value.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _begins_with_colon(node: ast.expr) -> bool:
    name = node.elts[0] if isinstance(node, ast.Tuple) else None
    text = name.value if isinstance(name, ast.Constant) else ""
    return text[:1] in (":", b":") if isinstance(text, str | bytes) else False


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
