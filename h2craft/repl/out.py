"""Where the prompt writes: lines of spans, coloured by role. Knows no prompt and no engine.

Any thread may write. Once nobody can read any more (a closed terminal, a pipe whose reader has
gone) nothing is written and nothing is raised: `gone` says so.
"""

from __future__ import annotations

import select
import shutil
import sys
import threading
from typing import Any, TextIO

from h2craft.explain import Line, Role, Span, Text
from h2craft.repl.tools.tool import WIDTH, Shown
from h2craft.session import visible

PLAIN = "\x1b[0m"
STYLES: dict[Role, str] = {
    Role.NAME: "36",
    Role.OCTETS: "33",
    Role.RECEIVED: "36",
    Role.SENT: "32",
    Role.STRONG: "1",
    Role.DIM: "2",
    Role.HEAD: "1",
    Role.GOOD: "32",
    Role.ERROR: "31",
    Role.WARNING: "33",
    Role.NOTE: "34",
    Role.HELD: "33",
    Role.SCRIPT: "35",
}
"""SGR parameters (ECMA-48 8.3.117) of each role; a role that is not here is left plain."""


class Out:
    """See the module.

    colour   whether roles are coloured
    stream   where lines go; None is whatever `sys.stdout` is at the time
    errors   where errors and remarks go, likewise `sys.stderr`
    gone     why no result can be written any more; empty while they can
    """

    def __init__(
        self,
        *,
        colour: bool = False,
        stream: TextIO | None = None,
        errors: TextIO | None = None,
        error_colour: bool | None = None,
    ) -> None:
        self.colour = colour
        self.gone = ""
        self._stream = stream
        self._errors = errors
        self._error_colour = colour if error_colour is None else error_colour
        self._turn = threading.RLock()

    def line(self, line: Line | str) -> None:
        """One line of a result."""
        self._write(f"{self._shown(line, self.colour)}\n", error=False)

    def text(self, text: Text) -> None:
        """Several lines, together."""
        if text:
            shown = "\n".join(self._shown(line, self.colour) for line in text)
            self._write(f"{shown}\n", error=False)

    def value(self, value: Any) -> None:
        """What an expression came to: in lines of spans where it has them, else its repr."""
        if isinstance(value, Shown):
            self.text(value.text(self.width))
        else:
            shown = "\n".join(map(visible, repr(value).split("\n")))
            self._write(f"{shown}\n", error=False)

    @property
    def width(self) -> int:
        """Columns of the terminal; 100 where there is none."""
        return shutil.get_terminal_size((WIDTH, 24)).columns if self._is_terminal else WIDTH

    @property
    def _is_terminal(self) -> bool:
        return is_terminal(self._stream or sys.stdout)

    def remark(self, text: str) -> None:
        """Something said beside the results."""
        self._say(text, Role.DIM)

    def error(self, text: str) -> None:
        """What went wrong; several lines are one error."""
        self._say(text, Role.ERROR)

    def _say(self, text: str, role: Role) -> None:
        lines = ((Span(visible(line), role),) for line in text.split("\n"))
        shown = "\n".join(self._shown(line, self._error_colour) for line in lines)
        self._write(f"{shown}\n", error=True)

    def flush(self) -> None:
        """Have what was printed written."""
        for error in (False, True):
            self._write("", error=error)

    def is_broken(self) -> bool:
        """Has whoever read the results gone? Asked where the person's own `print` has failed."""
        self.flush()
        if not self.gone and _has_no_reader(self._stream or sys.stdout):
            self.gone = "nobody reads the output"
        return bool(self.gone)

    def _shown(self, line: Line | str, colour: bool) -> str:
        return visible(line) if isinstance(line, str) else ansi(line, colour=colour)

    def _write(self, text: str, *, error: bool) -> None:
        """`text` and its newline in one write, so that threads do not mix within a line."""
        given = self._errors if error else self._stream
        stream = given or (sys.stderr if error else sys.stdout)
        with self._turn:
            if self.gone or stream is None:
                return
            try:
                stream.write(text)
                stream.flush()
            except UnicodeEncodeError:
                self._write(text.encode("ascii", "backslashreplace").decode(), error=error)
            except (OSError, ValueError) as problem:  # ValueError: it was closed
                if not error:
                    self.gone = str(problem)


def ansi(line: Line, *, colour: bool) -> str:
    """A line for a terminal."""
    if not colour:
        return "".join(span.text for span in line)
    return "".join(_styled(span) for span in line)


def _styled(span: Span) -> str:
    style = STYLES.get(span.role)
    return f"\x1b[{style}m{span.text}{PLAIN}" if style and span.text else span.text


def is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it was closed
        return False


def _has_no_reader(stream: TextIO) -> bool:
    try:
        watched = select.poll()
        watched.register(stream.fileno(), 0)
        return any(what & (select.POLLERR | select.POLLHUP) for _, what in watched.poll(0))
    except (OSError, ValueError, AttributeError):  # no file, or no poll here
        return False
