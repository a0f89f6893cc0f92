"""The folder of the control sockets: opened only where nobody else can look in. Knows no engine.

Everything in it is reached by the folder's descriptor, so that what was looked at is what is used.
"""

from __future__ import annotations

import os
import socket
import stat
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import platformdirs

from h2craft.control.errors import ControlError

try:
    import fcntl
except ImportError:  # no POSIX system
    fcntl = None  # type: ignore[assignment]

SOCKET, LOCK = ".sock", ".lock"
LONGEST_ADDRESS = 103  # octets of a socket's path: 104 on BSD and macOS, 108 on Linux, with a NUL
BACKLOG = 64
DESCRIPTORS = Path("/proc/self/fd")

# <sys/un.h> of BSD and macOS: struct xucred begins with its version and the uid.
_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED_OCTETS = 0, 1, 76


def folder_path() -> Path:
    """Where the control sockets of this user are: $H2CRAFT_RUNTIME, or the system's place."""
    chosen = os.environ.get("H2CRAFT_RUNTIME")
    if chosen:
        return Path(chosen).absolute()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that there is no XDG_RUNTIME_DIR is no news to anybody
        return platformdirs.user_runtime_path("h2craft")


def require_sockets() -> None:
    """ControlError where the system has not got what a control socket needs."""
    if fcntl is None or not hasattr(socket, "AF_UNIX") or not hasattr(os, "geteuid"):
        raise ControlError("this system has no Unix sockets and locks: there is no control socket")


class Folder:
    """The opened folder; for `with`, or `close`.

    Raises ControlError in one line where it cannot be made or is not safe, FileNotFoundError where
    it does not exist and `make` is not asked for.
    """

    def __init__(self, *, make: bool = False) -> None:
        require_sockets()
        self.path = folder_path()
        if make:
            _make(self.path)
        self.descriptor = _opened(self.path)
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def _check(self) -> None:
        about, me = os.fstat(self.descriptor), os.geteuid()
        if about.st_uid != me:
            raise ControlError(f"{self.path} belongs to user {about.st_uid}, you are {me}")
        if about.st_mode & 0o077:
            mode = stat.S_IMODE(about.st_mode)
            raise ControlError(f"{self.path} is open to others (mode {mode:o}): chmod 700 it")

    def close(self) -> None:
        """Let go of it; harmless twice."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def socket_path(self, name: str) -> Path:
        return self.path / f"{name}{SOCKET}"

    def names(self) -> list[str]:
        """Of all engines that left anything here, running or not."""
        found = (os.path.splitext(entry) for entry in os.listdir(self.descriptor))
        return sorted({name for name, ending in found if ending in (SOCKET, LOCK)})

    def has_socket(self, name: str) -> bool:
        try:
            os.stat(f"{name}{SOCKET}", dir_fd=self.descriptor, follow_symlinks=False)
        except OSError:
            return False
        return True

    def open(self, entry: str, flags: int) -> int:
        """A descriptor of a file here, which is made private; no link is followed. OSError."""
        flags |= os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(entry, flags, 0o600, dir_fd=self.descriptor)

    def remove(self, entry: str) -> None:
        """Harmless where it is not there. OSError."""
        with suppress(FileNotFoundError):
            os.unlink(entry, dir_fd=self.descriptor)

    def lock(self, name: str) -> int | None:
        """The descriptor of the name's lock, held till it is closed; None where a process has it.

        OSError.
        """
        entry = f"{name}{LOCK}"
        while True:
            lock = self.open(entry, os.O_RDWR | os.O_CREAT)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                there = os.stat(entry, dir_fd=self.descriptor, follow_symlinks=False)
                if os.path.samestat(there, os.fstat(lock)):
                    return lock
            except BlockingIOError:
                os.close(lock)
                return None
            except FileNotFoundError:
                pass
            except BaseException:
                os.close(lock)
                raise
            os.close(lock)  # removed meanwhile by who had it before: this file is nobody's

    def holder(self, name: str) -> int:
        """The process that says it has the lock; 0 where that cannot be told."""
        try:
            lock = self.open(f"{name}{LOCK}", os.O_RDONLY)
        except OSError:
            return 0
        try:
            told = os.pread(lock, 32, 0).strip()
            return int(told) if told.isdigit() else 0
        except OSError:
            return 0
        finally:
            os.close(lock)

    def listen(self, name: str) -> socket.socket:
        """A socket that listens under the name, for its owner alone. OSError, ControlError."""
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with self._address(name) as address:
                made.bind(address)
            os.chmod(f"{name}{SOCKET}", 0o600, dir_fd=self.descriptor)
            made.listen(BACKLOG)
            made.setblocking(False)
        except BaseException:
            made.close()
            raise
        return made

    def connect(self, name: str, timeout: float) -> socket.socket:
        """A connection to the engine of that name, which is ours and nobody else's.

        `timeout` seconds, of this and of what is asked of the socket next. ControlError where it
        is not ours, OSError where nobody listens.
        """
        entry, me = f"{name}{SOCKET}", os.geteuid()
        about = os.stat(entry, dir_fd=self.descriptor, follow_symlinks=False)
        if not stat.S_ISSOCK(about.st_mode) or about.st_uid != me:
            raise ControlError(f"{self.path / entry} is not a socket of yours")
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            made.settimeout(timeout)
            with self._address(name) as address:
                made.connect(address)
            if (uid := peer_uid(made)) != me:
                raise ControlError(f"the engine {name} belongs to user {uid}, you are {me}")
        except BaseException:
            made.close()
            raise
        return made

    @contextmanager
    def _address(self, name: str) -> Iterator[str]:
        """What the socket is bound or connected to: sun_path is short, and paths are not."""
        path = str(self.socket_path(name))
        if len(os.fsencode(path)) > LONGEST_ADDRESS:
            path = str(DESCRIPTORS / str(self.descriptor) / f"{name}{SOCKET}")
            if not DESCRIPTORS.is_dir() or len(path) > LONGEST_ADDRESS:
                raise ControlError(
                    f"{self.path} is too long a path for a socket: set H2CRAFT_RUNTIME to a "
                    "shorter one"
                )
        yield path


def peer_uid(connection: socket.socket) -> int:
    """The user of the process at the other end. ControlError where the system does not say."""
    option: Any = getattr(socket, "SO_PEERCRED", None)
    if option is not None:
        told = connection.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("iII"))
        return int(struct.unpack("iII", told)[1])
    try:
        told = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED_OCTETS)
        return int(struct.unpack_from("II", told)[1])
    except (OSError, struct.error) as error:
        raise ControlError(f"this system does not say who is at a socket: {error}") from None


def _make(path: Path) -> None:
    """The folder and what is missing above it, for us alone."""
    missing = [one for one in (path, *path.parents) if not os.path.lexists(one)]
    try:
        for one in reversed(missing):
            one.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ControlError(f"cannot make {path}: {error.strerror or error}") from None


def _opened(path: Path) -> int:
    if path.is_symlink():
        raise ControlError(f"{path} is a symbolic link: the control sockets need a real folder")
    try:
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except NotADirectoryError:
        raise ControlError(f"{path} is no folder") from None
    except OSError as error:
        raise ControlError(f"cannot open {path}: {error.strerror or error}") from None
