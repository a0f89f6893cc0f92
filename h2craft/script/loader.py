"""Handler scripts from files: compiled, kept, loaded again when they change; runs no hook.

A version that does not load leaves the last good one in force.
"""

from __future__ import annotations

import hashlib
import linecache
import os
import sys
import threading
import time
import types
from collections.abc import Callable, Mapping
from typing import Any

from h2craft.script.hooks import ALL_HOOKS, CONNECT, Hooks, hooks_in
from h2craft.script.neighbours import Neighbours
from h2craft.script.pace import Pace, stand_ins
from h2craft.script.tracebacks import describe, script_place, script_traceback
from h2craft.trace import Kind

CHECK_SECONDS = 0.2
SHARED = "shared by {}"
"""Where a recording of WPT's own calls keeps what its requests share (`scenario.rendering`), since
wptserve executes a file for each of them. Here it begins afresh with the script's globals."""

Note = Callable[[Kind, Mapping[str, Any]], None]


class ScriptError(Exception):
    """A script that cannot be used. `text` says why, `line` where (0: not known)."""

    def __init__(self, file: str, line: int, text: str, trace: str = "") -> None:
        super().__init__(f"{file}:{line}: {text}" if line else f"{file}: {text}")
        self.file = file
        self.line = line
        self.text = text
        self.trace = trace


class Script:
    """One script file.

    `names` are the hooks it may have, which are a server's, or a client's `connect`.
    `current` gives its hooks, from the newest version that loads. It may run the file's text and
    take long, so it is for a handler's thread; `in_force` is for the loop.
    """

    def __init__(
        self,
        path: str,
        neighbours: Neighbours,
        note: Note,
        names: frozenset[str] = ALL_HOOKS,
    ) -> None:
        self.path = path
        self._names = names
        self._neighbours = neighbours
        self._note = note
        self._lock = threading.Lock()
        self._hooks: Hooks | None = None
        self._error: ScriptError | None = None
        self._module: types.ModuleType | None = None
        self._stamps: dict[str, tuple[int, int, int] | None] = {}
        self._digests: dict[str, bytes] = {}
        self._checked = float("-inf")
        self._spent = False  # it is to be executed again, changed or not

    @property
    def in_force(self) -> Hooks | None:
        """The hooks as they were when somebody last looked; None if nothing ever loaded."""
        return None if self._spent else self._hooks

    def expire(self) -> None:
        """Have the next `current` look at the file, however lately that was done."""
        self._checked = float("-inf")

    def renew(self) -> None:
        """Begin afresh: the next `current` executes it again, and its globals are new."""
        self._spent = self._hooks is not None
        self.expire()

    def current(self) -> Hooks:
        """The hooks in force. Raises ScriptError when no version ever loaded."""
        if not self._lock.acquire(blocking=self._hooks is None or self._spent):
            assert self._hooks is not None
            return self._hooks  # another thread is loading: the last good version serves meanwhile
        try:
            if time.monotonic() - self._checked >= CHECK_SECONDS:
                self._look()
                self._checked = time.monotonic()
            if self._hooks is None:
                assert self._error is not None
                raise self._error.with_traceback(None)
            return self._hooks
        finally:
            self._lock.release()

    @property
    def error(self) -> ScriptError | None:
        """Why the newest version of the file is not in force; None if it is."""
        return self._error

    # -- change

    def _look(self) -> None:
        first = not self._digests
        changed = self._changed_files()
        if changed or first or self._spent:
            self._load(changed)
            self._spent = False
            self._changed_files()  # the neighbours it has now are the ones to watch

    def _files(self) -> set[str]:
        files = {self.path, *self._neighbours.used_by(self.path)}
        if self._error is not None:  # a missing neighbour may have appeared
            files.add(os.path.dirname(self.path))
        return files

    def _changed_files(self) -> set[str]:
        """Files whose content is another than at the last attempt to load."""
        changed = set()
        for file in self._files():
            stamp = _stamp(file)
            if file in self._stamps and self._stamps[file] == stamp:
                continue
            self._stamps[file] = stamp
            digest = _digest(file)
            known = self._digests.get(file)
            self._digests[file] = digest
            if known is not None and (known != digest or os.path.isdir(file)):
                changed.add(file)
        return changed

    # -- loading

    def _load(self, changed: set[str]) -> None:
        neighbours = self._neighbours
        with neighbours.lock:
            dropped = neighbours.drop(changed)
            imports = neighbours.imports.pop(self.path, None)
            try:
                hooks, module = self._execute(dropped)
            except ScriptError as error:
                neighbours.restore(dropped)
                if imports is not None:
                    neighbours.imports.setdefault(self.path, set()).update(imports)
                self._error = error
                detail = {"file": error.file, "line": error.line, "error": error.text}
                self._note(Kind.SCRIPT_BROKEN, {"script": self.path, **detail})
                return
        self._hooks, self._module, self._error = hooks, module, None
        self._note(Kind.SCRIPT_LOADED, {"file": self.path, "hooks": list(hooks.names)})

    def _execute(self, dropped: list[types.ModuleType]) -> tuple[Hooks, types.ModuleType]:
        try:
            with open(self.path, "rb") as text:
                source = text.read()
        except OSError as error:
            raise ScriptError(self.path, 0, error.strerror or str(error)) from error
        module = types.ModuleType("h2craft:" + self.path)
        module.__file__ = self.path
        vars(module)["__builtins__"] = self._neighbours.of(os.path.dirname(self.path)).builtins
        before = sys.modules.get(module.__name__)
        sys.modules[module.__name__] = module  # dataclasses and pickle look there
        sys.modules.pop(SHARED.format(self.path), None)
        try:
            exec(compile(source, self.path, "exec", dont_inherit=True), vars(module))
            names = self._names & vars(module).keys()
            hooks = hooks_in(self.path, names, vars(module).__getitem__)
            self._neighbours.revive(dropped)
            if not hooks:
                raise ScriptError(self.path, 0, _lacking(self._names, vars(module)))
        except BaseException as error:
            if before is not None:
                sys.modules[module.__name__] = before
            else:
                sys.modules.pop(module.__name__, None)
            if isinstance(error, ScriptError):
                raise
            raise _script_error(self.path, error) from error
        _remember_source(self.path, source)
        return hooks, module

    def close(self) -> None:
        """Take the script's module out of the process's registry."""
        if self._module is not None:
            sys.modules.pop(self._module.__name__, None)
            sys.modules.pop(SHARED.format(self.path), None)


def _lacking(names: frozenset[str], found: Mapping[str, Any]) -> str:
    """What a script without a hook is told; one may have been meant for the other end."""
    others = sorted(ALL_HOOKS & found.keys())
    if CONNECT in names and others:
        return f"is a server's script ({', '.join(others)}): h2craft serve takes it"
    if CONNECT in names:
        return "defines no connect(connection)"
    if callable(found.get(CONNECT)):
        return "is a client's script (connect): h2craft connect URL --replay takes it"
    return "defines no hook: none of main, handle_headers or handle_data, nor another"


class Loader:
    """The scripts of one server, by path. `note` hears of SCRIPT_LOADED and SCRIPT_BROKEN."""

    def __init__(self, root: str | None, note: Note, pace: Pace | None = None) -> None:
        self.neighbours = Neighbours(root, stand_ins(pace or Pace()))
        self._note = note
        self._scripts: dict[str, Script] = {}
        self._clients: list[Script] = []
        self._lock = threading.Lock()

    def script(self, path: str) -> Script:
        """The script at `path`, which is absolute and without symlinks; nothing is read yet."""
        script = self._scripts.get(path)
        if script is None:
            with self._lock:
                new = Script(path, self.neighbours, self._note)
                script = self._scripts.setdefault(path, new)
        return script

    def client_script(self, path: str) -> Script:
        """The script of a client at that path; nothing is read yet."""
        made = Script(path, self.neighbours, self._note, frozenset((CONNECT,)))
        with self._lock:
            self._clients.append(made)
        return made

    def expire(self) -> None:
        """Have every script look at its file when it is next used."""
        for script in list(self._scripts.values()):
            script.expire()

    def close(self) -> None:
        """Leave nothing behind in the process's module registry."""
        for script in (*self._scripts.values(), *self._clients):
            script.close()
        self.neighbours.close()


def _script_error(path: str, error: BaseException) -> ScriptError:
    file, line = script_place(error, path)
    return ScriptError(file, line, describe(error), script_traceback(error))


def _stamp(file: str) -> tuple[int, int, int] | None:
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _digest(file: str) -> bytes:
    """Of the content; empty for what cannot be read, a folder above all."""
    try:
        with open(file, "rb") as text:
            return hashlib.blake2b(text.read(), digest_size=16).digest()
    except OSError:
        return b""


def _remember_source(path: str, source: bytes) -> None:
    """Tracebacks show the lines that run, whatever has been written to the file since."""
    lines = source.decode("utf-8", "replace").splitlines(keepends=True)
    linecache.cache[path] = (len(source), None, lines, path)
