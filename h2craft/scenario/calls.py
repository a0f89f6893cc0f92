"""From an action to the calls of a handler that do it. Knows one action and one handler's stream.

The calls are expressions of `ast`, on a receiver named `writer`. Streams are relative as far as
they can be: the request's own is not named, or is `request.h2_stream_id`; one that was pushed has
the name it was given.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from h2craft.actions import Action, CraftedFrame, Data, Door, Send
from h2craft.language import firing_of, python_of
from h2craft.scenario.pythonlines import call_of
from h2craft.scenario.score import Wait

WRITER = "writer"
OWN = "request.h2_stream_id"
_SHORT = 256  # octets; longer ones do not take the way by text
_STREAMS = frozenset(("stream_id", "last_stream_id", "depends_on"))
_TEXTUAL = frozenset(("write_data",))  # what wptserve encodes, too
_FIRE = "fire"

_simple = re.compile(r"[^\"'\\{}()|]*").fullmatch
_combined = re.compile(r"\b(?:or|not)\b", re.IGNORECASE).search


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a call stands.

    own     the handler's own stream; 0 on a connection
    head    the request's method is HEAD, whose response has no content (RFC 9110 9.3.2)
    pushed  what the streams are called that were pushed here
    name    of the own stream's number
    """

    own: int
    head: bool = False
    pushed: Mapping[int, str] = field(default_factory=dict)
    name: str = OWN


def calls_of(action: Action, place: Place) -> tuple[list[ast.Call], bool]:
    """The calls, and whether they are one flush: what has to leave together.

    Raises LanguageError for DATA that a record has left out.
    """
    if not isinstance(action, Send):
        return [_on_writer(call_of(python_of(action, stream_id=place.own)), place)], False
    calls = [_call(frame, action, place) for frame in action.frames]
    together = action.door is Door.WIRE and len(calls) > 1
    if not calls or (together and any(method_of(call) == _FIRE for call in calls)):
        return [_on_writer(call_of(firing_of(action)), place)], False
    return calls, together


def _call(frame: CraftedFrame, action: Send, place: Place) -> ast.Call:
    """The call for a frame of a flush."""
    long = isinstance(frame, Data) and len(frame.data) > _SHORT and not frame.elided
    shown = replace(frame, data=b"-") if isinstance(frame, Data) and long else frame
    alone = replace(action, frames=(shown,))
    call = call_of(python_of(alone, stream_id=place.own))
    if method_of(call) == _FIRE or (place.head and _would_end(call)):
        call = call_of(firing_of(replace(action, frames=(frame,))))
    elif isinstance(frame, Data) and long:
        call.args[0] = ast.Constant(frame.data)
    return _on_writer(call, place)


def _would_end(call: ast.Call) -> bool:
    """To a HEAD request the writer would set END_STREAM where there was none."""
    if method_of(call) != "write_headers":
        return False
    said = {one.arg for one in call.keywords}
    return not said & {"last", "stream_id"} and not is_interim(call.args[1])


def is_interim(status: ast.expr) -> bool:
    """A status by which the writer takes HEADERS for an interim response."""
    text = str(status.value) if isinstance(status, ast.Constant) else ""
    return len(text) == 3 and text[0] == "1"


def _on_writer(call: ast.Call, place: Place) -> ast.Call:
    method = method_of(call)
    if method:
        call.func = ast.Attribute(ast.Name(WRITER), method)
    for one in _keywords(call):
        number = one.value.value if isinstance(one.value, ast.Constant) else None
        if one.arg in _STREAMS and isinstance(number, int) and number:
            name = place.name if number == place.own else place.pushed.get(number)
            one.value = ast.Name(name) if name else one.value
    if method in _TEXTUAL:
        call.args[0] = _as_text(call.args[0])
    return call


def _keywords(call: ast.Call) -> Iterator[ast.keyword]:
    return (one for one in ast.walk(call) if isinstance(one, ast.keyword))


def method_of(call: ast.Call) -> str:
    """The writer's method; empty for another call."""
    func = call.func
    if not isinstance(func, ast.Attribute):
        return ""
    return "" if isinstance(func.value, ast.Name) and func.value.id == "time" else func.attr


def _as_text(node: ast.expr) -> ast.expr:
    """Octets as the str whose UTF-8 they are, where nothing in it is invisible."""
    assert isinstance(node, ast.Constant) and isinstance(node.value, bytes)  # as it was written
    try:
        text = node.value.decode("utf-8")
    except UnicodeDecodeError:
        return node
    seen = text.isprintable() or "".join(text.split("\n")).replace("\t", "").isprintable()
    return ast.Constant(text) if seen else node


def as_headers(call: ast.Call) -> ast.Call:
    """An interim response by `write_headers`, which is what wptserve has for it."""
    status, *listed = call.args
    fields = listed[0] if listed else ast.List(elts=[])
    return ast.Call(ast.Attribute(ast.Name(WRITER), "write_headers"), [fields, status], [])


def waiting(wait: Wait, place: Place) -> ast.Call:
    """`wait_for`. What somebody has said is kept; streams in it are relative where that is sure."""
    pattern = wait.pattern
    if not wait.said and wait.stream_id:
        pattern = f"{pattern} stream:{wait.stream_id}".strip()
    return ast.Call(ast.Attribute(ast.Name(WRITER), "wait_for"), [_relative(pattern, place)], [])


def relative_wait(call: ast.Call, place: Place) -> None:
    """The same for a wait that was an action itself."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        call.args[0] = _relative(first.value, place)


def _relative(pattern: str, place: Place) -> ast.expr:
    if not _simple(pattern) or _combined(pattern):
        return ast.Constant(pattern)
    words = [word for word in pattern.split() if not re.fullmatch(r"conn:\d+", word)]
    names = {f"stream:{number}": name for number, name in place.pushed.items()}
    if place.own:
        names[f"stream:{place.own}"] = place.name
    if not names.keys() & set(words):
        return ast.Constant(" ".join(words))
    fitting = (f"stream:{{{names[word]}}}" if word in names else word for word in words)
    return ast.Name(f'f"{" ".join(fitting)}"')
