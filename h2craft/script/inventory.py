"""Which scripts have something to say about connections, found without running any of them.

Connection-level hooks concern every connection, whatever is requested, so the root is looked
through for their names when serving begins, and again where files change.
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


class _Given:
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
        self._stop = threading.Event()

    def scan(self, paths: Iterable[str] | None = None) -> None:
        """Look at these files, or at everything there is."""
        if paths is None:
            paths = [script.path for script in self.bound_scripts]
            paths += _python_files(self._folder) if self._folder is not None else []
        for path in paths:
            names = hooks_named_in(_read(path)) & _WANTED
            if names:
                self._found[path] = names
            else:
                self._found.pop(path, None)
        given = [hooks for hooks in self._given if _WANTED & set(hooks.names)]
        self.names = frozenset().union(*self._found.values(), *(h.names for h in given)) & _WANTED
        scripts = [self._loader.script(path) for path in sorted(self._found)]
        self.sources = [*map(_Given, given), *scripts]

    def watch(self, changed: Callable[[], object]) -> None:
        """Call `changed`, on another thread, each time files have changed and were looked at."""
        folders = {os.path.dirname(script.path) for script in self.bound_scripts}
        if self._folder is not None:
            folders.add(self._folder)
        if folders:
            threading.Thread(
                target=self._watch, args=(folders, changed), name="h2craft-watch", daemon=True
            ).start()

    def _watch(self, folders: set[str], changed: Callable[[], object]) -> None:
        import watchfiles  # here, as it starts a runtime of its own

        try:
            for changes in watchfiles.watch(
                *folders,
                watch_filter=None,
                debounce=200,
                step=20,
                stop_event=self._stop,
                recursive=self._folder is not None,
                raise_interrupt=False,
            ):
                self.scan([path for _, path in changes if path.endswith(".py")])
                changed()
        except (OSError, RuntimeError):
            return  # no watches left on this system: files are still looked at when requested

    def close(self) -> None:
        self._stop.set()


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
