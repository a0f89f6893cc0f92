"""The prompt at a terminal: reads entries and has the shell run them, till the person leaves.

Theory of operation. The main thread is either in prompt_toolkit's application, which reads one
entry, or runs one. A second thread (`beat`) reads on all the time, whichever of the two it is, and
hands lines to `above`, which knows whether there is a prompt to write above of. What prompt and
bar say is looked up by that thread with the shell's lock held (`toolbar.Standpoint`); drawing
takes no lock, so a key is never kept waiting by records.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.history import History
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.output import ColorDepth, Output

from h2craft.filter import FilterError
from h2craft.repl.above import Above, steady_output
from h2craft.repl.beat import Beat
from h2craft.repl.completer import ShellCompleter
from h2craft.repl.evaluate import Verdict
from h2craft.repl.history import PrivateHistory
from h2craft.repl.keys import bindings, run_text
from h2craft.repl.leaving import Hangup, confirmed
from h2craft.repl.lexer import ShellLexer
from h2craft.repl.printer import Printer
from h2craft.repl.style import STYLE
from h2craft.repl.toolbar import (
    Fragments,
    Standpoint,
    bar_of,
    continuation_of,
    prompt_of,
    standpoint,
)
from h2craft.repl.tools import TOOLS
from h2craft.repl.validator import MarkWrong, ShellValidator
from h2craft.repl.welcome import question, still_on, welcome
from h2craft.session import state_folder, visible

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

HISTORY_FILE = "prompt-history"
GONE_STATUS = 1
MENU_ROWS = 8
MENU_ROWS_LOW = 5  # in a low terminal
LOW = 20


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


def run(shell: Shell, options: Options) -> int:
    """Read and run entries until the person leaves; returns the exit status.

    Standard input and output are terminals. The client is left open, for who opened it.
    """
    history = PrivateHistory(state_folder() / HISTORY_FILE)
    prompt = Prompt(shell, options, history, create_input(), steady_output(sys.stdout))
    with prompt.in_charge(sys.stdout):
        return prompt.run()


class Prompt:
    """See the module, and `keys.Acts` for what keys have done."""

    def __init__(
        self, shell: Shell, options: Options, history: History, given: Input, output: Output
    ) -> None:
        self.shell = shell
        self.attached = not options.ours
        self.printer = Printer(colour=options.colour, on=options.frames, since=shell.mark)
        with contextlib.suppress(FilterError):  # the command line has looked at it
            self.printer.pattern = options.filter
        self.above = Above(sys.stdout)
        self.now = Standpoint()
        self.hangup = Hangup()
        self._output = output
        self._history = history
        self._known: object = None
        self._changed = False
        self._told_end = False
        self._session = self._make(options, given)
        self._asking = PromptSession[str](
            input=given, output=output, style=STYLE, color_depth=self._session.color_depth
        )
        shell.session.reader.listen(self.printer.take)
        self._beat = Beat(shell.session, shell.lock, self._look, self._show)

    def _make(self, options: Options, given: Input) -> PromptSession[str]:
        shell, output = self.shell, self._output
        low = output.get_size().rows < LOW
        return PromptSession(
            message=lambda: prompt_of(self.now, self._columns),
            prompt_continuation=lambda width, number, wrapped: (
                [] if wrapped else continuation_of(width)
            ),
            bottom_toolbar=self._bar,
            multiline=True,
            lexer=ShellLexer(shell),
            completer=ShellCompleter(shell),
            complete_while_typing=True,
            reserve_space_for_menu=MENU_ROWS_LOW if low else MENU_ROWS,
            validator=ShellValidator(shell),
            validate_while_typing=False,
            input_processors=[MarkWrong()],
            auto_suggest=AutoSuggestFromHistory(),
            history=self._history,
            search_ignore_case=True,
            enable_suspend=True,
            enable_open_in_editor=True,
            tempfile_suffix=".py",
            key_bindings=bindings(self),
            style=STYLE,
            color_depth=None if options.colour else ColorDepth.DEPTH_1_BIT,
            input=given,
            output=output,
        )

    @property
    def _columns(self) -> int:
        return self._output.get_size().columns

    def _bar(self) -> Fragments:
        """The bar, below what of an error did not fit into the line above it."""
        columns, error = self._columns, self._session.default_buffer.validation_error
        fragments: Fragments = []
        rest = error.message[columns:] if error is not None else ""
        while rest:
            fragments.append(("class:validation-toolbar", f"{rest[:columns]:<{columns}}\n"))
            rest = rest[columns:]
        return fragments + bar_of(self.now, columns)

    # Reading on, on the beat's thread

    def _look(self) -> None:
        """With the lock: what prompt and bar say now."""
        shell, reader = self.shell, self.shell.session.reader
        self.printer.set_width(self._columns)
        known = (
            reader.version,
            shell.session.desk.version,
            shell.session.selection,
            shell.used,
            shell.recording.on,
            len(shell.recording),
            shell.client.ended,
            self.printer.on,
            self.printer.automatic,
            self.printer.pattern,
        )
        if known != self._known:
            self._known = known
            now = standpoint(shell, self.printer, attached=self.attached)
            self._changed = now != self.now
            self.now = now

    def _show(self) -> None:
        if lines := self.printer.drain():
            self.above.lines("\n".join(lines) + "\n")
        else:
            self.above.flush()
        self._tell()
        if self._changed:
            self._changed = False
            with contextlib.suppress(RuntimeError):  # the prompt ends just now
                self._session.app.invalidate()

    def _tell(self) -> None:
        """What failed outside of any connection; and that the engine has gone."""
        client, out = self.shell.client, self.shell.out
        while client.troubles:
            out.error(visible(client.troubles.popleft()))
        if client.ended and not self._told_end:
            self._told_end = True
            out.error(f"{visible(client.ended)}: Enter or Ctrl-D leaves")

    # What keys have done

    def is_complete(self, text: str) -> bool:
        return self.shell.is_complete(text)

    def has_to_leave(self) -> bool:
        return bool(self.shell.client.ended)

    def help(self, word: str) -> None:
        known = word.lower() if word and self.shell.bound.get(word.lower()) is not None else ""
        shell = self.shell
        with contextlib.suppress(ValueError):  # there is no help for that word
            shell.out.value(TOOLS["help"].run(shell, known))

    def toggle_frames(self) -> None:
        self.printer.on = not self.printer.on
        self._refresh()

    def toggle_automatic(self) -> None:
        self.printer.automatic = not self.printer.automatic
        self._refresh()

    def toggle_recording(self) -> None:
        self.shell.recording.on = not self.shell.recording.on
        self._refresh()

    def _refresh(self) -> None:
        with self.shell.lock:
            self._look()

    # Entries

    @contextlib.contextmanager
    def in_charge(self, terminal: Any) -> Iterator[None]:
        """While this lasts, the terminal and the signals of its end are ours."""
        self.above = Above(terminal)
        stdout, stderr = sys.stdout, sys.stderr
        sys.stdout = self.above
        if stderr is not None and stderr.isatty():
            sys.stderr = self.above
        try:
            with self.hangup.heard():
                yield
        finally:
            self._beat.end()
            self.above.end()
            sys.stdout, sys.stderr = stdout, stderr

    def run(self) -> int:
        """Entries, one after the other; the exit status."""
        self._greet()
        self._beat.start()
        while True:
            try:
                text = self._read()
                if text.strip():
                    self.shell.prompted = self.now.target
                    verdict = self.shell.evaluate(run_text(text))
                    if self.hangup.number:
                        return self.hangup.status
                    if verdict is Verdict.LEAVE:
                        return self._left(self.shell.status)
            except KeyboardInterrupt:
                continue  # the line is given up
            except EOFError:
                if (status := self._may_leave()) is not None:
                    return status
            except SystemExit:
                if self.hangup.number:
                    return self.hangup.status
                raise

    def _greet(self) -> None:
        shell = self.shell
        self._beat.once()
        shell.out.text(welcome(shell.client.about, attached=self.attached, before=shell.mark))
        if trouble := getattr(self._history, "trouble", ""):
            shell.out.remark(trouble)

    def _read(self) -> str:
        return self._prompted(self._session)

    def _prompted(self, session: PromptSession[str], *message: Fragments) -> str:
        """One entry, while lines are written above the prompt."""
        application = session.app
        try:
            with self.hangup.ends(application):
                return session.prompt(*message, pre_run=lambda: self.above.begin(application))
        finally:
            self.above.end()

    def _may_leave(self) -> int | None:
        """The status to leave with; None where the person stays."""
        if self.hangup.number:
            return self.hangup.status
        if self.shell.client.ended:
            return GONE_STATUS
        alive = 0 if self.attached else self.now.alive
        if alive and not self._session.app.input.closed:
            ask: Fragments = [("class:prompt.question", question(alive))]
            if not confirmed(lambda: self._prompted(self._asking, ask)):
                return None
        return self._left(0)

    def _left(self, status: int) -> int:
        if self.attached and not self.shell.client.ended:
            for line in still_on(self.shell.client.desk()):
                self.shell.out.remark(line)
        return status
