"""From the steps of a recording to a handler script that does the same for the next client.

Knows steps and the language's Python; no shell and no file. Theory of operation: the steps are
cut into turns (`turns`), one for each request that was answered; a turn is a function of the
script, whose own stream is the request's. What was fired at other streams says their number.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from h2craft.actions import Action, Await, Note
from h2craft.language import imports_of, python_of
from h2craft.language import write as line_of
from h2craft.repl.recording import Step
from h2craft.repl.turns import Turn, turns_of
from h2craft.scenario.pythonlines import LINE, call_of, flat, keyword_of, written
from h2craft.session import handverbs, visible

PAUSE = 1.0  # seconds between two acts that are worth a remark
LAST = "nothing is added to what was sent here"
_WRITER = "response.writer"
_RECEIVER = ast.Name("writer")
_TEXTUAL = frozenset(("write_data", "write_data_frame", "write_raw_data_frame"))
_ENDING = {
    "write_headers": "last",
    "write_data": "last",
    "write_raw_header_frame": "end_stream",
    "write_raw_data_frame": "end_stream",
}
_ALWAYS_ENDING = frozenset(("end_stream", "write_trailers", "write_rst_stream"))
_PASSING = ("wait", "sleep", "barrier", "settle")  # time passes in them, as it shall
_RESETS = frozenset(("RST_STREAM",))

_simple = re.compile(r"[^\"'\\{}()|]*").fullmatch
_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def render(steps: Sequence[Step], when: str = "") -> str:
    """The script. `when` the steps were made, in words, for its docstring."""
    turns = turns_of(steps)
    functions = [_Function(turn) for turn in turns]
    bodies = [one.lines() for one in functions]
    complete = all(turn.complete for turn in turns)
    hook = "main(request, response)" if complete else "handle_headers(frame, request, response)"
    parts = [_docstring(turns, when)]
    if len(turns) == 1:
        parts.append([f"def {hook}:", *bodies[0]])
        extra: list[str] = []
    else:
        names = _names(len(turns))
        for name, turn, body in zip(names, turns, bodies, strict=True):
            parts.append([f"def {name}(request, response):", f"    # {_of(turn)}", *body])
        dispatch, extra = _dispatch(turns, names, hook)
        parts += dispatch
    imports = _imports({line for one in functions for line in one.imports}, extra)
    text = "\n\n\n".join("\n".join(part) for part in (*parts[:1], *parts[1:]))
    if imports:
        head, rest = "\n".join(parts[0]), "\n\n\n".join("\n".join(part) for part in parts[1:])
        text = f"{head}\n\n" + "\n".join(imports) + f"\n\n\n{rest}"
    return f"{text}\n"


def _imports(lines: set[str], extra: Sequence[str]) -> list[str]:
    """Plain imports first; names of one module on one line."""
    named: dict[str, set[str]] = {}
    plain = set(extra)
    for line in lines:
        module, _, names = line.removeprefix("from ").partition(" import ")
        if names:
            named.setdefault(module, set()).update(names.split(", "))
        else:
            plain.add(line)
    made = [f"from {module} import {', '.join(sorted(named[module]))}" for module in sorted(named)]
    return [*sorted(plain), *([""] if plain and made else []), *made]


# The head


def _docstring(turns: Sequence[Turn], when: str) -> list[str]:
    """What it is of. Requests are quoted: nothing in them may end the string or escape."""
    first = f"Done at the prompt of h2craft{f', {when}' if when else ''}."
    said = [_of(turn) for turn in turns]
    if len(said) > 10:
        said = [*said[:10], f"and {len(said) - 10} more"]
    return [f'"""{first}', "", *(_inert(line) for line in said), '"""']


def _of(turn: Turn) -> str:
    """ "GET /x, stream 1 of connection 2"."""
    stream = f"stream {turn.stream_id} of " if turn.stream_id else ""
    where = f"{stream}connection {turn.connection}" if turn.connection else "no connection"
    return ", ".join(filter(None, (turn.request, where)))


def _inert(text: str) -> str:
    """Text within a docstring."""
    return text.replace("\\", "\\\\").replace('"', "'")


def _names(count: int) -> list[str]:
    return [
        f"answer_{_ORDINALS[number] if count <= len(_ORDINALS) else number + 1}"
        for number in range(count)
    ]


def _dispatch(
    turns: Sequence[Turn], names: Sequence[str], hook: str
) -> tuple[list[list[str]], list[str]]:
    """Which request gets which answer: by its path where that tells them apart, else in order."""
    paths = [turn.path for turn in turns]
    if all(paths) and len(set(paths)) == len(paths):
        rows = [f"    {path!r}: {name}," for path, name in zip(paths, names, strict=True)]
        table = ["ANSWERS = {", *rows, "}"]
        body = ["    path = request.url_parts.path", "    if request.url_parts.query:"]
        body += ['        path += "?" + request.url_parts.query']
        body += [f"    ANSWERS.get(path, {names[-1]})(request, response)"]
        return [table, [f"def {hook}:", *body]], []
    table = [f"ANSWERS = [{', '.join(names)}]", "TURN = itertools.count()"]
    body = ["    turn = min(next(TURN), len(ANSWERS) - 1)", "    ANSWERS[turn](request, response)"]
    return [table, [f"def {hook}:", *body]], ["import itertools"]


# One function


class _Function:
    """The body of one turn. `imports` are what its lines need."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.imports: set[str] = set()
        self._lines: list[str] = []
        self._calls = 0
        self._ended = False
        self._pushed: dict[int, str] = {}
        self._seen = {turn.stream_id}

    def lines(self) -> list[str]:
        acted: float | None = None  # when the last act was, unless it was a wait
        if not self.turn.steps:
            self._remark("what it gets is sent with the answer to the request before it")
        for step in self.turn.steps:
            acts = step.command.verb not in (*_PASSING, *handverbs.VERBS)
            if acts and acted is not None and step.at - acted >= PAUSE:
                self._remark(f"{step.at - acted:.1f} s later")
            acted = step.at if acts else None
            self._step(step)
        if not self._ended:
            self._leave()
        head = ["    writer = response.writer"] if self._calls > 1 else []
        lines = self._lines if self._calls > 1 else [_inlined(line) for line in self._lines]
        return [*head, *lines]

    def _leave(self) -> None:
        """Neither a response nor an END_STREAM of the server's own is to follow."""
        written_ = f"    writer.content_written = writer.stream_ended = True  # {LAST}"
        self._lines.append(written_)
        self._calls += 2

    def _remark(self, text: str) -> None:
        self._lines.append(f"    # {visible(text)}"[:LINE])

    def _step(self, step: Step) -> None:
        command = step.command
        if command.verb in handverbs.VERBS:
            self._remark(f"by hand: {hand_text(step)}")
            return
        self._meet(step)
        if command.verb in ("barrier", "settle"):
            self._call(_waiting_call(step))
            return
        for action in command.actions:
            self._action(action, step)

    def _meet(self, step: Step) -> None:
        """Another request is spoken of for the first time: it has to be there."""
        number = step.stream_id
        if number in self._seen or not step.request or not number % 2:
            return
        self._seen.add(number)
        self._call(call_of(f"{_WRITER}.wait_for('type:HEADERS stream:{number}')"))

    def _action(self, action: Action, step: Step) -> None:
        if isinstance(action, Note):
            self._lines += written(call_of(f"print({action.text!r})"))
            return
        if isinstance(action, Await) and (why := _no_wait(step)):
            self._remark(f"wait {action.pattern}: {why}")
            return
        own = self.turn.stream_id or -1
        for line in python_of(action, stream_id=own).splitlines():
            self.imports.update(imports_of(line))
            call = call_of(line)
            if isinstance(action, Await):
                _relative(call, self.turn.stream_id)
            self._call(call, step.promised)

    def _promise(self, promised: int) -> str:
        """A name for the stream that is promised."""
        name = "pushed" if not self._pushed else f"pushed_{len(self._pushed) + 1}"
        return self._pushed.setdefault(promised, name)

    def _call(self, call: ast.Call, promised: int = 0) -> None:
        """Write a call of the writer, or another."""
        method = _method(call)
        if method:
            self._calls += 1
            call.func = ast.Attribute(_RECEIVER, method)
        for one in call.keywords:
            number = one.value.value if isinstance(one.value, ast.Constant) else None
            if one.arg == "stream_id" and isinstance(number, int) and number in self._pushed:
                one.value = ast.Name(self._pushed[number])
        if method in _TEXTUAL:
            call.args[0] = _as_text(call.args[0])
        self._ended = self._ended or _ends(call, method)
        before = f"{self._promise(promised)} = " if promised and method == "write_push" else ""
        self._lines += written(call, before=before)


def _inlined(line: str) -> str:
    """Of a single call: `response.writer` itself."""
    return re.sub(r"^(\s+(?:\w+ = )?)writer\.", r"\1response.writer.", line)


def _method(call: ast.Call) -> str:
    """The writer's method; empty for another call."""
    func = call.func
    if isinstance(func, ast.Attribute) and flat(func.value) == _WRITER:
        return func.attr
    return ""


def _as_text(node: ast.expr) -> ast.expr:
    """Octets as the str they are, where they are plain text (the writer encodes as UTF-8)."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, bytes) or not node.value:
        return node
    text = node.value
    plain = all(0x20 <= octet < 0x7F or octet in b"\n\t" for octet in text)
    return ast.Constant(text.decode("ascii")) if plain else node


def _ends(call: ast.Call, method: str) -> bool:
    """Does the writer know by this call that the stream of the request has ended?"""
    if keyword_of(call, "stream_id") is not None or any(
        one.arg == "stream_id" for one in call.keywords
    ):
        return False
    if method in _ALWAYS_ENDING:
        return True
    if method == "write_data_frame":
        return flat(call.args[1]) == "True"
    if method == "write_raw_frame":
        kind = flat(call.args[0]).strip('"')
        flags = str(keyword_of(call, "flags") or "").split("|")
        return kind in _RESETS or (kind in ("DATA", "HEADERS") and "END_STREAM" in flags)
    return method in _ENDING and keyword_of(call, _ENDING[method]) is True


def _waiting_call(step: Step) -> ast.Call:
    """`barrier` and `settle`: the writer has them by these names."""
    verb, said = step.command.verb, step.command.arguments
    call = call_of(f"{_WRITER}.{verb}()")
    if verb == "settle":
        settings = call_of(python_of(step.command.actions[0], where="connection"))
        call.args = settings.args
    timeout = said.get("timeout")
    if isinstance(timeout, int | float) and timeout != USUAL_TIMEOUT:
        call.keywords.append(ast.keyword("timeout", ast.Constant(timeout)))
    return call


USUAL_TIMEOUT = 10.0
"""What `barrier` and `settle` of the writer wait if not told."""


def _no_wait(step: Step) -> str:
    """Why a wait is none in the script, which is called once the request is there."""
    if not step.found:
        return "it was given up"
    if step.found_request:
        return "the request, for which this is called"
    if not step.found_frame:
        return "no frame of the peer"
    if step.found < step.opened:
        return "it was there before the request"
    return ""


def _relative(call: ast.Call, stream_id: int) -> None:
    """A pattern that names the request's stream, or the connection, fits any other."""
    first = call.args[0] if call.args else None
    if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
        return
    pattern = first.value
    if not _simple(pattern) or re.search(r"\b(?:or|not)\b", pattern):
        return
    pattern = " ".join(re.sub(r"(?<!\S)conn:\d+(?!\S)", "", pattern).split())
    own = rf"(?<!\S)stream:{stream_id}(?!\S)"
    if stream_id and re.search(own, pattern):
        fitting = re.sub(own, "stream:{request.h2_stream_id}", pattern)
        call.args[0] = ast.Name(f'f"{fitting}"')
    else:
        call.args[0] = ast.Constant(pattern)


# Lines


def step_text(step: Step) -> str:
    """A step as the line that does it, printable."""
    command = step.command
    if command.verb in handverbs.VERBS:
        return visible(hand_text(step))
    if command.verb in ("barrier", "settle"):
        return visible(flat(_waiting_call(step)).removeprefix(f"{_WRITER}."))
    try:
        return visible("; ".join(line_of(action) for action in command.actions))
    except ValueError:
        return visible(command.verb)


def hand_text(step: Step) -> str:
    """A verb that no connection hears, as a line."""
    verb, said = step.command.verb, step.command.arguments
    if "pattern" in said:
        pattern = said["pattern"]
        return f"{verb} off" if pattern is None else f"{verb} {pattern}".rstrip()
    words = [verb]
    for name, value in said.items():
        if not value or name in ("files", "connection"):
            continue
        if name == "stream" and value == step.stream_id:
            continue
        if name in ("file", "number", "what"):
            words.append(str(value))
        elif value is True:
            words.append(name)
        else:
            text = ",".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
            words.append(f"{name}={text}")
    return " ".join(words)
