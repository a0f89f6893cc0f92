"""Running what a person has typed: lines of the language, and Python with top-level `await`.

Knows the shell, the language and Python; no terminal. All of it runs on the thread that asks,
which is the main one, so that Ctrl-C ends what runs wherever it is. Coroutines run in one event
loop for the shell's life; between two inputs it stands still.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import inspect
import linecache
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import CodeType
from typing import TYPE_CHECKING, Any

from h2craft.actions import FRAME_TYPES, Field, Raw
from h2craft.filter import FilterError
from h2craft.language import LanguageError, file, parse
from h2craft.repl.doing import Done
from h2craft.repl.firing import understood
from h2craft.repl.running import Running
from h2craft.repl.tools import TOOLS
from h2craft.repl.tracebacks import Place, misspelt, told
from h2craft.repl.units import FLAGS, Unit, is_complete, units
from h2craft.repl.verbs import ToolCall, verb_calls
from h2craft.session import handverbs
from h2craft.session import target as targets

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

SAID = frozenset(("wait", "policy", "note", *handverbs.VERBS))
"""Verbs whose line says what came of it; of the others the frames tell."""
_WRONG_PYTHON = (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError)


class Verdict(Enum):
    """How an input ended."""

    OK = auto()
    FAILED = auto()
    INTERRUPTED = auto()
    LEAVE = auto()  # with `Shell.status`


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a text: `length` characters from `position` on."""

    message: str
    position: int = 0
    length: int = 1


class Evaluator:
    """See the module.

    bound      the names that are there by themselves, of frames and fields as well; they stand
               where Python looks last, so that a variable of the same name hides one, and `del`
               brings it back
    namespace  the person's own
    """

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._running = Running(self._orphaned)
        self._inputs = 0
        self.bound: dict[str, Any] = {**vars(builtins), **_tool_calls(shell)}
        self.bound |= verb_calls(shell, self._running.note)
        self.bound |= {"client": shell.client, "file": file, "asyncio": asyncio}
        self.bound |= {each.__name__: each for each in (*FRAME_TYPES, Raw, Field)}
        self.bound["exit"] = self.bound["quit"]
        self.namespace: dict[str, Any] = {
            "__name__": "__main__",
            "__doc__": None,
            "__builtins__": self.bound,
        }
        self.bind()

    def bind(self) -> None:
        """Let `conn`, `stream` and `last` be those of now."""
        shell = self._shell
        with shell.lock:
            target = shell.target
            connection = targets.connection_of(shell.session, target)
            self.bound["conn"] = connection
            self.bound["stream"] = connection.stream(target.stream_id) if connection else None
            self.bound["last"] = shell.last

    @property
    def mine(self) -> Collection[str]:
        return self.namespace.keys()

    # Before it is run

    def is_complete(self, text: str) -> bool:
        return is_complete(text, TOOLS, self.mine)

    def check(self, text: str) -> Problem | None:
        starts = _line_starts(text)
        for unit in units(text.split("\n"), TOOLS, self.mine):
            at = starts[unit.line]
            try:
                self._read(unit)
            except (LanguageError, FilterError) as error:
                at += max(0, unit.text.rfind(error.text))  # a tool reads but what is behind it
                return Problem(
                    message=error.message, position=at + error.position, length=error.length
                )
            except SyntaxError as error:
                return _syntax_problem(error, starts, unit)
            except _WRONG_PYTHON as error:
                return Problem(message=str(error) or type(error).__name__, position=at)
        return None

    def _read(self, unit: Unit) -> None:
        if unit.word in TOOLS:
            TOOLS[unit.word].check(self._shell, _behind(unit))
            return
        if unit.word:
            parse(_joined(unit.text), self._shell.context())
        else:
            self._codes(unit, Place())

    # Running it

    def evaluate(self, text: str, name: str, first_line: int) -> Verdict:
        """See `Shell.evaluate`."""
        self._inputs += not name
        place = Place(name=name or f"<prompt {self._inputs}>", line=first_line, is_prompt=not name)
        if not name:
            remember(place.name, text)
        for unit in units(text.split("\n"), TOOLS, self.mine):
            verdict = self.run(unit, place.at(first_line + unit.line))
            if verdict is not Verdict.OK:
                return verdict
        return Verdict.OK

    def units(self, lines: Iterable[str]) -> Iterator[Unit]:
        """The units of lines that may still be coming."""
        return units(lines, TOOLS, self.mine)

    def run(self, unit: Unit, place: Place) -> Verdict:
        """Run one unit; whatever it raises becomes a verdict, and words."""
        shell = self._shell
        try:
            shell.sync()
            self.bind()
            with self._running:
                self._do(unit, place)
            shell.out.flush()
        except SystemExit as leaving:
            return self._leave(leaving)
        except KeyboardInterrupt:
            if not self._running.is_busy:  # what runs a file says it for the file
                left = "; what was fired stays with the engine" if self._is_left_behind() else ""
                shell.out.error(f"interrupted{left}")
            return Verdict.INTERRUPTED
        except BaseException as error:
            shell.out.flush()
            if not (isinstance(error, OSError) and shell.out.is_broken()):
                shell.out.error(told(error, unit, place, {**self.bound, **self.namespace}))
            return self._or_gone(Verdict.FAILED)
        return self._or_gone(Verdict.OK)

    def _is_left_behind(self) -> bool:
        fired = self._shell.fired
        return fired is not None and not fired.settled

    def _orphaned(self, error: BaseException) -> None:
        """A task has failed that nobody waits for."""
        self._shell.out.error(f"in the background: {told(error, Unit(text=''), Place(), {})}")

    def _or_gone(self, verdict: Verdict) -> Verdict:
        """Nobody can read what comes: there is nothing to stay for."""
        return Verdict.LEAVE if self._shell.out.gone else verdict

    def _leave(self, leaving: SystemExit) -> Verdict:
        code = leaving.code
        if code is not None and not isinstance(code, int):
            self._shell.out.error(str(code))
            code = 1
        self._shell.status = int(code or 0) & 0xFF
        return Verdict.LEAVE

    def _do(self, unit: Unit, place: Place) -> None:
        if unit.text.strip() == "exit" and "exit" not in self.namespace:
            raise SystemExit
        if unit.word in TOOLS:
            self._echo(TOOLS[unit.word].run(self._shell, _behind(unit)))
        elif unit.word:
            self._line(unit)
        else:
            self._python(unit, place)

    def _line(self, unit: Unit) -> None:
        shell = self._shell
        done = shell.command(understood(shell, _joined(unit.text)))
        self.bound["_"] = done
        if unit.word in SAID and done.said and not self._is_printed(done):
            shell.out.line(done.said)

    def _python(self, unit: Unit, place: Place) -> None:
        before = self._shell.session.reader.position
        value = self._running.run(self._codes(unit, place), self.namespace)
        if isinstance(value, Done) and value.seq > before and self._is_printed(value):
            self.bound["_"] = value
        else:
            self._echo(value)

    def _is_printed(self, done: Done) -> bool:
        """Does a line above the prompt tell what was done? Of what a wait has found none does."""
        shell, reading = self._shell, done.reading
        if shell.printer is None or (reading is not None and reading.record.seq == done.seq):
            return False
        shell.sync()
        return shell.printer.has_printed(done.seq if reading is None else reading.record.seq)

    def _echo(self, value: Any) -> None:
        if value is not None:
            self.bound["_"] = value
            self._shell.out.value(value)
        if inspect.iscoroutine(value):
            self._shell.out.remark("nothing of it has run yet: await it")

    def _codes(self, unit: Unit, place: Place) -> list[CodeType]:
        """What is to be run: all of it, an expression at its end by itself, for its value."""
        try:
            tree = compile(unit.text, place.name, "exec", FLAGS | ast.PyCF_ONLY_AST, True)
        except SyntaxError as error:
            raise misspelt(unit.text, self.bound, self.namespace) or _moved(
                error, place.line
            ) from None
        ast.increment_lineno(tree, place.line - 1)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        made: list[ast.Module | ast.Expression] = [tree] if tree.body else []
        if isinstance(last, ast.Expr):
            made.append(ast.Expression(last.value))
        return [
            compile(one, place.name, "exec" if isinstance(one, ast.Module) else "eval", FLAGS, True)
            for one in made
        ]

    def interrupt(self) -> None:
        self._running.interrupt()

    def close(self) -> None:
        self._running.close()


def _tool_calls(shell: Shell) -> Mapping[str, ToolCall]:
    return {name: ToolCall(shell, tool) for name, tool in TOOLS.items()}


def _behind(unit: Unit) -> str:
    """What follows the word of a tool."""
    return unit.text.lstrip()[len(unit.word) :]


def _joined(text: str) -> str:
    """Lines that a backslash continues, as one; every character stays where it is."""
    return text.replace("\\\n", "  ")


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _syntax_problem(error: SyntaxError, starts: list[int], unit: Unit) -> Problem:
    line = min(unit.line + (error.lineno or 1) - 1, len(starts) - 2)
    at = starts[line] + max(0, (error.offset or 1) - 1)
    same_line = error.end_lineno == error.lineno and error.end_offset and error.offset
    length = max(1, (error.end_offset or 0) - (error.offset or 0)) if same_line else 1
    return Problem(message=error.msg, position=at, length=length)


def _moved(error: SyntaxError, first_line: int) -> SyntaxError:
    """The error as it is counted in the file the unit stands in."""
    for name in ("lineno", "end_lineno"):
        if number := getattr(error, name, None):
            setattr(error, name, number + first_line - 1)
    return error


def remember(name: str, text: str = "") -> list[str]:
    """Let tracebacks find the lines of a text that is no file; more may be added to the list."""
    lines = [f"{line}\n" for line in text.split("\n")] if text else []
    linecache.cache[name] = (len(text), None, lines, name)
    return lines
