"""How many-th a request or a connection is to the script that has it. Knows no stream.

Counted on the loop's thread, so by the wire's order whichever handler runs first. A script that
is loaded again begins at 1 again, as its globals do: what was counted before it had a version is
the version's that then takes it.
"""

from __future__ import annotations

import threading

from h2craft.script.hooks import Hooks


class Tally:
    """Of one script."""

    __slots__ = ("_before", "_hooks", "_last", "_lock", "_older", "count")

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()
        self._hooks: Hooks | None = None  # the newest version that was given something
        self._before = 0  # how many the versions before that one were given
        self._older: tuple[Hooks | None, int] = (None, 0)
        self._last = 0  # the highest number that has got its version

    def next(self) -> int:
        """Count one more; a number for `ordinal`."""
        with self._lock:
            self.count += 1
            return self.count

    def ordinal(self, number: int, hooks: Hooks) -> int:
        """The one of this number, which this version of the script has got; from 1."""
        with self._lock:
            if hooks is self._older[0]:  # a thread has come late with it
                return number - self._older[1]
            if hooks is not self._hooks:
                self._older = self._hooks, self._before
                self._hooks, self._before = hooks, self._last
            self._last = max(self._last, number)
            return max(1, number - self._before)


class Tallies:
    """Of all scripts of a server, by path; the hooks that are no script's have the empty one."""

    __slots__ = ("_by_path", "_lock")

    def __init__(self) -> None:
        self._by_path: dict[str, Tally] = {}
        self._lock = threading.Lock()

    def of(self, path: str) -> Tally:
        found = self._by_path.get(path)
        if found is None:
            with self._lock:
                found = self._by_path.setdefault(path, Tally())
        return found
