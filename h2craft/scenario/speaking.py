"""The lines of a client's script: what is said on one connection, act by act.

Knows one turn and its actions; not what stands around the function.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from h2craft.actions import (
    Action,
    Await,
    CraftedFrame,
    Data,
    Door,
    Field,
    Headers,
    Hpack,
    Note,
    Policy,
    Send,
    Sleep,
)
from h2craft.language import LanguageError
from h2craft.scenario.calls import Place, calls_of, method_of
from h2craft.scenario.functions import readable, remark
from h2craft.scenario.pythonlines import INDENT, written
from h2craft.scenario.score import Act, Load, ScenarioError, Turn, Wait

CONNECTION = "connection"
_PSEUDO = (b":method", b":scheme", b":authority", b":path")
_TUNNEL = (b":method", b":authority")
_named = re.compile(r"^stream:(\d+) \(([^()]*)\)$").match
_indent = " " * INDENT


@dataclass(frozen=True, slots=True)
class _Request:
    """A request `connection.request` makes in one call; `taken`: of the flush's frames."""

    method: bytes
    path: bytes
    fields: tuple[Field, ...]
    body: bytes | None
    ends: bool
    taken: int


class Speaking:
    """One writing of a turn.

    alone    there is one stream, which needs no number in its name
    used     streams that are spoken of after they were opened; None: not known yet, all
    names    what has to be imported, among others
    streams  how many have a name
    """

    def __init__(
        self, load: Load, pause: float | None, *, alone: bool = False, used: set[int] | None = None
    ) -> None:
        self.names: set[str] = set()
        self.used: set[int] = set()
        self._load = load
        self._pause = pause
        self._alone = alone
        self._wanted = used
        self._usual: dict[bytes, bytes] = {}
        self._known: dict[int, str] = {}
        self._next = 1
        self._passing = False

    @property
    def streams(self) -> int:
        return len(self._known)

    def lines(self, turn: Turn) -> Iterator[str]:
        """The lines, indented. ScenarioError for an action that cannot be written."""
        self._usual = {
            b":scheme": turn.scheme.encode(),
            b":authority": turn.authority.encode(),
        }
        for number, act in enumerate(turn.acts):
            try:
                action = self._load(act.seq)
                before = [*self._waits(act), *self._slept(act)]
                if before and number:
                    yield ""
                yield from before
                yield from self._action(action)
            except LanguageError as error:
                raise ScenarioError(f"record {act.seq} cannot be written: {error}") from None
            self._passing = isinstance(action, Sleep | Await)
        if turn.answers:
            yield ""
        for wait in turn.answers:
            yield from self._wait(wait)

    # Before an act

    def _waits(self, act: Act) -> Iterator[str]:
        for wait in act.also:
            yield from self._wait(wait)
        if act.wait is not None:
            yield from self._wait(act.wait)

    def _wait(self, wait: Wait) -> Iterator[str]:
        """On the stream it came on, as far as the words allow."""
        pattern, number = wait.pattern, wait.stream_id
        if wait.said:
            found = _named(pattern)
            number = int(found[1]) if found else 0
            pattern = found[2] if found else pattern
        call = ast.Call(ast.Attribute(ast.Name(""), "wait_for"), [ast.Constant(pattern)], [])
        yield from self._written(call, self._stream(number))

    def _slept(self, act: Act) -> Iterator[str]:
        seconds = readable(act.pause, self._pause) if not self._passing else 0
        if self._pause is not None and not seconds:
            seconds = readable(act.slept, 0)
        if seconds:
            self.names.add("time")
            yield f"{_indent}time.sleep({seconds!r})"

    # Acts

    def _action(self, action: Action) -> Iterator[str]:
        if isinstance(action, Note):
            yield from remark(action.text, _indent)
        elif isinstance(action, Send):
            yield from self._send(action)
        elif not isinstance(action, Policy) or action.changes:
            for call in calls_of(action, self._place(0))[0]:
                yield from self._written(call, CONNECTION)

    def _send(self, send: Send) -> Iterator[str]:
        if send.door is Door.WIRE and len(send.frames) > 1:
            yield from self._together(send)
            return
        frames = send.frames
        while frames:
            asked = self._request_of(send, frames)
            if asked is not None:
                yield from self._asks(frames[0].stream_id, asked)
                frames = frames[asked.taken :]
                continue
            yield from self._frame(send, frames[0])
            frames = frames[1:]

    def _together(self, send: Send) -> Iterator[str]:
        """Several frames in one write: the connection's writer has them all."""
        for frame in send.frames:
            yield from self._opened(frame.stream_id)
        calls, together = calls_of(send, self._place(0))
        if together:
            yield f"{_indent}with {CONNECTION}.together():"
        for call in calls:
            self._refer(call)
            yield from self._written(call, CONNECTION, deeper=together)

    def _frame(self, send: Send, frame: CraftedFrame) -> Iterator[str]:
        number = frame.stream_id
        yield from self._opened(number)
        alone = Send(frames=(frame,), door=send.door, inform=send.inform)
        for call in calls_of(alone, self._place(number))[0]:
            _tidy(call)
            self._refer(call)
            writer = f"{self._name(number)}.writer" if number else CONNECTION
            yield from self._written(call, writer)

    def _request_of(self, send: Send, frames: tuple[CraftedFrame, ...]) -> _Request | None:
        """The request the first of these frames begin, where one call makes just that."""
        head = frames[0]
        if not (isinstance(head, Headers) and send.door is Door.LAWFUL and send.inform):
            return None
        if head.stream_id != self._next or not _is_plain(head):
            return None
        names = tuple(one.name for one in head.fields if one.name[:1] == b":")
        values = {one.name: one.value for one in head.fields}
        tunnel = values.get(b":method") == b"CONNECT"
        if names != (_TUNNEL if tunnel else _PSEUDO):
            return None
        body = frames[1] if len(frames) > 1 and not head.end_stream else None
        if not (isinstance(body, Data) and _is_content(body, head.stream_id)):
            body = None
        return _Request(
            method=values[b":method"],
            path=values.get(b":path", b""),
            fields=head.fields,
            body=None if body is None else body.data,
            ends=head.end_stream or (body is not None and body.end_stream),
            taken=1 if body is None else 2,
        )

    def _asks(self, number: int, asked: _Request) -> Iterator[str]:
        self._enter(number)
        arguments: list[ast.expr] = [_text(asked.method)]
        if asked.path:
            arguments.append(_text(asked.path))
        named: dict[str, ast.expr] = {}
        values = {one.name: one.value for one in asked.fields}
        for name in (b":scheme", b":authority"):
            if name in values and values[name] != self._usual[name]:
                named[name[1:].decode()] = _text(values[name])
        if fields := [one for one in asked.fields if one.name[:1] != b":"]:
            pairs: list[ast.expr] = [
                ast.Tuple(elts=[_text(one.name), _text(one.value)]) for one in fields
            ]
            named["headers"] = ast.List(elts=pairs)
        if asked.body is not None:
            named["body"] = _text(asked.body)
        if not asked.ends:
            named["end_stream"] = ast.Constant(False)
        keywords = [ast.keyword(name, value) for name, value in named.items()]
        call = ast.Call(ast.Attribute(ast.Name(""), "request"), arguments, keywords)
        yield from self._written(call, CONNECTION, before=self._assigned(number))

    # Streams and their names

    def _place(self, own: int) -> Place:
        names = {number: f"{name}.stream_id" for number, name in self._known.items()}
        return Place(own=own, name=names.pop(own, ""), pushed=names)

    def _enter(self, number: int) -> None:
        self._known[number] = "stream" if self._alone else f"stream_{number}"
        if number % 2:
            self._next = max(self._next, number + 2)

    def _opened(self, number: int) -> Iterator[str]:
        """The line that names a stream, where it has no name yet."""
        if not number or number in self._known:
            return
        said = "" if number == self._next else str(number)
        self._enter(number)
        self.used.add(number)
        yield f"{_indent}{self._known[number]} = {CONNECTION}.stream({said})"

    def _name(self, number: int) -> str:
        self.used.add(number)
        return self._known[number]

    def _stream(self, number: int) -> str:
        """What waits for something on a stream."""
        if not number:
            return CONNECTION
        return self._name(number) if number in self._known else f"{CONNECTION}.stream({number})"

    def _assigned(self, number: int) -> str:
        """A stream nobody speaks of again needs no name."""
        spoken = self._wanted is None or number in self._wanted
        return f"{self._known[number]} = " if spoken else ""

    def _refer(self, call: ast.Call) -> None:
        """Streams whose numbers are in a call are spoken of."""
        text = {one.id for one in ast.walk(call) if isinstance(one, ast.Name)}
        self.used |= {number for number, name in self._known.items() if f"{name}.stream_id" in text}

    def _written(
        self, call: ast.Call, receiver: str, *, before: str = "", deeper: bool = False
    ) -> list[str]:
        if method_of(call):
            assert isinstance(call.func, ast.Attribute)
            call.func.value = ast.Name(receiver)
        self.names |= {one.id for one in ast.walk(call) if isinstance(one, ast.Name)}
        return written(call, indent=INDENT * (2 if deeper else 1), before=before)


def _is_plain(head: Headers) -> bool:
    """Nothing of it but fields and END_STREAM."""
    usual = Headers(stream_id=head.stream_id, fields=head.fields, end_stream=head.end_stream)
    pseudo = [one.name[:1] == b":" for one in head.fields]
    plain = all(one[2:] == (None, None) and one.name == one.name.lower() for one in head.fields)
    in_order = pseudo == sorted(pseudo, reverse=True)
    return head == usual and head.hpack is Hpack.SHARED and plain and in_order


def _is_content(data: Data, stream_id: int) -> bool:
    usual = Data(stream_id=stream_id, data=data.data, end_stream=data.end_stream)
    return data == usual and data.end_stream


def _text(octets: bytes) -> ast.expr:
    """str where it is printable ASCII."""
    text = octets.decode("latin-1")
    return ast.Constant(text if text.isascii() and text.isprintable() else octets)


def _tidy(call: ast.Call) -> None:
    """A request has no status: `write_headers(fields, None)` is `write_headers(fields)`."""
    if method_of(call) == "write_headers" and len(call.args) > 1:
        status: Any = call.args[1]
        if isinstance(status, ast.Constant) and status.value is None:
            del call.args[1:]
