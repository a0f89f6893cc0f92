"""Who is asked to open a connection: `handle_opening`. Knows bindings and hooks, runs none.

Before a connection's first request nobody knows what it will ask for, so only the one handler
that serves every path has a say: what is bound to all of them, or else a root that is a file.
"""

from __future__ import annotations

from collections.abc import Callable

from h2craft.script.bindings import Bindings
from h2craft.script.conversation import Source
from h2craft.script.hooks import OPENING_HOOK
from h2craft.script.inventory import Given, Inventory
from h2craft.script.router import Router

OPENING_SECONDS = 30.0
"""How long `handle_opening` may keep a client waiting. Then it is read all the same."""

_SHOWN = 3


class Openers:
    """See the module. `say` is called with a line about scripts that will not be asked."""

    def __init__(
        self,
        router: Router,
        bindings: Bindings,
        inventory: Inventory,
        say: Callable[[str], object],
    ) -> None:
        self._router = router
        self._bindings = bindings
        self._inventory = inventory
        self._say = say
        self._told: set[str] = set()

    @property
    def source(self) -> Source | None:
        """Who has the hook and is asked; None for nobody."""
        if OPENING_HOOK not in self._inventory.names:
            return None
        target = self._bindings.whole() or self._router.whole
        if target is None:
            return None
        if target.script is None:
            hooks = target.hooks
            return Given(hooks) if hooks is not None and OPENING_HOOK in hooks.names else None
        return target.script if target.path in self._inventory.having(OPENING_HOOK) else None

    def tell(self) -> None:
        """Say which scripts have the hook in vain, each of them once."""
        target = self._bindings.whole() or self._router.whole
        asked = "" if target is None else target.path
        vain = [path for path in self._inventory.having(OPENING_HOOK) if path != asked]
        new = [path for path in vain if path not in self._told]
        self._told = set(vain)
        if new:
            more = f" and {len(new) - _SHOWN:,} more" if len(new) > _SHOWN else ""
            self._say(
                f"{OPENING_HOOK} is not called in {', '.join(new[:_SHOWN])}{more}: only a script "
                "that serves every path opens connections"
            )
