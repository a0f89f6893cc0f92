"""Attaching to an engine that runs: which one, is it ours, does it speak as we do."""

from __future__ import annotations

import difflib
import socket
import time
from typing import Any

from h2craft.control.errors import ControlError
from h2craft.control.folder import Folder
from h2craft.control.protocol import hello, line_of, value_of
from h2craft.control.register import LONGEST_GREETING, entry_of, names
from h2craft.control.socketclient import PATIENCE_SECONDS, SocketClient
from h2craft.trace import FORMAT_VERSION

WITHIN_SECONDS = 5.0  # the engine has greeted, and told its state
ALL_RECORDS = 20_000  # an engine with so many is read from its first on
RECENT = 2_000  # of another these are read, and what comes
NONE_RUNS = "no engine runs: start one with h2craft serve, or h2craft"


def open_attached(name: str | None = None, *, front: str, begin: int | None = None) -> SocketClient:
    """A client of the engine of that name, or of the only one there is.

    `front` is what this front end is called ("repl", "tui", "send", "wait"). Reading begins at
    seq `begin`; else at the first record, or, where there are many, at one of the latest.

    Raises ControlError in one line: none runs, several do, none is called so, another version,
    another user's, no answer.
    """
    try:
        folder = Folder()
    except FileNotFoundError:
        raise ControlError(NONE_RUNS) from None
    with folder:
        chosen = _chosen(names(folder), name)
        try:
            connection = folder.connect(chosen, WITHIN_SECONDS)
        except OSError as error:
            raise ControlError(f"{chosen} does not answer: {error.strerror or error}") from None
        try:
            return _attached(connection, folder, chosen, front, begin)
        except BaseException:
            connection.close()
            raise


def _chosen(running: list[str], name: str | None) -> str:
    """The name of the one that is meant. ControlError."""
    if not running:
        raise ControlError(NONE_RUNS)
    if name is None:
        if len(running) > 1:
            raise ControlError(f"{len(running)} engines run: say which of {_list(running)}")
        return running[0]
    if name in running:
        return name
    near = difflib.get_close_matches(name[:80], running, 1)
    hint = f"did you mean {near[0]}?" if near else f"there is {_list(running)}"
    raise ControlError(f"no engine is called {name[:80]!r}; {hint}")


def _list(running: list[str]) -> str:
    return ", ".join(running[:20]) + (" and more" if len(running) > 20 else "")


def _attached(
    connection: socket.socket, folder: Folder, name: str, front: str, begin: int | None
) -> SocketClient:
    until = time.monotonic() + WITHIN_SECONDS
    greeting = _greeting(connection, name, until)
    try:
        entry = entry_of(name, folder.socket_path(name), greeting)
    except ValueError as error:
        raise ControlError(f"{name}: {error}") from None
    if entry.trouble or entry.about is None:
        raise ControlError(f"{name}: {entry.trouble}")
    if greeting.get("trace") != FORMAT_VERSION:
        other = str(greeting.get("trace"))[:20]
        raise ControlError(
            f"{name}: the engine writes records of version {other}, this program reads "
            f"{FORMAT_VERSION}"
        )
    try:
        connection.sendall(line_of(hello(front)))
    except OSError as error:
        raise ControlError(f"{name}: it has just ended ({error.strerror or error})") from None
    first = _first(entry.first, entry.last, begin)
    client = SocketClient(connection, entry.about, begin=first, patience=PATIENCE_SECONDS)
    try:
        trouble = client.begin(standing=first > 1).result(until - time.monotonic())
    except TimeoutError:
        trouble = f"no answer within {WITHIN_SECONDS:g} s"
    if trouble:
        client.close()
        raise ControlError(f"{name}: {trouble}")
    return client


def _first(first: int, last: int, begin: int | None) -> int:
    """Where reading begins: at `last` + 1 where `begin` is more than there is."""
    if begin is not None:
        return max(first, min(begin, last + 1))
    return first if last - first < ALL_RECORDS else last + 1 - RECENT


def _greeting(connection: socket.socket, name: str, until: float) -> dict[str, Any]:
    line = bytearray()
    try:
        while not line.endswith(b"\n"):
            connection.settimeout(max(0.001, until - time.monotonic()))
            more = connection.recv(1 << 16, socket.MSG_PEEK)  # what follows is for the client
            more = connection.recv(more.find(b"\n") + 1 or len(more))
            line += more
            if not more or len(line) > LONGEST_GREETING:
                raise ControlError(f"{name}: {'no greeting' if line else 'it has just ended'}")
        return value_of(line)
    except TimeoutError:
        raise ControlError(f"{name} does not answer within {WITHIN_SECONDS:g} s") from None
    except (OSError, ValueError) as error:
        raise ControlError(f"{name}: {error}") from None
