"""From a command to what is asked of the client. Knows the door and the target."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from h2craft.actions import Action, Await, Door, Note, Policy, Send, Sleep
from h2craft.client import Result
from h2craft.explain import plain
from h2craft.filter import compile
from h2craft.language import Command, Context, LanguageError, parse, write
from h2craft.model import Reading
from h2craft.repl.doing import Asked, Done, Pending, Refused, Slept
from h2craft.repl.telling import is_gone, line_of, name_of, why_gone
from h2craft.repl.waiting import Waited, first_match
from h2craft.session import Selection, Target, handverbs, preview, printed, stream_of
from h2craft.trace import Kind, Origin, Record

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

DESK_SECONDS = 0.3  # what has just been held may not be on the desk yet
LOOKED_THROUGH = 64  # records after an act, for the frame it made


def begin(shell: Shell, command: Command, at: Target | None) -> Pending:
    """Begin it. Raises Refused, LanguageError or FilterError where it cannot be meant."""
    with shell.lock:
        shell.sync()
        aim = at or shell.target
        aimed = _aimed(command, aim)
        pending = _begun(shell, command, aim)
        _say_where(shell, command, aim)
        if isinstance(pending, Fired):
            shell.fired = pending
            if aimed.stream_id:
                pending.before = shell.session.selection
                shell.at_hand(aimed)
    return pending


def understood(shell: Shell, line: str) -> Command:
    """What a line says. LanguageError; Refused where it leaves out what nobody is there for."""
    context = shell.context()
    try:
        return parse(line, context)
    except LanguageError:
        gone = "" if context.stream_id else why_gone(shell, Target(context.connection))
        if gone and _would_do(line, context):
            raise Refused(gone) from None
        raise


def _would_do(line: str, context: Context) -> bool:
    """Would it be all right if there was a stream?"""
    try:
        parse(line, replace(context, stream_id=1))
    except LanguageError:
        return False
    return True


def _aimed(command: Command, aim: Target) -> Target:
    """The target, with the stream the command names."""
    named = next((stream_of(one) for one in command.actions if isinstance(one, Send)), None)
    return aim if named is None else Target(aim.connection, named)


def _begun(shell: Shell, command: Command, aim: Target) -> Pending:
    if command.verb in handverbs.VERBS:
        return Asked(shell, _by_hand(shell, command, aim))
    first = command.actions[0] if command.actions else None
    if len(command.actions) == 1:
        if isinstance(first, Sleep):
            return Slept(shell, first, 0 if is_gone(shell, aim) else aim.connection)
        if isinstance(first, Await):
            return Waited(shell, first, aim)
        if first == Policy():
            raise Refused("name a reply, as in policy settings_ack=hold; desk says what holds now")
        if isinstance(first, Policy) and first.changes and is_gone(shell, aim):
            # Nobody is there yet: it is for those to come.
            future = shell.client.set_policy(first.changes)
            return Asked(shell, [(future, f"{write(first)}, for connections to come")])
    if gone := why_gone(shell, aim):
        raise Refused(gone)
    return Fired(shell, aim, command.actions)


def _by_hand(shell: Shell, command: Command, aim: Target) -> handverbs.Asked:
    until = time.monotonic() + DESK_SECONDS
    while True:
        try:
            return handverbs.do(shell.client, command, aim.connection, aim.stream_id)
        except LanguageError:
            raise
        except ValueError as error:
            if time.monotonic() > until:
                raise Refused(str(error)) from None
        time.sleep(0.01)  # the engine publishes its desk when somebody looks


class Fired(Asked):
    """Actions on a connection, one after the other."""

    def __init__(self, shell: Shell, aim: Target, actions: tuple[Action, ...]) -> None:
        super().__init__(shell, [(shell.client.submit(aim.connection, *actions), "")])
        self._aim = aim
        self._actions = actions
        self.before: Selection | None = None  # what was at hand, in case it is refused

    def is_of(self, record: Record) -> bool:
        """May it be the record of one of these actions? Records leave bodies out."""
        if record.origin != Origin.HAND or record.connection != self._aim.connection:
            return False
        made: Any = record.detail
        return any(
            type(made) is type(one) and stream_of(made) == stream_of(one) for one in self._actions
        )

    def _refused(self, result: Result) -> Refused:
        shell, last = self.shell, self._actions[-1]
        with shell.lock:
            shell.sync()
            shell.mark = max(shell.mark, result.seq)
            if self.before is not None and shell.fired is self:
                shell.session.selection = self.before
            if gone := why_gone(shell, self._aim):
                return Refused(gone)
        return Refused(
            printed(result.reason or "refused"),
            result.section,
            _by_the_wire(shell, self._aim, last),
        )

    def _done(self, result: Result, said: str) -> Done:
        shell = self.shell
        with shell.lock:
            shell.sync()
            reading = self._made(result.seq)
            shell.mark = max(shell.mark, result.seq, reading.record.seq if reading else 0)
            said = line_of(shell, reading.record.seq) if reading else self._said(result)
        stream_id = result.stream_id or stream_of(self._actions[-1])
        return Done(seq=result.seq, stream_id=stream_id, reading=reading, said=said)

    def _said(self, result: Result) -> str:
        last = self._actions[-1]
        return write(last) if isinstance(last, Policy | Note) else f"done {result.seq}"

    def _made(self, seq: int) -> Reading | None:
        """The frame that left for it, or what the wait at its end has found."""
        last = self._actions[-1]
        if isinstance(last, Await):
            reader = self.shell.session.reader
            return first_match(reader, self._aim.connection, compile(last.pattern), seq)
        return _frame_of(self.shell, seq)


def _frame_of(shell: Shell, seq: int) -> Reading | None:
    """The first frame that left because of an act, if it has."""
    with contextlib.suppress(OSError):
        for record in shell.client.records.read(seq, LOOKED_THROUGH):
            if record.cause == seq and record.kind in (Kind.FRAME_SENT, Kind.OCTETS_SENT):
                moment = shell.session.reader.moment(record.seq)
                return None if moment is None else moment.reading
    return None


def _by_the_wire(shell: Shell, aim: Target, action: Action) -> str:
    """What a refused frame would be through the other door."""
    if not isinstance(action, Send) or action.door is not Door.LAWFUL:
        return ""
    wired = replace(action, door=Door.WIRE)
    would = shell.client.preview(aim.connection, wired).result()
    if would.refused or not would.frames:
        return ""
    try:
        line = write(wired)
    except LanguageError:
        line = "by the wire"
    return f"{line}  would write {plain([preview.summary(would)])}"


def _say_where(shell: Shell, command: Command, aim: Target) -> None:
    """Where it went, if that is not what the prompt names."""
    prompted = shell.prompted
    if prompted is None or aim == prompted or command.verb in handverbs.VERBS:
        return
    if not is_gone(shell, aim):
        shell.out.remark(f"{command.verb}: to {name_of(shell, _aimed(command, aim))}")
