"""Which scripts have something to say about connections, found without running any of them.

Connection-level hooks concern every connection, whatever is requested, so the root is looked
through for their names when serving begins, and again where files change. So are the files bound
by name, wherever they lie; their neighbours are not.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable

from h2craft.script.conversation import Source
from h2craft.script.hooks import CONNECTION_HOOKS, EITHER_HOOKS, Hooks, hooks_named_in
from h2craft.script.loader import Loader, Script
from h2craft.script.router import Router

_WANTED = frozenset((*CONNECTION_HOOKS, *EITHER_HOOKS))


class Given:
    """Hooks that come from Python and never change."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks

    def current(self) -> Hooks:
        return self._hooks


class Inventory:
    """`names`: every hook of `_WANTED` some script has; `sources`: the scripts that have them."""

    def __init__(self, router: Router, loader: Loader) -> None:
        self.names: frozenset[str] = frozenset()
        self.sources: list[Source] = []
        self._loader = loader
        self._folder = router.folder
        self._found: dict[str, frozenset[str]] = {}
        self._given = [target.hooks for target in router.bound if target.hooks is not None]
        self.bound_scripts: list[Script] = [
            target.script for target in router.bound if target.script is not None
        ]
        self._bound = {script.path for script in self.bound_scripts}
        self._runtime: set[str] = set()  # bound since, by `bind`
        self._lock = threading.Lock()
        self._changed: Callable[[], object] | None = None
        self._watched: dict[str, threading.Event] = {}

    def bind(self, script: Script) -> None:
        """From now on this file is looked at too, and its folder watched; `scan` it."""
        self._runtime.add(script.path)
        self._watch_folder(os.path.dirname(script.path))

    def unbind(self, script: Script) -> None:
        """Undo `bind`."""
        self._runtime.discard(script.path)
        if not self._is_ours(script.path):
            self.scan([script.path])
        folder = os.path.dirname(script.path)
        needed = {self._folder, *map(os.path.dirname, self._bound | self._runtime)}
        if folder not in needed and folder in self._watched:
            self._watched.pop(folder).set()

    def only_bound(self, script: Script) -> bool:
        """It is of the server only because it was bound while that was running."""
        return script.path not in self._bound and not self._is_below(script.path)

    def _is_below(self, path: str) -> bool:
        return self._folder is not None and path.startswith(self._folder.rstrip(os.sep) + os.sep)

    def _is_ours(self, path: str) -> bool:
        return path in self._bound or path in self._runtime or self._is_below(path)

    def scan(self, paths: Iterable[str] | None = None) -> None:
        """Look at these files, or at everything there is. From any thread."""
        if paths is None:
            paths = [*self._bound, *self._runtime]
            paths += _python_files(self._folder) if self._folder is not None else []
        named = {
            path: hooks_named_in(_read(path)) & _WANTED if self._is_ours(path) else frozenset()
            for path in paths
        }
        with self._lock:
            for path, names in named.items():
                if names:
                    self._found[path] = names
                else:
                    self._found.pop(path, None)
            given = [hooks for hooks in self._given if _WANTED & set(hooks.names)]
            found = frozenset().union(*self._found.values(), *(h.names for h in given))
            self.names = found & _WANTED
            scripts = [self._loader.script(path) for path in sorted(self._found)]
            self.sources = [*map(Given, given), *scripts]

    def having(self, name: str) -> list[str]:
        """The paths of the scripts that have this hook."""
        with self._lock:
            return sorted(path for path, names in self._found.items() if name in names)

    def watch(self, changed: Callable[[], object]) -> None:
        """Call `changed`, on another thread, each time files have changed and were looked at."""
        self._changed = changed
        if self._folder is not None:
            self._watch_folder(self._folder)
        for path in sorted(self._bound | self._runtime):
            self._watch_folder(os.path.dirname(path))

    def _watch_folder(self, folder: str) -> None:
        """The root with all below it; another folder alone, whatever else it may be."""
        if self._changed is None or folder in self._watched or self._is_below(folder):
            return
        stop = self._watched[folder] = threading.Event()
        arguments = folder, folder == self._folder, stop, self._changed
        threading.Thread(
            target=self._watch, args=arguments, name="h2craft-watch", daemon=True
        ).start()

    def _watch(
        self,
        folder: str,
        recursive: bool,
        stop: threading.Event,
        changed: Callable[[], object],
    ) -> None:
        import watchfiles  # here, as it starts a runtime of its own

        try:
            for changes in watchfiles.watch(
                folder,
                watch_filter=None,
                debounce=200,
                step=20,
                stop_event=stop,
                recursive=recursive,
                raise_interrupt=False,
            ):
                self.scan([path for _, path in changes if path.endswith(".py")])
                changed()
        except (OSError, RuntimeError):
            return  # no watches left on this system: files are still looked at when requested

    def close(self) -> None:
        for stop in list(self._watched.values()):
            stop.set()


def _python_files(folder: str) -> list[str]:
    return [
        os.path.join(path, name)
        for path, _, names in os.walk(folder)
        for name in names
        if name.endswith(".py")
    ]


def _read(path: str) -> bytes:
    try:
        if not os.path.isfile(path):
            return b""  # gone, or a pipe that would block us
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
