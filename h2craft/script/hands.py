"""A person's hands on the script side: hold requests, stop at what scripts send, attach scripts.

All on the loop's thread, as the engine's `post` has it; each call says at once what became of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from h2craft.actions import Action
from h2craft.endpoint import Outcome
from h2craft.script.desk import Binding, HandsState, Verdict

if TYPE_CHECKING:
    from h2craft.script.host import ScriptHost

_NOT_YET = Outcome(False, "not there yet")


class Hands:
    """See the module.

    changed   called on the loop's thread after something of `snapshot` has changed
    attended  somebody is there who can release what a script holds; a front end sets it
    """

    def __init__(self, host: ScriptHost) -> None:
        self.changed: Callable[[], object] = lambda: None
        self.attended = False
        self._host = host

    def snapshot(self) -> HandsState:
        """What is held and bound now; the same object while nothing has changed."""
        return HandsState()

    def set_hold(self, pattern: str | None) -> Outcome:
        """Hold requests to come that match the filter; None: no more. Raises FilterError.

        `seq` of the outcome is HOLD_SET. What is held stays held till it is released.
        """
        return _NOT_YET

    def release(self, connection: int, stream_id: int) -> Outcome:
        """Give a held request to whoever would have got it, or back to the script that held it.

        `seq` is REQUEST_RELEASED.
        """
        return _NOT_YET

    def set_break(self, pattern: str | None) -> Outcome:
        """Stop at what scripts send where a frame matches the filter. Raises FilterError.

        `seq` is HOLD_SET. What is held stays held till something is decided about it.
        """
        return _NOT_YET

    def decide(
        self,
        held_seq: int,
        verdict: Verdict | str,
        *,
        action: Action | None = None,
        seconds: float = 0.0,
    ) -> Outcome:
        """Say what becomes of a held action. A refused outcome of EDIT leaves it held."""
        return _NOT_YET

    def attach(self, binding: Binding) -> Outcome:
        """Bind a script; `seq` is SCRIPT_ATTACHED, whose detail has the number it got.

        Later bindings come first, before the root. A file that does not load is bound all the
        same and takes effect once it does: `Binding.trouble` of the snapshot says why not yet.
        """
        return _NOT_YET

    def detach(self, number: int) -> Outcome:
        """Undo an `attach`; `seq` is SCRIPT_DETACHED. Handlers that run go on."""
        return _NOT_YET
