"""The prompt at a terminal: reads entries and has the shell run them, till the person leaves.

Theory of operation. The main thread is either in prompt_toolkit's application, which reads one
entry (`entries`), or runs one. A second thread (`beat`) reads on all the time, whichever of the two
it is, and hands lines to `above`, which knows whether there is a prompt to write above of. What
prompt and bar say is looked up by that thread with the shell's lock held (`toolbar.Standpoint`);
drawing takes no lock, so a key is never kept waiting by records.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol, TextIO

from h2craft.filter import FilterError
from h2craft.repl.above import Above
from h2craft.repl.beat import Beat
from h2craft.repl.echo import echoing, quiet
from h2craft.repl.entries import at_terminal
from h2craft.repl.evaluate import Verdict
from h2craft.repl.history import PrivateHistory
from h2craft.repl.keys import run_text
from h2craft.repl.leaving import Hangup, confirmed
from h2craft.repl.plain import PlainEntries
from h2craft.repl.printer import Printer
from h2craft.repl.toolbar import Standpoint, standpoint
from h2craft.repl.tools import TOOLS
from h2craft.repl.welcome import question, still_on, welcome
from h2craft.session import state_folder, visible

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

HISTORY_FILE = "prompt-history"
GONE_STATUS = 1


class Options(Protocol):
    """How the prompt looks, and what is printed above it."""

    @property
    def filter(self) -> str: ...

    @property
    def colour(self) -> bool: ...

    @property
    def frames(self) -> bool: ...

    @property
    def ours(self) -> bool:
        """The engine ends with the prompt."""


class Reads(Protocol):
    """Where entries come from: `entries.Entries`, or `plain.PlainEntries`."""

    now: Standpoint

    @property
    def columns(self) -> int: ...

    @property
    def closed(self) -> bool: ...

    def read(self) -> str: ...

    def ask(self, question: str) -> str: ...

    def redraw(self) -> None: ...


def run(shell: Shell, options: Options) -> int:
    """Read and run entries until the person leaves; returns the exit status.

    Standard input and output are terminals. The client is left open, for who opened it.
    """
    prompt = Prompt(shell, options, Above(sys.stdout))
    terminal = sys.stdout
    if os.environ.get("TERM", "dumb") in ("", "dumb"):
        return prompt.run(PlainEntries(shell, prompt.above, terminal), terminal)
    history = PrivateHistory(state_folder() / HISTORY_FILE)
    entries = at_terminal(
        shell,
        prompt,
        prompt.above,
        prompt.hangup,
        history=history,
        colour=options.colour,
        stdout=terminal,
    )
    return prompt.run(entries, terminal, lambda: history.trouble)


class Prompt:
    """See the module; `keys.Acts` for what keys have done."""

    def __init__(self, shell: Shell, options: Options, above: Above) -> None:
        self.shell = shell
        self.above = above
        self.hangup = Hangup()
        self.printer = Printer(colour=options.colour, on=options.frames, since=shell.mark)
        with contextlib.suppress(FilterError):  # the command line has looked at it
            self.printer.pattern = options.filter
        self._attached = not options.ours
        self._entries: Reads
        self._known: object = None
        self._changed = False
        self._told_end = False
        shell.printer = self.printer
        shell.lend = self._lent
        self.printer.mine = shell.is_mine
        shell.session.reader.listen(self.printer.take)
        self._beat = Beat(shell.session, shell.lock, self._look, self._show)

    # Reading on, on the beat's thread

    def _look(self) -> None:
        """With the lock: what prompt and bar say now."""
        shell = self.shell
        self.printer.set_width(self._entries.columns)
        known = (
            shell.session.reader.version,
            shell.session.desk.version,
            shell.session.selection,
            shell.used,
            shell.taking.on,
            len(shell.taking),
            shell.client.ended,
            self.printer.on,
            self.printer.automatic,
            self.printer.pattern,
        )
        if known != self._known:
            self._known = known
            now = standpoint(shell, self.printer, attached=self._attached)
            self._changed = self._changed or now != self._entries.now
            self._entries.now = now

    def _show(self) -> None:
        if lines := self.printer.drain():
            self.above.lines("\n".join(lines) + "\n")
        else:
            self.above.flush()
        self._tell()
        if self._changed:
            self._changed = False
            self._entries.redraw()

    def _tell(self) -> None:
        """What failed outside of any connection; and that the engine has gone."""
        client, out = self.shell.client, self.shell.out
        while client.troubles:
            if (said := client.troubles.popleft()) != client.ended:  # which is told below
                out.error(visible(said))
        if client.ended and not self._told_end:
            self._told_end = True
            out.error(f"{visible(client.ended)}: Enter or Ctrl-D leaves")

    # What keys have done

    def is_complete(self, text: str) -> bool:
        return self.shell.is_complete(text)

    def has_to_leave(self) -> bool:
        return bool(self.shell.client.ended)

    def help(self, word: str) -> None:
        shell = self.shell
        for said in (word.lower(), ""):
            with contextlib.suppress(ValueError):  # there is no help for that word
                shell.out.value(TOOLS["help"].run(shell, said))
                return

    def toggle_frames(self) -> None:
        self.printer.on = not self.printer.on
        self._refresh()

    def toggle_automatic(self) -> None:
        self.printer.automatic = not self.printer.automatic
        self._refresh()

    def toggle_recording(self) -> None:
        with self.shell.lock:
            taking = self.shell.taking
            if taking.on:
                taking.stop()
            else:
                taking.start(taking.whose)
        self._refresh()

    def _refresh(self) -> None:
        with self.shell.lock:
            self._look()

    # Entries

    def run(self, entries: Reads, terminal: TextIO, trouble: Callable[[], str] = lambda: "") -> int:
        """Entries, one after the other; the exit status. `trouble`: why none are remembered."""
        self._entries = entries
        with self._in_charge(terminal), quiet(sys.stdin, self.above.echoed) as hush:
            self._greet()
            self._beat.start()
            told = ""
            while (status := self._turn()) is None:
                if told != (told := trouble()):
                    self.shell.out.remark(told)
                hush()
            return status

    @contextlib.contextmanager
    def _in_charge(self, terminal: TextIO) -> Iterator[None]:
        """While this lasts, what is printed goes above the prompt, and signals come here."""
        stdout, stderr = sys.stdout, sys.stderr
        sys.stdout = self.above
        if stderr is not None and stderr.isatty():
            sys.stderr = self.above
        try:
            with self.hangup.heard():
                yield
        finally:
            self._beat.end()
            self._show()
            self.above.end()
            sys.stdout, sys.stderr = stdout, stderr

    @contextlib.contextmanager
    def _lent(self) -> Iterator[None]:
        """The terminal is another program's while this lasts: what is printed waits."""
        stdin = sys.__stdin__
        self.above.begin(None)
        try:
            with echoing(stdin.fileno(), True) if stdin else contextlib.nullcontext():
                yield
        finally:
            self.above.end()

    def _greet(self) -> None:
        shell = self.shell
        with shell.lock:
            self._look()
        shell.out.text(welcome(shell.client.about, attached=self._attached, before=shell.mark))

    def _turn(self) -> int | None:
        """One entry, read and run; the exit status once the person leaves."""
        try:
            text = self._entries.read()
            if self.hangup.number:
                return self.hangup.status
            return self._run(run_text(text)) if text.strip() else None
        except KeyboardInterrupt:
            return None  # the line is given up
        except EOFError:
            return self._may_leave()
        except SystemExit:
            if self.hangup.number:
                return self.hangup.status
            raise

    def _run(self, text: str) -> int | None:
        shell = self.shell
        shell.prompted = self._entries.now.target
        verdict = shell.evaluate(text)
        self._beat.once()  # what came of it stands before the next prompt
        if self.hangup.number:
            return self.hangup.status
        return self._left(shell.status) if verdict is Verdict.LEAVE else None

    def _may_leave(self) -> int | None:
        """The status to leave with; None where the person stays."""
        if self.hangup.number:
            return self.hangup.status
        if self.shell.client.ended:
            return GONE_STATUS
        # A client's connections are the person's own: nobody else is cut off.
        ours = self._attached or self.shell.client.about.role == "client"
        alive = 0 if ours else self._entries.now.alive
        if alive and not self._entries.closed:
            said = question(alive)
            if not confirmed(lambda: self._entries.ask(said)):
                return None
        return self._left(0)

    def _left(self, status: int) -> int:
        """Leave; of an engine that goes on, say what is still on."""
        if self._attached and not self.shell.client.ended:
            for line in still_on(self.shell.client.desk()):
                self.shell.out.remark(line)
        return status
