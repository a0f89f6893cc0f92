"""A file of lines and Python that is read in where the prompt is. Knows the shell."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from h2craft.repl.tools import typeahead
from h2craft.repl.tools.tool import Tool, ToolError, file_word, wrong
from h2craft.session import visible

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

NESTED = 16  # files that read in files
LARGEST = 32 << 20  # octets of a file that is read in

_depths: WeakKeyDictionary[Shell, int] = WeakKeyDictionary()


def source(shell: Shell, file: str | os.PathLike[str]) -> None:
    """Run a file of lines and Python here; it stops at the first error, which names its line."""
    from h2craft.repl.evaluate import Verdict  # which runs tools

    name = str(file)
    text = _read(Path(name).expanduser(), name)
    depth = _depths.get(shell, 0)
    if depth >= NESTED:
        raise ToolError(f"{visible(name)}: {NESTED} files have read in one another; no more")
    _depths[shell] = depth + 1
    try:
        verdict = shell.evaluate(text, name)
    finally:
        _depths[shell] = depth
    if verdict is Verdict.LEAVE:
        raise SystemExit(shell.status)
    if verdict is Verdict.INTERRUPTED:
        raise KeyboardInterrupt
    if verdict is Verdict.FAILED:
        raise ToolError(f"{visible(name)} was not run to its end")


def _read(path: Path, name: str) -> str:
    """OSError names the file."""
    try:
        if path.stat().st_size > LARGEST:
            raise ToolError(f"{visible(name)} is larger than {LARGEST:,} octets")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ToolError(f"{visible(name)} is no text in UTF-8: octet {error.start}") from None
    except OSError as error:
        raise type(error)(error.errno, error.strerror, name) from None


def _one_file(shell: Shell, said: str) -> str:
    name, rest = file_word("source", said)
    if rest:
        raise wrong("source takes one file", said, rest)
    return name


def _source_line(shell: Shell, said: str) -> None:
    source(shell, _one_file(shell, said))


SOURCING = (
    Tool(
        name="source",
        shape="source FILE",
        python='source("x")',
        sentence="run a file of lines and Python here; it stops at the first error",
        run=_source_line,
        call=source,
        check=_one_file,
        examples=("source x",),
        complete=typeahead.files,
    ),
)
