"""What was entered, in a file of the person's own. Knows files, no prompt's state.

Prompts that run at the same time write to the same file: each entry goes in with one write, behind
all that are there, and no prompt takes away what another has added.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from prompt_toolkit.history import FileHistory

try:
    import fcntl
except ImportError:  # a system without it has no locks between processes
    fcntl = None  # type: ignore[assignment]

KEPT = 5_000  # entries read
LONGEST = 1 << 20  # octets of the file, before its older half goes


class PrivateHistory(FileHistory):
    """A FileHistory that only its owner can read. Where it cannot be kept, `trouble` says why."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.trouble = ""
        self._path = path
        self._shorten()

    def load_history_strings(self) -> Iterable[str]:
        try:
            return list(super().load_history_strings())[:KEPT]
        except OSError as error:
            self._failed("read", error)
            return []

    def store_string(self, string: str) -> None:
        said = "".join(f"+{line}\n" for line in string.split("\n"))
        entry = f"\n# {time.strftime('%Y-%m-%d %H:%M:%S')}\n{said}"
        try:
            with self._open() as descriptor:
                os.write(descriptor, entry.encode("utf-8", "replace"))
        except OSError as error:
            self._failed("write", error)

    def _shorten(self) -> None:
        """Of a file that has grown too long the newer half stays."""
        try:
            if not self._path.exists() or self._path.stat().st_size <= LONGEST:
                return
            with self._open() as descriptor:
                octets = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
                kept = octets[octets.find(b"\n\n#", len(octets) // 2) + 1 :]
                os.ftruncate(descriptor, 0)
                os.write(descriptor, kept)
        except OSError as error:
            self._failed("write", error)

    @contextmanager
    def _open(self) -> Iterator[int]:
        """The file, ours alone for as long as this takes."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(self._path, flags, 0o600)
        try:
            if fcntl is not None:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                os.fchmod(descriptor, 0o600)  # whoever made it
            yield descriptor
        finally:
            os.close(descriptor)

    def _failed(self, what: str, error: OSError) -> None:
        self.trouble = f"cannot {what} the history {self._path}: {error.strerror}"
