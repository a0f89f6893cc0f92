"""Writing a file all or nothing. Knows nothing of what is in it."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path


def write_new(
    path: Path,
    text: str | Iterable[str] | Iterable[bytes],
    *,
    force: bool = False,
    remedy: str = "",
    private: bool = False,
) -> None:
    """Write a text, or the pieces of one or of octets, as they are made. OSError names `path`.

    All of it is written or nothing, with the rights a new file has, or for its owner alone where it
    is `private`. A file that is there is not written over unless `force`, and what is no file (a
    device, a pipe) never; `remedy` tells, in the error, how to insist. What making the pieces
    raises is passed on, and then nothing is left behind either.
    """
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        _check(path, force)
        with open(beside, "xb", opener=_open_private if private else None) as file:
            file.writelines(map(_octets, (text,) if isinstance(text, str) else text))
        (os.replace if force else _name)(beside, path)
    except BaseException as error:
        if isinstance(error, FileExistsError):
            why = f"is there already{f'; {remedy}' if remedy else ''}"
            raise FileExistsError(errno.EEXIST, why, str(path)) from None
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror or str(error), str(path)) from None
        raise
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _octets(piece: str | bytes) -> bytes:
    return piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace")


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _check(path: Path, force: bool) -> None:
    """OSError where nothing may be written; nothing but a file is ever replaced by one."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder")
    if not os.path.lexists(path):
        return
    if not force:
        raise FileExistsError
    kind = path.lstat().st_mode
    if not stat.S_ISREG(kind) and not stat.S_ISLNK(kind):  # a device, a pipe, a socket
        raise OSError(errno.EINVAL, "is no ordinary file")


def _name(made: Path, path: Path) -> None:
    """Give a finished file its name, unless there is one of that name: FileExistsError.

    At no moment is there a file of that name with nothing in it, whoever is killed meanwhile;
    but for file systems that know no second name of a file.
    """
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:
        with open(path, "x"):
            os.replace(made, path)
