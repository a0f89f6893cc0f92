"""The lines of a client's script: what is said on one connection, act by act.

Knows one turn and its actions; not what is said on others meanwhile, nor what stands around.
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
    place    which connection of the script it is, from 0
    names    what has to be imported, among others
    streams  how many have a name
    fired    how many actions its lines fire
    """

    def __init__(
        self,
        turn: Turn,
        load: Load,
        pause: float | None,
        *,
        alone: bool = False,
        used: set[int] | None = None,
        place: int = 0,
    ) -> None:
        self.names: set[str] = set()
        self.used: set[int] = set()
        self.fired = 0
        self._load = load
        self._pause = pause
        self._alone = alone
        self._wanted = used
        self._usual = {b":scheme": turn.scheme.encode(), b":authority": turn.authority.encode()}
        self.connection = f"{CONNECTION}_{place + 1}" if place else CONNECTION
        self._suffix = f"_on_{place + 1}" if place else ""
        self._known: dict[int, str] = {}
        self._next = 1
        self._passing = False

    @property
    def streams(self) -> int:
        return len(self._known)

    # Before an act

    def wait(self, wait: Wait) -> Iterator[str]:
        """The line that waits, on the stream it came on, as far as the words allow."""
        pattern, number = wait.pattern, wait.stream_id
        if wait.said:
            found = _named(pattern)
            number = int(found[1]) if found else 0
            pattern = found[2] if found else pattern
        if number % 2 and number >= self._next:  # naming it would open it: the server was early
            pattern, number = f"stream:{number} ({pattern})", 0
        call = ast.Call(ast.Attribute(ast.Name(""), "wait_for"), [ast.Constant(pattern)], [])
        yield from self._written(call, self._stream(number))

    def sleep(self, pause: float, slept: float = 0.0) -> Iterator[str]:
        """The line that sleeps, where that was long, or (`slept`) somebody has asked for it."""
        seconds = readable(pause, self._pause) if not self._passing else 0
        if self._pause is not None and not seconds:
            seconds = readable(slept, 0)
        if seconds:
            self.names.add("time")
            yield f"{_indent}time.sleep({seconds!r})"

    # Acts

    def act(self, act: Act) -> Iterator[str]:
        """The lines of an act, indented. ScenarioError for one that cannot be written."""
        try:
            action = self._load(act.seq)
            yield from self._action(action)
        except LanguageError as error:
            raise ScenarioError(f"record {act.seq} cannot be written: {error}") from None
        self._passing = isinstance(action, Sleep | Await)

    def _action(self, action: Action) -> Iterator[str]:
        if isinstance(action, Note):
            yield from remark(action.text, _indent)
        elif isinstance(action, Send):
            yield from self._send(action)
        elif not isinstance(action, Policy) or action.changes:
            for call in calls_of(action, self._place(0))[0]:
                self.fired += 1
                yield from self._written(call, self.connection)

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
            yield f"{_indent}with {self.connection}.together():"
        self.fired += 1 if together else len(calls)
        for call in calls:
            self._refer(call)
            yield from self._written(call, self.connection, deeper=together)

    def _frame(self, send: Send, frame: CraftedFrame) -> Iterator[str]:
        number = frame.stream_id
        yield from self._opened(number)
        alone = Send(frames=(frame,), door=send.door, inform=send.inform)
        for call in calls_of(alone, self._place(number))[0]:
            if number:
                _tidy(call)
            self.fired += 1
            self._refer(call)
            writer = f"{self._name(number)}.writer" if number else self.connection
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
        self.fired += 1
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
        yield from self._written(call, self.connection, before=self._assigned(number))

    # Streams and their names

    def _place(self, own: int) -> Place:
        names = {number: f"{name}.stream_id" for number, name in self._known.items()}
        return Place(own=own, name=names.pop(own, ""), pushed=names)

    def _enter(self, number: int) -> None:
        name = "stream" if self._alone else f"stream_{number}"
        self._known[number] = name + self._suffix
        if number % 2:
            self._next = max(self._next, number + 2)

    def _opened(self, number: int) -> Iterator[str]:
        """The line that names a stream, where it has no name yet."""
        if not number or number in self._known:
            return
        said = "" if number == self._next else str(number)
        self._enter(number)
        self.used.add(number)
        yield f"{_indent}{self._known[number]} = {self.connection}.stream({said})"

    def _name(self, number: int) -> str:
        self.used.add(number)
        return self._known[number]

    def _stream(self, number: int) -> str:
        """What waits for something on a stream."""
        if not number:
            return self.connection
        return (
            self._name(number) if number in self._known else f"{self.connection}.stream({number})"
        )

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
