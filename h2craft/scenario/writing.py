"""Writing a file all or nothing. Knows nothing of what is in it."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path


def write_new(
    path: Path, text: str | Iterable[str], *, force: bool = False, remedy: str = ""
) -> None:
    """Write a text, or the pieces of one, as they are made. OSError names `path`.

    All of it is written or nothing, with the rights a new file has. A file that is there is not
    written over unless `force`; `remedy` tells, in the error, how to insist. What making the
    pieces raises is passed on, and then nothing is left behind either.
    """
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    claimed = False
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        if not force:
            with open(path, "x"):
                claimed = True  # from now on it is ours
        with open(beside, "x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines((text,) if isinstance(text, str) else text)
        os.replace(beside, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
            if claimed:
                path.unlink(missing_ok=True)
        if isinstance(error, FileExistsError) and not claimed:
            why = f"is there already{f'; {remedy}' if remedy else ''}"
            raise FileExistsError(errno.EEXIST, why, str(path)) from None
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror or str(error), str(path)) from None
        raise
