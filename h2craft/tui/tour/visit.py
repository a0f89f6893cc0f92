"""A process the tour has started: the client, or the check. Ended with the step it is for.

Knows processes and files; what it is about is its caller's.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from h2craft.session import visible
from h2craft.wire import elide

KINDLY_SECONDS = 3.0
SHOWN = 300  # characters of a line it has written
LARGEST = 1 << 16  # octets that are looked at of what it has written


class Visit:
    """See the module. What it writes goes into files of `folder`.

    line     its command, for people
    lines    how many of those it writes are shown
    trouble  why it could not be started; empty if it was
    """

    def __init__(
        self,
        words: Sequence[str],
        line: str,
        folder: Path,
        *,
        lines: int = 1,
    ) -> None:
        self.line = line
        self.lines = lines
        self.trouble = ""
        self._out, self._err = folder / "visit.out", folder / "visit.err"
        self._process: subprocess.Popen[bytes] | None = None
        try:
            with self._out.open("wb") as out, self._err.open("wb") as err:
                # In a session of its own: Ctrl-C is a key of the screen, and all it starts can
                # be ended with it.
                self._process = subprocess.Popen(
                    words,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=err,
                    start_new_session=True,
                )
        except OSError as error:
            self.trouble = f"{words[0]}: {error.strerror or error}"

    @property
    def status(self) -> int | None:
        """With which it ended; None while it runs, or where it could not be started."""
        return None if self._process is None else self._process.poll()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def said(self) -> list[str]:
        """The first lines it has written; where it has written none, the last it complains of.

        A paragraph that would be cut in the middle is left out, but for the first.
        """
        taken: list[str] = []
        for paragraph in _paragraphs(self._out):
            if taken and len(taken) + len(paragraph) > self.lines:
                break
            taken += paragraph
        if taken:
            return taken[: self.lines]
        return [line for paragraph in _paragraphs(self._err) for line in paragraph][-self.lines :]

    def stop(self) -> None:
        """Ask it to end; `close` waits for that."""
        self._signal(signal.SIGTERM)

    def close(self) -> None:
        """End it, and wait till it has."""
        if self._process is None:
            return
        self.stop()
        try:
            self._process.wait(KINDLY_SECONDS)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)


def _paragraphs(file: Path) -> list[list[str]]:
    """Lines in which something stands, safe to show, as empty ones part them."""
    try:
        with file.open("rb") as written:
            text = written.read(LARGEST).decode("utf-8", "replace")
    except OSError:
        return []
    lines = text.splitlines()
    parts = (list(part) for said, part in groupby(lines, lambda one: bool(one.strip())) if said)
    return [[elide(visible(line), SHOWN) for line in part] for part in parts]
