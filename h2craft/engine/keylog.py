"""The key log of all contexts of one engine, read back as it is written. Knows no connection.

Theory of operation. The ssl module writes secrets to a file and nowhere else. So there is a file
of the engine's own, in memory where the system has such files, that all contexts write to. All TLS
of an engine happens on one thread, so what was written since the last look was written for the
connection that has just gone on with its handshake: nothing has to be looked up, and the file is
emptied with each look. What the person's SSLKEYLOGFILE is to have is passed on to it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import ssl
import tempfile
import weakref
from pathlib import Path

from h2craft.engine.errors import EngineError, reason


class KeyLog:
    """See the module. The loop's thread only."""

    def __init__(self) -> None:
        self.path, self._file = _file_in_memory() or self._file_on_disk()
        weakref.finalize(self, os.close, self._file)
        self._passed_on = os.environ.get("SSLKEYLOGFILE", "")

    def join(self, context: ssl.SSLContext) -> None:
        """Have the secrets of this context's connections written here. Joining twice is harmless.

        EngineError where the file of SSLKEYLOGFILE cannot be written.
        """
        if context.keylog_filename != self.path:
            try:
                self._pass_on(b"")
            except OSError as error:
                why = f"cannot write the key log {self._passed_on}: {reason(error)}"
                raise EngineError(why) from error
            context.keylog_filename = self.path

    def take(self) -> list[bytes]:
        """The lines written since the last look, in NSS's form, without their ends."""
        size = os.fstat(self._file).st_size
        if not size:
            return []
        octets = os.pread(self._file, size, 0)
        os.ftruncate(self._file, 0)  # whoever appends goes on from the beginning
        with contextlib.suppress(OSError):  # a disk that is full by now ends no handshake
            self._pass_on(octets)
        return [line for line in octets.splitlines() if line and not line.startswith(b"#")]

    def _pass_on(self, octets: bytes) -> None:
        if self._passed_on:
            with open(self._passed_on, "ab", opener=_for_its_owner) as log:
                log.write(octets)

    def _file_on_disk(self) -> tuple[str, int]:
        folder = tempfile.mkdtemp(prefix="h2craft-")  # for its owner alone
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        path = str(Path(folder, "keys"))
        return path, os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _for_its_owner(path: str, flags: int) -> int:
    """Whoever reads the secrets reads the connections: a file that is new is nobody else's."""
    return os.open(path, flags, 0o600)


def _file_in_memory() -> tuple[str, int] | None:
    """Its path, which can be opened as often as there are contexts, and itself, open."""
    if not hasattr(os, "memfd_create"):
        return None
    file = os.memfd_create("h2craft-keys")
    path = f"/proc/self/fd/{file}"
    if os.access(path, os.W_OK):
        return path, file
    os.close(file)
    return None
