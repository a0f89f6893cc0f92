"""Folders and files: whether they can be written, whose they are, how much room there is.

Knows the system and what the rooms say of their places. Makes nothing: a folder that is not there
is asked for by what is above it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from h2craft.cli.examine.found import Found, note, problem

MEBI = 1 << 20
LITTLE, NONE = 1024 * MEBI, 64 * MEBI  # a journal at work, and less than any trace


def examine() -> Iterator[Found]:
    """Configuration, data, state, control sockets, room for traces and for what is spilled."""
    from h2craft.engine import data_folder
    from h2craft.session import state_folder

    yield from _configuration()
    yield folder("data", data_folder())
    yield folder("state", state_folder())
    yield from _control()
    for name, path in (("room for traces", Path.cwd()), ("for journals", tempfile.gettempdir())):
        yield room(name, Path(path))
    yield descriptors()


def folder(name: str, path: Path) -> Found:
    """Whether files can be made in it, once it is made."""
    there = nearest(path)
    if not there.is_dir():
        return problem(name, f"{path}: {there} is no folder")
    if not os.access(there, os.W_OK | os.X_OK):
        return problem(name, f"{path}: {there} cannot be written", f"chmod u+rwx {there}")
    return Found(name, f"{path}{'' if there == path else ' (made when it is needed)'}")


def nearest(path: Path) -> Path:
    """The path, or what is above it that is there."""
    return next(one for one in (path, *path.parents) if one.exists())


def _configuration() -> Iterator[Found]:
    from h2craft.session import config_file
    from h2craft.tui import Look, config_troubles

    read = Look().read_config()
    if read.path is None:
        yield Found("configuration", f"{config_file()} is not there, and need not be")
        return
    troubles = config_troubles(read)
    for trouble in troubles:
        yield problem("configuration", trouble, "h2craft config --list says what may stand there")
    if not troubles:
        yield Found("configuration", f"{read.path}, {len(read.given)} settings")


def _control() -> Iterator[Found]:
    from h2craft.control import ControlError, engines, folder_path

    path = folder_path()
    try:
        running = engines()
    except ControlError as error:
        remedy = "or say in H2CRAFT_RUNTIME where else, or serve with --no-control"
        yield problem("control sockets", str(error), remedy)
        return
    found = folder("control sockets", path)
    yield found
    for one in running:
        if one.trouble:
            yield note("engine", f"{one.name}, process {one.pid or '?'}: {one.trouble}")
        elif one.about is not None:
            urls = " ".join(one.about.urls)
            yield Found("engine", f"{one.name}, process {one.pid}, serves {urls}")


def room(name: str, path: Path) -> Found:
    """How much of a disk is free."""
    try:
        free = shutil.disk_usage(path).free
    except OSError as error:
        return problem(name, f"{path}: {error.strerror}")
    says = f"{free // MEBI:,} MiB free in {path}"
    if free < NONE:
        return problem(name, says, "records are lost where a disk is full")
    if free < LITTLE:
        return note(name, says, "an hour of traffic can need more")
    return Found(name, says)


def descriptors() -> Found:
    """How many connections the system gives us."""
    from h2craft.cli.process import SPARE_DESCRIPTORS
    from h2craft.engine import EngineOptions

    wanted = EngineOptions().max_connections
    try:
        import resource
    except ImportError:  # not on Windows
        return Found("connections", f"{wanted:,}, as far as can be told")
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or hard >= wanted + SPARE_DESCRIPTORS:
        return Found("connections", f"{wanted:,} at once")
    says = f"{max(0, hard - SPARE_DESCRIPTORS):,} at once of {wanted:,} that are allowed"
    return note("connections", says, f"ulimit -Hn {wanted + SPARE_DESCRIPTORS}")
