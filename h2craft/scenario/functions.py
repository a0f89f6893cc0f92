"""The body of one function of a script: what one request gets, at one hook.

Knows one turn, its actions and the gates between turns; not how a function comes to be called.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from h2craft.actions import AUTOMATIC_REPLIES, Action, Await, Note, Policy, Sleep
from h2craft.language import LanguageError
from h2craft.scenario import needs
from h2craft.scenario.calls import (
    WRITER,
    Place,
    as_headers,
    calls_of,
    is_interim,
    method_of,
    relative_wait,
    waiting,
)
from h2craft.scenario.gates import Gates
from h2craft.scenario.pythonlines import INDENT, LINE, flat, keyword_of, written
from h2craft.scenario.score import Act, Load, ScenarioError, Turn
from h2craft.wire import escape

RESPONSE = "response.writer"
LEFT = "response.writer.content_written = response.writer.stream_ended = True"
_LONG = 256  # octets that are not compared one by one
_ENDING = {
    "write_headers": "last",
    "write_data": "last",
    "write_raw_header_frame": "end_stream",
    "write_raw_data_frame": "end_stream",
}
_ALWAYS_ENDING = frozenset(("end_stream", "write_trailers", "write_rst_stream"))


@dataclass(slots=True)
class Tally:
    """What the lines of a function came to.

    uses      how often its acts name the writer
    calls     how many actions they fire
    names     what has to be imported, among others
    needs     what they need of h2craft's, in order
    referred  pushed streams that are spoken of
    ended     the writer knows by them that the stream has ended
    left      a line says that nothing is to be added; `alone` where there is no other
    """

    uses: int = 0
    calls: int = 0
    names: set[str] = field(default_factory=set)
    needs: dict[str, None] = field(default_factory=dict)
    referred: set[int] = field(default_factory=set)
    ended: bool = False
    left: bool = False
    alone: bool = True

    def local(self, *, pure: bool) -> bool:
        """The writer is worth a name."""
        leaving = (2 - self.alone * 2 if pure else 1) if self.left else 0
        return self.uses + leaving > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a script is written.

    pure   by WPT's calls alone
    pause  seconds that are kept from; None for no pauses
    """

    load: Load
    gates: Gates
    pure: bool = False
    pause: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One hook of one turn.

    opening  seqs of what others may wait for that has happened when it is called
    leaves   it is the last: at its end nothing is to be written for it
    ended    the hook before it has ended the stream
    """

    turn: Turn
    acts: Sequence[Act]
    opening: tuple[int, ...] = ()
    leaves: bool = False
    ended: bool = False


class Function:
    """The lines of a hook. `names` are those of pushed streams, by number.

    `pushed` are those that are known when it is called, and later those that are known to the
    next hook.
    """

    def __init__(
        self,
        spec: Spec,
        manner: Manner,
        names: Mapping[int, str],
        pushed: dict[int, str] | None = None,
        tell: Callable[[Action], None] | None = None,
    ) -> None:
        turn = spec.turn
        self.tally = Tally(ended=spec.ended)
        self.pushed = {} if pushed is None else pushed
        self._spec = spec
        self._manner = manner
        self._names = names
        self._tell = tell
        self._place = Place(
            own=turn.stream_id,
            head=turn.method == b"HEAD" and turn.stream_id > 0,
            pushed=self.pushed,
        )
        self._writer = RESPONSE if turn.stream_id else "connection"
        self._passing = False  # the time after the last act is in it

    def lines(self, *, local: bool = False) -> Iterator[str]:
        """The lines, indented; `tally` is whole after the last. `local`: the writer has a name."""
        code = False
        for line in self._lines(local):
            code = code or not line.lstrip().startswith("#")
            yield line
        if not code:
            yield f"{' ' * INDENT}pass"

    def _lines(self, local: bool) -> Iterator[str]:
        indent = " " * INDENT
        if local and self._spec.turn.stream_id:
            yield f"{indent}{WRITER} = {RESPONSE}"
            self._writer = WRITER
        for seq in self._spec.opening:
            yield from self._manner.gates.open_lines(seq, indent)
        for act in self._spec.acts:
            yield from self._act(act, indent)
            self.tally.alone = False
        if self._spec.leaves and not self.tally.ended:
            self.tally.left = True
            flags = LEFT.replace(RESPONSE, self._writer)
            yield f"{indent}{flags if self._manner.pure else f'{self._writer}.leave_open()'}"

    def _act(self, act: Act, indent: str) -> Iterator[str]:
        try:
            action = self._manner.load(act.seq)
            if self._tell is not None:
                self._tell(action)
            before = [*self._waits(act, indent), *self._pause(act, indent)]
            if before and not self.tally.alone and not before[0].lstrip().startswith("time."):
                yield ""
            yield from before
            yield from self._action(action, act, indent)
        except LanguageError as error:
            raise ScenarioError(f"record {act.seq} cannot be written: {error}") from None
        yield from self._manner.gates.open_lines(act.seq, indent)
        self._passing = isinstance(action, Sleep | Await)

    def _waits(self, act: Act, indent: str) -> list[str]:
        lines = self._manner.gates.wait_lines(act, indent)
        if act.wait is not None:
            lines += self._written(waiting(act.wait, self._place), indent)
        return lines

    def _pause(self, act: Act, indent: str) -> list[str]:
        seconds = readable(act.pause, self._manner.pause) if not self._passing else 0
        if self._manner.pause is not None and not seconds:
            seconds = readable(act.slept, 0)
        if not seconds:
            return []
        self.tally.names.add("time")
        return [f"{indent}time.sleep({seconds!r})"]

    def _action(self, action: Action, act: Act, indent: str) -> Iterator[str]:
        if isinstance(action, Note):
            yield from remark(action.text, indent)
            return
        if isinstance(action, Policy) and (action.release or action.drop):
            yield from remark("replies that were held were let go, or dropped, here", indent)
            if not action.changes or set(action.changes) - set(AUTOMATIC_REPLIES):
                return
            action = Policy(changes=action.changes)
        calls, together = calls_of(action, self._place)
        if together:
            yield f"{indent}with {self._writer}.together():"
            indent += " " * INDENT
            self.tally.uses += 1
            self.tally.calls += 1 - len(calls)
            self.tally.needs[needs.TOGETHER] = None
        for call in calls:
            yield from self._call(call, act, indent)

    def _call(self, call: ast.Call, act: Act, indent: str) -> list[str]:
        method = method_of(call)
        if method == "write_informational" and not self._place.head:
            plain = as_headers(call)
            if self._manner.pure or not needs.need_of(plain):
                call = plain if self._manner.pure else call
                self.tally.calls += 1
                return self._written(call, indent, need=False)
        if method == "wait_for":
            relative_wait(call, self._place)
        elif method:
            self.tally.calls += 1
        self.tally.ended = self.tally.ended or ends(call)
        name = ""
        if act.promised and method == "write_push" and _promises(call):
            name = self._names.get(act.promised, "")
        lines = self._written(call, indent, before=f"{name} = " if name else "")
        if name:
            self.pushed[act.promised] = name
        return lines

    def _written(
        self, call: ast.Call, indent: str, *, before: str = "", need: bool = True
    ) -> list[str]:
        """The lines of a call; what it needs is noted."""
        if method_of(call):
            assert isinstance(call.func, ast.Attribute)
            call.func.value = ast.Name(self._writer)
            self.tally.uses += 1
            if need and (wanted := needs.need_of(call)):
                self.tally.needs[wanted] = None
        names = {one.id for one in ast.walk(call) if isinstance(one, ast.Name)}
        self.tally.names |= names
        for number, name in self.pushed.items():
            if name in names or any(f"{{{name}}}" in one for one in names):
                self.tally.referred.add(number)
        if self._tell is not None:
            return [f"{indent}{before}{flat(_shortened(call))}"]  # nobody reads it
        return written(call, indent=len(indent), before=before)


def _shortened(call: ast.Call) -> ast.Call:
    """The same for the same, but not with all of a body."""
    for one in ast.walk(call):
        if isinstance(one, ast.Constant) and isinstance(one.value, bytes | str):
            octets = one.value.encode() if isinstance(one.value, str) else one.value
            if len(octets) > _LONG:
                one.value = hashlib.blake2b(octets, digest_size=16).hexdigest()
    return call


def _promises(call: ast.Call) -> bool:
    """The next stream is promised, whichever that is."""
    return all(one.arg != "push_stream_id" for one in call.keywords)


def remark(text: str, indent: str) -> list[str]:
    """A remark as comments."""
    return [f"{indent}# {escape(line)}"[:LINE].rstrip() for line in text.splitlines() or [""]]


def readable(seconds: float, threshold: float | None) -> float:
    """How long to sleep, rounded; 0 for not at all. With a threshold of 0 to the millisecond."""
    if threshold is None or seconds <= threshold:
        return 0
    rounded = round(seconds, 3) if threshold == 0 else float(f"{seconds:.2g}")
    return int(rounded) if rounded == int(rounded) else rounded


def ends(call: ast.Call) -> bool:
    """Does the writer know by this call that the stream of the request has ended?"""
    method = method_of(call)
    if any(one.arg == "stream_id" for one in call.keywords):
        return False
    if method in _ALWAYS_ENDING:
        return True
    if method == "write_data_frame":
        return flat(call.args[1]) == "True"
    if method == "write_raw_frame":
        kind = flat(call.args[0]).strip('"')
        flags = str(keyword_of(call, "flags") or "").split("|")
        return kind == "RST_STREAM" or (kind in ("DATA", "HEADERS") and "END_STREAM" in flags)
    if method == "write_headers" and is_interim(call.args[1]):
        return False  # for the writer a response is yet to come
    return method in _ENDING and keyword_of(call, _ENDING[method]) is True
