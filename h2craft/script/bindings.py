"""Handler scripts bound while the server runs: which request is whose. Runs nothing of them.

On the loop's thread, but for `look`. The newest binding that fits a request and works gets it,
before whatever the server was started with. One that does not load waits till it does, and
requests pass it by meanwhile; but while nobody knows yet, a request waits for it to load.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

from h2craft.script.desk import Binding
from h2craft.script.inventory import Inventory
from h2craft.script.loader import Script, ScriptError
from h2craft.script.pool import WorkerPool
from h2craft.script.router import KNOWN_SECONDS, Does, Target, is_everything, path_pattern

TROUBLE_SECONDS = 1.0  # how often a file that does not load is looked at


@dataclass(slots=True)
class _Bound:
    shown: Binding
    pattern: re.Pattern[str] | None
    target: Target
    looking: bool = False  # a worker is about to load it
    looked: float = 0.0  # when one last was
    will_look: bool = False  # again, in a while

    @property
    def script(self) -> Script | None:
        return self.target.script


class Bindings:
    """See the module.

    any      whether there is one at all
    touch    called when something has changed
    post     has a call made on the loop's thread, from any other
    later    has a call made on it after some seconds
    looked   called on the loop's thread after files of bindings were looked at
    spent    called with a binding that was for one request, and had it
    """

    def __init__(
        self,
        pool: WorkerPool,
        inventory: Inventory,
        *,
        touch: Callable[[], object],
        post: Callable[[Callable[[], object]], object],
        later: Callable[[float, Callable[[], object]], object],
        looked: Callable[[], object],
        spent: Callable[[Binding], object],
    ) -> None:
        self.any = False
        self._pool = pool
        self._inventory = inventory
        self._touch = touch
        self._post = post
        self._later = later
        self._looked = looked
        self._spent = spent
        self._bound: dict[int, _Bound] = {}
        self._last = 0

    @property
    def shown(self) -> tuple[Binding, ...]:
        """All of them, the newest first, as they are asked."""
        return tuple(bound.shown for bound in reversed(self._bound.values()))

    def add(self, binding: Binding, target: Target) -> Binding:
        """Bind `target`; what is returned has its number."""
        self._last += 1
        shown = replace(binding, file=target.path, number=self._last, used=0, trouble="")
        pattern = path_pattern(binding.pattern) if binding.pattern else None
        bound = self._bound[shown.number] = _Bound(shown, pattern, target)
        self.any = True
        if target.script is not None:
            if [b.script for b in self._all()].count(target.script) == 1:
                target.script.renew()  # who attaches a script sees it from its beginning
            self._inventory.bind(target.script)
            self._look(bound)
        self._touch()
        return shown

    def remove(self, number: int) -> Binding | None:
        """Undo `add`; None where there is no such number."""
        bound = self._bound.pop(number, None)
        if bound is None:
            return None
        self.any = bool(self._bound)
        if bound.script is not None and bound.script not in [b.script for b in self._all()]:
            self._inventory.unbind(bound.script)
            self._looked()
        self._touch()
        return bound.shown

    def of_connection(self, connection: int) -> list[int]:
        """The numbers of those that hold for this connection alone."""
        return [b.shown.number for b in self._all() if b.shown.connection == connection]

    def _all(self) -> list[_Bound]:
        return list(self._bound.values())

    # Requests

    def take(self, connection: int, stream_id: int, path: bytes) -> Target | None:
        """Who gets this request, by the bindings; it counts as theirs."""
        decoded = os.fsdecode(unquote_to_bytes(path))
        for bound in reversed(self._bound.values()):
            if not _fits(bound, connection, stream_id, decoded):
                continue
            if not self._works(bound):
                continue
            bound.shown = replace(bound.shown, used=bound.shown.used + 1)
            self._touch()
            if bound.shown.once:
                self._spent(bound.shown)
            return self._newest(bound)
        return None

    def whole(self) -> Target | None:
        """Who gets every request of every connection to come; None for nobody."""
        for bound in reversed(self._bound.values()):
            shown = bound.shown
            if not (shown.connection or shown.stream_id) and is_everything(shown.pattern):
                return bound.target
        return None

    def _works(self, bound: _Bound) -> bool:
        script = bound.script
        return script is None or script.in_force is not None or script.error is None

    def _newest(self, bound: _Bound) -> Target:
        """Now and then a request looks at the file, as nobody may be watching it."""
        now = time.monotonic()
        if bound.script is None or now - bound.looked < KNOWN_SECONDS:
            return bound.target
        bound.looked = now
        self._look(bound)
        return replace(bound.target, look=True)

    def concerns(self, source: object, connection: int) -> bool:
        """Whether the connection-level hooks of `source` are for this connection."""
        if not isinstance(source, Script) or not self._inventory.only_bound(source):
            return True
        mine = [bound.shown.connection for bound in self._all() if bound.script is source]
        return 0 in mine or connection in mine

    # Files

    def files_changed(self) -> None:
        """Look at all of them again."""
        for bound in self._all():
            self._look(bound)

    def _look(self, bound: _Bound) -> None:
        script = bound.script
        if script is None or bound.looking or bound.shown.number not in self._bound:
            return
        bound.looking = True

        def again() -> None:
            bound.will_look = False
            self._look(bound)

        def then() -> None:
            bound.looking, bound.looked = False, time.monotonic()
            if script.error is not None and not bound.will_look:
                bound.will_look = True  # it may be mended where nobody watches
                self._later(TROUBLE_SECONDS, again)
            trouble = "" if script.error is None else str(script.error)
            if trouble != bound.shown.trouble:
                bound.shown = replace(bound.shown, trouble=trouble)
                self._touch()
            self._looked()

        self._pool.submit(_Look(script, self._inventory, lambda: self._post(then)))


class _Look:
    """Load a script as it is now, and see which hooks it names."""

    def __init__(self, script: Script, inventory: Inventory, then: Callable[[], object]) -> None:
        self._script = script
        self._inventory = inventory
        self._then = then

    def run(self) -> None:
        try:
            self._script.current()
        except ScriptError:
            pass  # SCRIPT_BROKEN says it, and so does the binding
        finally:
            self._inventory.scan([self._script.path])
            self._then()

    def queued(self, running: int) -> None:
        return


def _fits(bound: _Bound, connection: int, stream_id: int, path: str) -> bool:
    shown = bound.shown
    return (
        shown.connection in (0, connection)
        and shown.stream_id in (0, stream_id)
        and (bound.pattern is None or bound.pattern.fullmatch(path) is not None)
    )


def target_of(file: str, folders: tuple[str, ...], make: Callable[[str], Script]) -> Target | str:
    """What a file name stands for, looked for in these folders; or why it cannot be bound."""
    if "\0" in file or not file:
        return "a file is needed"
    tries = [os.path.join(folder, os.path.expanduser(file)) for folder in folders]
    path = os.path.realpath(next(filter(os.path.exists, tries), tries[0]))
    if os.path.isdir(path):
        return f"{file} is a folder: choose a file in it"
    if path.endswith(".py"):
        return Target(Does.SCRIPT, path, make(path))  # also one that is yet to be written
    if not os.path.isfile(path):
        return f"{file}: no such file"
    return Target(Does.FILE, path)
