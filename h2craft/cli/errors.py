"""How the command line fails: one line on standard error and an exit code. Knows no room."""

from __future__ import annotations

import errno
import os
import sys

import click

CANNOT_GO_ON = 1
USAGE = 2
INTERRUPTED = 130  # 128 + SIGINT, what a shell expects


class Failure(click.ClickException):
    """The command cannot go on; `message` is the whole story, file, port or byte included."""

    exit_code = CANNOT_GO_ON


def reason(error: OSError) -> str:
    """The system's words for `error`, lower case, without number and file name."""
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


def broken_pipe(error: BaseException) -> bool:
    """True where whoever read our output is gone (`| head`)."""
    return isinstance(error, OSError) and error.errno in {errno.EPIPE, errno.ESHUTDOWN}


def no_room_for_output(error: OSError) -> bool:
    """True where standard output is what could not be written: such errors name no file."""
    return error.filename is None and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EIO}


def fill_standard_streams() -> None:
    """Open on nothing what the shell closed (`>&-`), before a socket gets its number."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, closefd=False))  # noqa: SIM115


def silence_stdout() -> None:
    """Point standard output at nothing, so that the flush at exit cannot fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
