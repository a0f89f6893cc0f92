"""Lines and Python without a person: from a file, a pipe, or the command line.

Knows the shell; no terminal. What comes by a pipe is run as it comes. Errors name the text they
are in and the line: `<stdin>:3: ...`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from h2craft.repl.evaluate import Verdict, remember
from h2craft.repl.tracebacks import Place

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

FAILED, INTERRUPTED = 1, 130  # 128 + SIGINT, what a shell expects


def run_text(shell: Shell, text: str, name: str, keep_going: bool = False) -> int:
    """Run a text; the exit status. `keep_going`: an error does not end it, and is not forgotten."""
    return run_lines(shell, text.splitlines(), name, keep_going)


def run_lines(shell: Shell, lines: Iterable[str], name: str, keep_going: bool = False) -> int:
    """The same for lines that may still be coming."""
    status = 0
    evaluator = shell.evaluator
    try:
        for unit in evaluator.units(_kept(lines, name)):
            place = Place(name=name, line=unit.line + 1, is_prompt=False)
            verdict = evaluator.run(unit, place)
            _tell_troubles(shell)
            if verdict is Verdict.LEAVE:
                return shell.status or status
            if verdict is Verdict.INTERRUPTED:
                return INTERRUPTED
            if verdict is Verdict.FAILED:
                status = FAILED
                if not keep_going:
                    return status
    except KeyboardInterrupt:  # while the next line was waited for
        return INTERRUPTED
    return status


def _kept(lines: Iterable[str], name: str) -> Iterator[str]:
    """The lines without their ends, each known to tracebacks before it is run."""
    known = remember(name)
    for line in lines:
        line = line.rstrip("\r\n") if known else line.rstrip("\r\n").removeprefix("\ufeff")
        known.append(f"{line}\n")
        yield line


def _tell_troubles(shell: Shell) -> None:
    """What failed outside of anything that was asked."""
    troubles = shell.client.troubles
    while troubles:
        shell.out.remark(f"h2craft: {troubles.popleft()}")
