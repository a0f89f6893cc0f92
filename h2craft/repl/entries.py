"""Entries as they are typed at a terminal that can be drawn on, with prompt_toolkit.

Knows prompt_toolkit, the shell for what completes and colours, and what the prompt says; runs
nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.history import History
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.output import ColorDepth, Output

from h2craft.repl.above import Above, steady_output
from h2craft.repl.completer import ShellCompleter
from h2craft.repl.keys import Acts, answers, bindings
from h2craft.repl.leaving import Hangup
from h2craft.repl.lexer import ShellLexer
from h2craft.repl.style import STYLE
from h2craft.repl.toolbar import Fragments, Standpoint, bar_of, continuation_of, prompt_of
from h2craft.repl.validator import MarkWrong, ShellValidator

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

MENU_ROWS = 8
MENU_PART = 3  # of a terminal's rows, at most one of so many


class Entries:
    """See the module.

    now     what prompt and bar say
    above   what is written meanwhile
    """

    def __init__(
        self,
        shell: Shell,
        acts: Acts,
        above: Above,
        hangup: Hangup,
        *,
        history: History,
        colour: bool,
        given: Input,
        output: Output,
    ) -> None:
        self.now = Standpoint()
        self.above = above
        self._hangup = hangup
        self._output = output
        depth = None if colour else ColorDepth.DEPTH_1_BIT
        self._session = PromptSession[str](
            message=self._message,
            prompt_continuation=_continuation,
            bottom_toolbar=self._bar,
            multiline=True,
            lexer=ShellLexer(shell),
            completer=ShellCompleter(shell),
            complete_while_typing=True,
            reserve_space_for_menu=self._menu_rows,
            validator=ShellValidator(shell),
            validate_while_typing=False,
            input_processors=[MarkWrong()],
            auto_suggest=AutoSuggestFromHistory(),
            history=history,
            search_ignore_case=True,
            enable_suspend=True,
            enable_open_in_editor=True,
            tempfile_suffix=".py",
            key_bindings=bindings(acts),
            style=STYLE,
            color_depth=depth,
            input=given,
            output=output,
        )
        self._asking = PromptSession[str](
            input=given,
            output=output,
            style=STYLE,
            color_depth=depth,
            key_bindings=answers(),
        )

    @property
    def columns(self) -> int:
        return self._output.get_size().columns

    @property
    def _menu_rows(self) -> int:
        return min(MENU_ROWS, self._output.get_size().rows // MENU_PART)

    @property
    def closed(self) -> bool:
        """Nobody can type any more."""
        return self._session.app.input.closed

    def read(self) -> str:
        """One entry, complete. Raises EOFError and KeyboardInterrupt for Ctrl-D and Ctrl-C."""
        session = self._session
        session.reserve_space_for_menu = self._menu_rows
        return self._shown(session, lambda pre_run: session.prompt(pre_run=pre_run))

    def ask(self, question: str) -> str:
        """A word in answer to a question: y and n need no Enter. Raises as `read` does."""
        said: Fragments = [("class:prompt.question", question)]
        return self._shown(self._asking, lambda run: self._asking.prompt(said, pre_run=run))

    def redraw(self) -> None:
        """What the bar says is another thing now; for any thread."""
        with contextlib.suppress(RuntimeError):  # the prompt ends just now
            self._session.app.invalidate()

    def _shown(
        self, session: PromptSession[str], prompt: Callable[[Callable[[], None]], str]
    ) -> str:
        """An entry, while lines are written above the prompt."""
        application = session.app
        try:
            with self._hangup.ends(application):
                return prompt(lambda: self.above.begin(application))
        finally:
            self.above.end()

    def _message(self) -> Fragments:
        """The prompt, in short beside an entry of several lines, which stands behind it."""
        several = "\n" in self._session.default_buffer.text
        return prompt_of(self.now, 0 if several else self.columns)

    def _bar(self) -> Fragments:
        """The bar, below what of an error did not fit into the line above it."""
        columns, error = self.columns, self._session.default_buffer.validation_error
        fragments: Fragments = []
        rest = error.message[columns:] if error is not None else ""
        while rest:
            fragments.append(("class:validation-toolbar", f"{rest[:columns]:<{columns}}\n"))
            rest = rest[columns:]
        return fragments + bar_of(self.now, columns)


def _continuation(width: int, number: int, wrapped: int) -> Fragments:
    """What stands before the further lines of an entry."""
    return [] if wrapped else continuation_of(width)


def at_terminal(
    shell: Shell,
    acts: Acts,
    above: Above,
    hangup: Hangup,
    *,
    history: History,
    colour: bool,
    stdout: TextIO,
) -> Entries:
    """Entries from standard input, drawn on `stdout`."""
    return Entries(
        shell,
        acts,
        above,
        hangup,
        history=history,
        colour=colour,
        given=create_input(),
        output=steady_output(stdout),
    )
