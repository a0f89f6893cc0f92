"""Replaying from the command line: the loop, the signals, a line for each run, the exit status.

Knows the replay room, the control socket and the frame log; options are read elsewhere.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from h2craft import __version__
from h2craft.cli.control import control_of
from h2craft.cli.errors import CANNOT_GO_ON, INTERRUPTED, broken_pipe
from h2craft.cli.log import FrameLog, text_render, write_all
from h2craft.cli.opening import failures
from h2craft.cli.output import coloured, terminal_width
from h2craft.cli.replayed import lines_of, summary
from h2craft.cli.server import STDOUT, say
from h2craft.cli.signals import end_in_order
from h2craft.explain import command_lines
from h2craft.filter import Filter
from h2craft.replay import ClientCommand, Judge, Options, Replayed, Stage, replay, stand, to_json
from h2craft.report import QUIET
from h2craft.scenario import Entry, shipped_folder, users_folder
from h2craft.session import DONE, NOT_DONE, remember
from h2craft.trace import Kind


def perform(
    entries: Sequence[Entry],
    command: tuple[str, ...] | None,
    given: Mapping[str, Any],
    wanted: Filter,
    judge: Judge | None = None,
) -> int:
    """Replay all of them; returns the exit status. Failure where it cannot go on."""
    performance = _Performance(entries, given, wanted, judge)
    with failures():
        asyncio.run(performance.run(None if command is None else ClientCommand(command)))
    return performance.status


class _Performance:
    """One call of `h2craft replay`."""

    def __init__(
        self,
        entries: Sequence[Entry],
        given: Mapping[str, Any],
        wanted: Filter,
        judge: Judge | None,
    ) -> None:
        self._entries = entries
        self._given = given
        self._wanted = wanted
        self._judge = judge
        self._replayed: list[Replayed] = []
        self._colour = coloured(given["color"])
        self._stop: asyncio.Event
        self._loop: asyncio.AbstractEventLoop

    @property
    def status(self) -> int:
        if self._stop.is_set():
            return INTERRUPTED
        return 0 if all(one.good for one in self._replayed) else CANNOT_GO_ON

    async def run(self, command: ClientCommand | None) -> None:
        self._stop = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        end_in_order(self._loop, self._stop.set)
        if command is None:
            await self._stand()
        else:
            await self._play(command)
        if len(self._replayed) > 1 and not self._given["as_json"] and command is not None:
            click.echo(summary(self._replayed, len(self._entries)))

    # With a client

    async def _play(self, command: ClientCommand) -> None:
        for entry in self._entries:
            if self._stop.is_set():
                return
            options = self._options(entry)
            self._tell(
                await replay(
                    entry,
                    command,
                    options,
                    judge=self._judge,
                    stop=self._stop,
                    opened=self._opened,
                )
            )

    # Without one

    async def _stand(self) -> None:
        stages: list[Stage] = []
        closing: list[Callable[[], object]] = []
        try:
            for entry in self._entries:
                stages.append(Stage(entry, self._options(entry)))
                closing.append(self._opened(stages[-1]))
            self._announce(stages)
            await stand(
                stages,
                self._options(self._entries[0]),
                self._tell,
                stop=self._stop,
                once=self._given["once"],
                judge=self._judge,
            )
        finally:
            for close in closing:
                close()
            for stage in stages:
                stage.close()

    def _announce(self, stages: Sequence[Stage]) -> None:
        for stage in stages:
            click.echo(f"listening {stage.url}  {stage.entry.name}", err=True)
            if not self._given["quiet"]:
                about = replace(stage.client.about, urls=(stage.url,))
                click.echo(f"  {command_lines(about)[0]}", err=True)
        click.echo("ready", err=True)

    # Both

    def _options(self, entry: Entry) -> Options:
        given = self._given
        trace: Path | None = given["trace_file"]
        if trace is not None and len(self._entries) > 1:
            trace = trace / f"{entry.name}.h2trace"
        return Options(
            speed=given["speed"],
            strict_order=given["strict_order"],
            timeout=given["timeout"],
            h2c=given["h2c"],
            host=given["host"],
            port=given["port"],
            cert=given["cert"],
            key=given["key"],
            trace=trace,
            keep_tls=given["keep_tls"],
            header={"program": f"h2craft {__version__}", "command": sys.argv[1:]},
            keep=False,
        )

    def _opened(self, stage: Stage) -> Callable[[], object]:
        """Let others join, and show frames; what is returned ends that."""
        stage.client.hear.append(say)
        control = control_of(stage.client, self._given)
        log = self._log(stage) if self._given["frames"] else None

        def close() -> None:
            if control is not None:
                control.close()
            if log is not None:
                log.finish()

        return close

    def _log(self, stage: Stage) -> FrameLog:
        log = FrameLog(
            stage.journal,
            text_render(
                terminal_width,
                self._colour,
                quiet=(QUIET | {Kind.LISTENING}) - self._wanted.kinds,
            ),
            self._wanted,
            write=lambda octets: write_all(STDOUT, octets),
            on_broken=self._output_failed,
            patient=not sys.stdout.isatty(),
        )
        log.start()
        return log

    def _output_failed(self, error: OSError) -> None:
        """On the log's thread."""
        if broken_pipe(error):
            self._loop.call_soon_threadsafe(self._stop.set)

    def _tell(self, replayed: Replayed) -> None:
        """One run is over."""
        self._replayed.append(replayed)
        _remember(replayed)
        if self._given["as_json"]:
            click.echo(json.dumps(to_json(replayed), separators=(",", ":")))
        elif not (self._given["quiet"] and replayed.good):
            for line in lines_of(replayed, colour=self._colour):
                click.echo(line)
        sys.stdout.flush()


def _remember(replayed: Replayed) -> None:
    """Of scenarios in the library, so that the next look at it shows what came of it."""
    library = {users_folder().resolve(), shipped_folder().resolve()}
    if replayed.interrupted or library.isdisjoint(replayed.file.resolve().parents):
        return
    outcome = DONE if replayed.good else NOT_DONE
    trouble = remember(replayed.file.stem, outcome, replayed.program, replayed.sentence)
    if trouble:
        say(trouble)
