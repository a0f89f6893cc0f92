"""Which engines of this user run, and by what name. Knows the folder, and no engine of its own.

NAME.lock is locked by the engine's process for as long as it lives, however it ends. A lock that
can be had is a dead engine's: whoever has it removes what is left, and lets go of it.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from h2craft.client import About
from h2craft.control.codec import from_json
from h2craft.control.errors import ControlError
from h2craft.control.folder import LOCK, SOCKET, Folder, require_sockets
from h2craft.control.protocol import ProtocolError, value_of, version_trouble

ANSWER_SECONDS = 1.0
LONGEST_GREETING = 1 << 20
LONGEST_NAME = 64
MOST_OF_A_NAME = 1000  # engines of the same root
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*", re.ASCII)
_TRIES, _TRY_AGAIN = 20, 0.005  # somebody who removes a stale entry holds its lock for a moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An engine that runs.

    about               what it says of itself; None where it does not answer
    first, last         the records that can be read
    connections         that are alive
    fronts              names of the front ends that are attached
    trouble             why nothing more is known; empty if it answers
    """

    name: str
    path: Path
    pid: int = 0
    about: About | None = None
    first: int = 0
    last: int = 0
    connections: int = 0
    fronts: tuple[str, ...] = ()
    trouble: str = ""


class Claim:
    """A name that is ours till `release`, and the socket that listens under it."""

    def __init__(self, folder: Folder, name: str, lock: int, listener: socket.socket) -> None:
        self.name = name
        self.path = folder.socket_path(name)
        self.listener = listener
        self._folder = folder
        self._lock = lock
        _claims.add(self)

    def release(self) -> None:
        """Leave nothing behind. Harmless twice."""
        if self._lock < 0:
            return
        self.listener.close()
        with suppress(OSError):  # what is left is seen to be stale
            self._folder.remove(f"{self.name}{SOCKET}")
            self._folder.remove(f"{self.name}{LOCK}")
        self.forget()

    def forget(self) -> None:
        """Let go of the lock and the socket, and touch no file."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1
            self._folder.close()
            self.listener.close()


_claims: weakref.WeakSet[Claim] = weakref.WeakSet()


def _forget_all() -> None:
    """A process forked off is not the engine, and must not keep its lock when that dies."""
    for one in list(_claims):
        one.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


def name_of(about: About) -> str:
    """What an engine is called that was given no name: after its root."""
    if not about.root:
        return "client" if about.role == "client" else "welcome"
    last = os.path.basename(os.path.abspath(about.root)).removesuffix(".py")
    return re.sub(r"[^A-Za-z0-9._-]+", "-", last).strip(".-")[:LONGEST_NAME] or "engine"


def claim(about: About, name: str = "") -> Claim:
    """Take the name, or one made of the root's that is free, and listen. ControlError."""
    require_sockets()
    if name and not (NAME.fullmatch(name) and len(name) <= LONGEST_NAME):
        raise ControlError(
            f"{name[:80]!r} cannot be an engine's name: letters, digits, . _ -, "
            f"at most {LONGEST_NAME}"
        )
    folder = Folder(make=True)
    try:
        return _given(folder, name) if name else _free(folder, name_of(about))
    except OSError as error:
        folder.close()
        raise ControlError(
            f"no control socket in {folder.path}: {error.strerror or error}"
        ) from None
    except BaseException:
        folder.close()
        raise


def _given(folder: Folder, name: str) -> Claim:
    made = _claimed(folder, name)
    if isinstance(made, int):
        whose = f"the process {made}" if made else "another process"
        raise ControlError(f"an engine is called {name} already: {whose}")
    return made


def _free(folder: Folder, base: str) -> Claim:
    for number in range(1, MOST_OF_A_NAME):
        ending = f"-{number}" if number > 1 else ""
        made = _claimed(folder, base[: LONGEST_NAME - len(ending)] + ending)
        if not isinstance(made, int):
            return made
    raise ControlError(f"there are {MOST_OF_A_NAME - 1} engines called {base} already")


def _claimed(folder: Folder, name: str) -> Claim | int:
    """Ours from now on, or the process that has it (0 where that cannot be told). OSError."""
    for _ in range(_TRIES):
        lock = folder.lock(name)
        if lock is not None:
            return _begun(folder, name, lock)
        pid = folder.holder(name)
        if pid and _alive(pid):
            return pid
        time.sleep(_TRY_AGAIN)
    return pid


def _begun(folder: Folder, name: str, lock: int) -> Claim:
    try:
        folder.remove(f"{name}{SOCKET}")
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        return Claim(folder, name, lock, folder.listen(name))
    except BaseException:
        with suppress(OSError):
            folder.remove(f"{name}{SOCKET}")
            folder.remove(f"{name}{LOCK}")
        os.close(lock)
        raise


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


def names(folder: Folder) -> list[str]:
    """Of the engines that run; what dead ones left is removed."""
    return [name for name in folder.names() if not _swept(folder, name)]


def _swept(folder: Folder, name: str) -> bool:
    """Whether nobody has the name; nothing of it is left then, if that can be."""
    try:
        lock = folder.lock(name)
    except OSError:
        return not folder.has_socket(name)  # nothing can be written: asking it will show
    if lock is None:
        return not folder.has_socket(name)  # it just begins, or is just ending
    try:
        folder.remove(f"{name}{SOCKET}")
        folder.remove(f"{name}{LOCK}")
    except OSError:
        pass  # stale all the same
    finally:
        os.close(lock)
    return True


def engines() -> list[Entry]:
    """The engines of this user, by name; what dead ones left is removed.

    One that does not answer within a second has `trouble`. ControlError where the folder is not
    to be trusted.
    """
    try:
        folder = Folder()
    except FileNotFoundError:
        return []
    with folder:
        reached = [(name, _reached(folder, name)) for name in names(folder)]
        end = time.monotonic() + ANSWER_SECONDS
        return [_entry(folder, name, connection, end) for name, connection in reached]


def _reached(folder: Folder, name: str) -> socket.socket | str:
    """A connection, or why there is none."""
    try:
        return folder.connect(name, ANSWER_SECONDS)
    except ControlError as error:
        return str(error)
    except OSError as error:
        return _does_not_answer(error)


def _does_not_answer(error: OSError) -> str:
    if isinstance(error, TimeoutError) or error.errno == errno.EAGAIN:
        return "it does not answer"
    return f"it does not answer: {error.strerror or error}"


def _entry(folder: Folder, name: str, connection: socket.socket | str, end: float) -> Entry:
    path, pid = folder.socket_path(name), folder.holder(name)
    if isinstance(connection, str):
        return Entry(name=name, path=path, pid=pid, trouble=connection)
    with connection:
        try:
            return entry_of(name, path, value_of(_first_line(connection, end)))
        except OSError as error:
            return Entry(name=name, path=path, pid=pid, trouble=_does_not_answer(error))
        except ValueError as error:
            return Entry(name=name, path=path, pid=pid, trouble=str(error))


def _first_line(connection: socket.socket, end: float) -> bytes:
    line = bytearray()
    while not line.endswith(b"\n"):  # it says nothing more before we have spoken
        connection.settimeout(max(0.001, end - time.monotonic()))
        more = connection.recv(1 << 16)
        line += more
        if not more or len(line) > LONGEST_GREETING:
            raise ProtocolError("it says nothing" if not more else "it says too much")
    return bytes(line)


def entry_of(name: str, path: Path, greeting: dict[str, Any]) -> Entry:
    """What an engine's greeting says. Raises ProtocolError for one that says something else."""
    if "error" in greeting:
        raise ProtocolError(str(greeting["error"])[:200])
    trouble = version_trouble(greeting, "engine", "program")
    try:
        pid = from_json(int, greeting.get("pid", 0))
        if trouble:
            return Entry(name=name, path=path, pid=pid, trouble=trouble)
        return Entry(
            name=name,
            path=path,
            pid=pid,
            about=from_json(About, greeting.get("about")),
            first=from_json(int, greeting.get("first")),
            last=from_json(int, greeting.get("last")),
            connections=from_json(int, greeting.get("connections")),
            fronts=from_json(tuple[str, ...], greeting.get("fronts")),
        )
    except ValueError as error:
        raise ProtocolError(f"its greeting cannot be understood: {error}") from None
