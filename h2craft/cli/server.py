"""Running a server from the command line: the loop, the signals, the log, an orderly end.

Knows the library face, the engine, its client, the log and the recording; options are read
elsewhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.control import control_of
from h2craft.cli.errors import Failure, broken_pipe, reason, silence_stdout
from h2craft.cli.log import FrameLog, json_render, text_render, write_all
from h2craft.cli.opening import failure_of
from h2craft.cli.output import coloured, terminal_width
from h2craft.cli.process import allow_connections, spare_the_collector
from h2craft.cli.signals import end_in_order
from h2craft.client import open_engine
from h2craft.engine import Engine, EngineError, Listener
from h2craft.filter import Filter
from h2craft.report import QUIET
from h2craft.script import RootError, ScriptHost
from h2craft.setup import Setup
from h2craft.trace import Kind

if TYPE_CHECKING:
    from h2craft.cli.recording import Recording
    from h2craft.cli.scribe import Scribe
    from h2craft.control import ControlServer

STDOUT = 1

MakeLog = Callable[[Engine, Callable[[OSError], None]], FrameLog]


def run(
    setup: Setup,
    given: Mapping[str, Any],
    *,
    wanted: Filter | None,
    as_json: bool,
    color: str,
    recording: Recording | None = None,
) -> None:
    """Serve until a signal. `wanted` None: no frame log; `given`: the CONTROL options. Failure."""

    def make_log(engine: Engine, broken: Callable[[OSError], None]) -> FrameLog:
        assert wanted is not None
        return FrameLog(
            engine.journal,
            json_render
            if as_json
            else text_render(terminal_width, coloured(color), quiet=_said_already() - wanted.kinds),
            wanted,
            write=lambda octets: write_all(STDOUT, octets),
            on_broken=broken,
            patient=not sys.stdout.isatty(),
        )

    try:
        application = setup.application()
    except RootError as error:
        raise Failure(str(error)) from error
    spare_the_collector()
    allow_connections(setup.options.max_connections)
    serving = _Run(setup, application, given, recording)
    asyncio.run(serving.serve(None if wanted is None else make_log))


def _said_already() -> frozenset[Kind]:
    """Who sees both streams on one terminal is not told twice where we listen."""
    both = sys.stdout.isatty() and sys.stderr.isatty()
    return QUIET | {Kind.LISTENING} if both else QUIET


class _Run:
    """One run of `h2craft serve`."""

    def __init__(
        self,
        setup: Setup,
        application: ScriptHost,
        given: Mapping[str, Any],
        recording: Recording | None,
    ) -> None:
        self._setup = setup
        self._given = given
        self._recording = recording
        self._application = application
        application.owns_stdout = True
        self._tell: Callable[[str], None] = say
        self._engine = Engine(application, setup.options, trouble=lambda text: self._tell(text))
        self._ending: asyncio.Event
        self._loop: asyncio.AbstractEventLoop

    async def serve(self, make_log: MakeLog | None) -> None:
        """Everything is written when this returns."""
        self._ending = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        end_in_order(self._loop, self._ending.set)
        engine, log, control, scribe = self._engine, None, None, None
        try:
            await engine.start()
            listeners = await self._setup.listen(engine, self._application)
            control = self._open_control(listeners)
            if make_log is not None:
                log = make_log(engine, self._output_failed)
                log.start()
            scribe = self._record()
            _announce(listeners)
            await self._ending.wait()
        except EngineError as error:
            raise failure_of(error) from error
        finally:
            if control is not None:
                control.close()
            self._application.close()
            await engine.stop()
            if log is not None:
                log.finish()
            if scribe is not None:
                scribe.finish()
        if scribe is not None and scribe.trouble:
            raise click.exceptions.Exit(1)  # what it is was said

    def _record(self) -> Scribe | None:
        """Write down what is done, if that is asked for."""
        if self._recording is None:
            return None
        from h2craft.cli.scribe import Scribe

        began = datetime.fromtimestamp(time.time() - self._engine.now(), UTC).isoformat()
        scribe = Scribe(self._engine.journal, self._recording, started=began, say=self._tell)
        scribe.start()
        return scribe

    def _open_control(self, listeners: list[Listener]) -> ControlServer | None:
        """Let others join, as far as that was not declined."""
        if self._given["no_control"]:
            return None
        client = open_engine(self._setup, self._engine, self._application, listeners)
        client.hear.append(say)
        self._tell = client.trouble  # whoever is attached hears of it as well
        return control_of(client, self._given)

    def _output_failed(self, error: OSError) -> None:
        """On the log's thread: the reader of our output has gone, or there is no room for it."""
        if broken_pipe(error):
            silence_stdout()
            self._loop.call_soon_threadsafe(self._ending.set)
        else:
            say(f"cannot write the frame log: {reason(error)}; serving goes on without it")


def _announce(listeners: list[Listener]) -> None:
    for listener in listeners:
        click.echo(f"listening {listener.url}", err=True)
    click.echo("ready", err=True)


def say(text: str) -> None:
    """A line for the person, on standard error."""
    with contextlib.suppress(OSError):
        click.echo(f"h2craft: {text}", err=True)
