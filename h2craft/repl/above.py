"""Standard output while there is a prompt: what any thread writes goes above it. Knows no engine.

`patch_stdout` of prompt_toolkit does nearly this, but it takes the terminal out of its mode for
each write: keys are echoed meanwhile, the bottom bar flickers until the terminal has told where
its cursor is, a pasted text is not known for one, and what is written as a prompt ends can be
lost. Here the prompt is erased, the text written and the prompt drawn again in one write to the
terminal.
"""

from __future__ import annotations

import contextlib
import io
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from prompt_toolkit.application import Application
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.renderer import CPR_Support, HeightIsUnknownError
from prompt_toolkit.utils import get_cwidth

_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")  # ECMA-48 5.4
TAB = 8
ANSWERS_WITHIN = 2.0  # seconds, as prompt_toolkit has it
MOST_PENDING = 4_000_000  # characters that wait while the prompt cannot be drawn


class SteadyOutput(Vt100_Output):
    """A terminal's output that can be held together; a terminal that has gone swallows it."""

    _held = 0

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside leaves in one write at the end."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            self.flush()

    def flush(self) -> None:
        if not self._held:
            with contextlib.suppress(OSError):
                super().flush()


def steady_output(stdout: TextIO) -> Output:
    """The output for a terminal; prompt_toolkit's own where it is none of the usual kind."""
    made = create_output(stdout)
    if type(made) is not Vt100_Output:
        return made
    return SteadyOutput.from_pty(
        stdout,
        term=made.term,
        default_color_depth=ColorDepth.from_env(),
        enable_bell=made.enable_bell,
    )


class Above(io.TextIOBase):
    """Stands in for a terminal's `sys.stdout`; see the module.

    Between `begin` and `end` there is a prompt and only whole lines are written, where there is no
    application to draw it not before the end; else everything goes to the terminal at once.
    """

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._lock = threading.RLock()
        self._prompting = False
        self._application: Application[Any] | None = None
        self._pending = ""
        self._asked = False  # the loop was asked to write what is pending
        self._began = 0.0
        self._in_line = False  # the terminal's cursor is behind text without a newline

    # For whoever has the prompt

    def begin(self, application: Application[Any] | None) -> None:
        """The prompt is about to be drawn; called on the application's loop."""
        with self._lock:
            if self._in_line:
                self._put("\n")
            self._prompting = True
            self._application = application
            self._began = time.monotonic()

    def end(self) -> None:
        """The prompt has gone: what waited is written."""
        with self._lock:
            self._prompting, self._application = False, None
            self._asked = False
            text, self._pending = self._pending, ""
            self._put(text)

    def lines(self, text: str) -> None:
        """Whole lines of somebody else's: they begin on a line of their own."""
        with self._lock:
            fresh = "\n" if self._in_line and not self._prompting else ""
            self.write(f"{fresh}{text}")

    def echoed(self) -> None:
        """The terminal has shown a typed line, with its newline."""
        with self._lock:
            self._in_line = False

    # As a file

    def write(self, text: str) -> int:
        with self._lock:
            if not self._prompting:
                self._put(text)
            else:
                self._pending = (self._pending + text)[-MOST_PENDING:]
                self._ask("\n" in text)
        return len(text)

    def flush(self) -> None:
        """Ask again, in case the prompt could not be drawn the last time."""
        with self._lock:
            if self._prompting:
                self._ask("\n" in self._pending)

    def _ask(self, wanted: bool) -> None:
        application = self._application
        if not wanted or self._asked or application is None or application.loop is None:
            return
        with contextlib.suppress(RuntimeError):  # the loop was closed just now: `end` writes it
            application.loop.call_soon_threadsafe(self._show)
            self._asked = True

    def _put(self, text: str) -> None:
        if text:
            self._in_line = not text.endswith("\n")
            with contextlib.suppress(OSError, ValueError):  # the terminal has gone
                self._terminal.write(text.encode(self.encoding, "replace").decode(self.encoding))
                self._terminal.flush()

    def _show(self) -> None:
        """On the loop: write whole lines above the prompt."""
        with self._lock:
            self._asked = False
            application = self._application
            if application is None or not _is_drawn(application):
                return  # it ends, or has given the terminal away: another time
            if _is_asking(application) and time.monotonic() - self._began < ANSWERS_WITHIN:
                return
            text, newline, self._pending = self._pending.rpartition("\n")
        if newline:
            _write_above(application, text + newline)

    def isatty(self) -> bool:
        return self._terminal.isatty()

    def fileno(self) -> int:
        return self._terminal.fileno()

    def writable(self) -> bool:
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._terminal.encoding or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        return "replace"


def _is_drawn(application: Application[Any]) -> bool:
    running = application.is_running and not application.is_done
    return running and application.renderer.last_rendered_screen is not None


def _is_asking(application: Application[Any]) -> bool:
    """Was the terminal asked where the prompt begins? What is written now would make the answer
    wrong by its rows, and the prompt too high."""
    renderer = application.renderer
    unsaid = renderer.waiting_for_cpr and renderer.cpr_support is not CPR_Support.NOT_SUPPORTED
    return unsaid and not renderer.height_is_known


def _write_above(application: Application[Any], text: str) -> None:
    renderer, output = application.renderer, application.output
    together = output.together() if isinstance(output, SteadyOutput) else contextlib.nullcontext()
    size = output.get_size()
    try:
        above: int | None = renderer.rows_above_layout
    except HeightIsUnknownError:
        above = None
    with together:
        renderer.erase(leave_alternate_screen=False)
        output.enable_autowrap()
        output.write_raw(text)
        # Where the prompt begins now is counted and not asked for: the answer would take a while,
        # and until it comes there would be no bottom bar.
        if above is not None:
            row = min(size.rows, max(above, 0) + 1 + rows_of(text, size.columns))
            renderer.report_absolute_cursor_row(row)
        _draw(application)


def _draw(application: Application[Any]) -> None:
    """At once; `invalidate` would leave the prompt away for a moment."""
    if application.context is None:
        application.invalidate()
        return
    renderer, layout = application.renderer, application.layout
    application.context.copy().run(renderer.render, application, layout)


def rows_of(text: str, columns: int) -> int:
    """Rows of a terminal that whole lines take, with their colours."""
    return sum(_rows_of_line(line, columns) for line in text.split("\n")[:-1])


def _rows_of_line(line: str, columns: int) -> int:
    width = get_cwidth(_SEQUENCE.sub("", line.expandtabs(TAB)))
    return max(1, -(-width // max(columns, 1)))
