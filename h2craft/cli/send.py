"""`h2craft send`: lines of the language, fired at an engine that runs. Knows the door, no engine.

Arguments are all read before the first is fired: a typing error does nothing. Lines of standard
input are fired as they come.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.control import ATTACHED, joined
from h2craft.cli.errors import Failure
from h2craft.cli.offers import verbs
from h2craft.cli.params import TargetType

if TYPE_CHECKING:
    from h2craft.client import Client, Result
    from h2craft.language import Command, Context, LanguageError, Preset
    from h2craft.session import Session, Target

STANDARD_INPUT = "-"
LONGEST_TOLD = 200  # letters of what was done
MOST_NAMED = 20  # connections in a message


@click.command(
    short_help="Fire lines of the language at an engine that runs.",
    epilog="""\b
Examples:
  h2craft send 'hold path:/api'
  h2craft send 'headers :status=200 content-type=text/plain + data "hi\\n" end_stream'
  h2craft send --to 1/3 'rst code=CANCEL'
  h2craft send 'settings MAX_FRAME_SIZE=32768' 'wait type:SETTINGS flag:ACK timeout=2' 'ping'
  h2craft send --attach handlers 'goaway 0 code=ENHANCE_YOUR_CALM'
  h2craft send --preset redirect location=/elsewhere
  h2craft send - < lines.txt

\b
Exit status: 0 done, 1 refused, no such connection or no engine, 2 wrong usage or no such line.
""",
)
@click.argument("lines", nargs=-1, metavar="LINE...", shell_complete=verbs)
@ATTACHED
@click.option(
    "--to",
    type=TargetType(),
    help="Where to, else what waits for an answer: a held request, then an open stream of the "
    "newest connection.",
)
@click.option(
    "--preset",
    metavar="NAME",
    shell_complete=lambda *asked: _preset_names(asked[-1]),
    help="Fire this misbehaviour, or plain good answer; LINEs are then its knobs: name=value.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each line.")
def send(
    lines: tuple[str, ...],
    attach: str,
    to: tuple[int, int] | None,
    preset: str | None,
    as_json: bool,
) -> None:
    """Fire each LINE, as the workbench's command line takes them, one after the other.

    Each is fired when the one before is done; the first that is refused ends it. LINE - stands
    for the lines of standard input; empty ones, and those that begin with #, are left out.
    What was done is printed, a line each: the number of its record, where, and what.
    """
    if not lines and preset is None:
        raise click.UsageError("nothing to send: LINE is missing (- for standard input)")
    chosen = None if preset is None else _preset(preset, lines)
    if chosen is None:
        _check(line for line in lines if line != STANDARD_INPUT)
    with closing(joined(attach, "send", begin=sys.maxsize)) as client:
        sender = Sender(client, to, as_json=as_json)
        if chosen is not None:
            sender.fire_all(_commands(chosen[0], chosen[1], sender.context()))
        else:
            sender.fire_all(_fed(lines))


def _fed(lines: Iterable[str]) -> Iterator[str]:
    """The lines, those of standard input in their place."""
    for line in lines:
        if line != STANDARD_INPUT:
            yield line
            continue
        for read in sys.stdin:
            if read.strip() and not read.lstrip().startswith("#"):
                yield read.strip()


# What is read before anything is asked


def _check(lines: Iterable[str]) -> None:
    """Raises a usage error, with a caret, for the first that is no line.

    Which streams there are is not known yet: any will do for one that is left out.
    """
    from h2craft.language import Context

    for number, line in enumerate(lines, 1):
        parsed(line, Context(connection=1, stream_id=1, next_stream=3), number)


def parsed(line: str, context: Context, number: int) -> Command:
    """The command of a line. A usage error, with a caret, for one that is none."""
    from h2craft.language import LanguageError, parse

    try:
        return parse(line, context)
    except LanguageError as error:
        raise _wrong(error, f"line {number}: ") from error


def _wrong(error: LanguageError, head: str = "") -> click.UsageError:
    from h2craft.session import printed

    caret = "\n".join(printed(line) for line in error.caret().splitlines())
    return click.UsageError(f"{head}{printed(error.message)}\n{caret}")


def _preset(name: str, given: Iterable[str]) -> tuple[Preset, dict[str, str]]:
    """The preset of that name, and its knobs. A usage error for what is none."""
    from h2craft.filter import nearest
    from h2craft.language import PRESETS_BY_NAME, Context

    found = PRESETS_BY_NAME.get(name)
    if found is None:
        close = nearest(name, PRESETS_BY_NAME, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise click.UsageError(f"--preset: no preset is called {name!r}{hint}")
    knobs = {}
    for one in given:
        knob, sign, value = one.partition("=")
        if not sign:
            raise click.UsageError(f"{one!r} is no knob of {name}: write name=value")
        knobs[knob] = value
    _commands(found, knobs, Context(next_stream=3) if found.asks else None)
    return found, knobs


def _commands(preset: Preset, knobs: dict[str, str], context: Context | None) -> list[str]:
    from h2craft.language import LanguageError

    try:
        return preset.commands(context, **knobs)
    except LanguageError as error:
        raise _wrong(error, f"--preset {preset.name}: ") from error


def _preset_names(incomplete: str) -> list[click.shell_completion.CompletionItem]:
    from h2craft.language import PRESETS_BY_NAME

    return [
        click.shell_completion.CompletionItem(one.name, help=one.title)
        for one in PRESETS_BY_NAME.values()
        if one.name.startswith(incomplete)
    ]


# Firing


class Sender:
    """Fires lines one after the other, and prints what became of each.

    `to` is a connection and a stream (0: the one that waits for an answer); None: where a person
    would most likely want to send.
    """

    def __init__(self, client: Client, to: tuple[int, int] | None, *, as_json: bool) -> None:
        from h2craft.session import Session

        self._client = client
        self._session: Session = Session(client)
        self._to = to
        self._as_json = as_json

    def fire_all(self, lines: Iterable[str]) -> None:
        """Raises Failure at the first that is refused, a usage error at one that is no line."""
        for number, line in enumerate(lines, 1):
            self._fire(line, number)

    def context(self) -> Context:
        """What a line may leave out now."""
        from h2craft.session import target

        return target.context_of(self._session, self._target())

    def _fire(self, line: str, number: int) -> None:
        from h2craft.filter import FilterError
        from h2craft.session import handverbs, target

        where = self._target()
        command = parsed(line, target.context_of(self._session, where), number)
        try:
            if not command.actions:
                asked = handverbs.do(
                    self._client, _absolute(command), where.connection, where.stream_id
                )
                for future, words in asked:
                    self._told(line, number, where, future, words)
                return
        except FilterError as error:
            raise click.UsageError(f"line {number}: {error.message}\n{error.caret()}") from error
        except ValueError as error:
            raise Failure(f"line {number} was refused: {error}") from error
        self._reach(where, number)
        future = self._client.submit(where.connection, *command.actions)
        self._told(line, number, where, future, f"{where.name}  {_written(line)}")

    def _target(self) -> Target:
        """Where the next line goes, as things stand now."""
        from h2craft.session import Selection, target

        session = self._session
        while session.advance(1.0):
            pass
        if self._to is not None:
            session.selection = Selection(*self._to)
            if target.is_over(session, target.Target(*self._to)):
                return target.Target(*self._to)
        return target.aim(session)

    def _reach(self, where: Target, number: int) -> None:
        """Raises Failure, naming those that live, where the connection does not."""
        from h2craft.session import target

        if not target.is_over(self._session, where):
            return
        alive = [
            str(one) for one, it in self._session.reader.board.connections.items() if not it.closed
        ]
        told = f"alive: {', '.join(alive[-MOST_NAMED:])}" if alive else "none is open"
        what = (
            f"connection {where.connection} is not there" if where.connection else "no connection"
        )
        raise Failure(f"line {number} was not sent: {what}; {told}")

    def _told(
        self, line: str, number: int, where: Target, future: Future[Result], words: str
    ) -> None:
        """Wait for what becomes of it, and print that. Raises Failure where it was refused."""
        from h2craft.session import printed, refusal_of

        result = future.result()
        if self._as_json:
            told: dict[str, Any] = {"line": line, **asdict(result), "connection": where.connection}
            click.echo(json.dumps(told, separators=(",", ":")))
        elif result.accepted:
            click.echo(f"{result.seq or '-':>6}  {printed(words)}")
        if not result.accepted:
            reason = refusal_of(result.reason, result.section)
            raise Failure(f"line {number} was refused: {reason}")


def _written(line: str) -> str:
    from h2craft.wire import elide

    return elide(line, LONGEST_TOLD)


def _absolute(command: Command) -> Command:
    """A script is named from the folder the line was written in, not from the engine's."""
    file = command.arguments.get("file")
    if command.verb != "attach" or not Path(str(file)).exists():
        return command
    return replace(
        command, arguments={**command.arguments, "file": str(Path(str(file)).absolute())}
    )
