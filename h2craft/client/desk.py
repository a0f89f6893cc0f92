"""The desk of a live engine: made on the engine's thread when something changed and somebody looks.

So a peer that makes replies pile up costs no more than the looking does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from typing import Any, TypeVar

from h2craft.actions import Reply
from h2craft.client.client import Binding, Desk, HeldAction, HeldReply, HeldRequest
from h2craft.endpoint import reply_name
from h2craft.engine import Engine, EngineError, Link
from h2craft.script import Binding as ScriptBinding
from h2craft.script import Hands, HandsState

Made = TypeVar("Made")
Policy = Mapping[str, Reply]


class DeskClerk:
    """Keeps the desk. `look` and `arm` are for any thread, the rest for the loop's.

    told   called on the loop's thread, once for each `arm`, when there is another desk
    """

    def __init__(self, engine: Engine, hands: Hands) -> None:
        self._engine = engine
        self._hands = hands
        self._desk = Desk(policy=dict(engine.policy))
        self._state = HandsState()
        self._stale = True
        self._asked = False
        self._awaited = False
        self.told: Callable[[], object] = lambda: None

    def begin(self) -> None:
        """Hear of changes from now on."""
        self._hands.changed = self._changed
        self._engine.after_tray = self._changed
        self.publish()

    def look(self) -> Desk:
        """The desk as it was a moment ago; asks for a new one where that has changed."""
        if self._stale and not self._asked:
            self._asked = True
            with suppress(EngineError):
                self._engine.post(self.publish)
        return self._desk

    def arm(self, version: int) -> bool:
        """Ask for one call of `told` when the desk's version is not this one.

        False: it is not now, or is about to be another; `look` and arm again.
        """
        # As with the journal's listeners: armed first, then looked; changed first, then told.
        self._awaited = True
        if self.look().version == version:
            return True
        self._awaited = False
        return False

    def _changed(self) -> None:
        self._stale = True
        if self._awaited and not self._asked:
            self._asked = True
            with suppress(EngineError):
                self._engine.post(self.publish)

    def publish(self) -> None:
        """Make it new if anything has changed."""
        self._asked = False
        if not self._stale:
            return
        self._stale = False
        engine, old, state = self._engine, self._desk, self._hands.snapshot()
        policy = dict(engine.policy)
        same = state is self._state
        self._state = state
        self._desk = Desk(
            version=old.version + 1,
            hold=state.hold,
            break_on=state.break_on,
            requests=old.requests if same else _all(HeldRequest, state.requests),
            actions=old.actions if same else _all(HeldAction, state.actions),
            bindings=old.bindings if same else _all(Binding, state.bindings),
            replies=self._replies(old.replies),
            policy=policy,
            policies=Policies(engine.links, policy, self._own_policies(policy)),
        )
        if self._awaited:
            self._awaited = False
            self.told()

    def _replies(self, known: tuple[HeldReply, ...]) -> tuple[HeldReply, ...]:
        kept = {one.seq: one for one in known}
        replies = []
        for number, link in sorted(self._engine.trays.items()):
            if link.endpoint is None:
                continue
            for held in link.endpoint.tray.held:
                reply = kept.get(held.seq)
                if reply is None:
                    reply = HeldReply(
                        seq=held.seq,
                        connection=number,
                        name=reply_name(held.octets),
                        octets=held.octets,
                        cause=held.cause,
                        at=held.at,
                    )
                replies.append(reply)
        return tuple(replies)

    def _own_policies(self, usual: Policy) -> dict[int, Policy]:
        """Policies that are not that of connections to come."""
        own: dict[int, Policy] = {}
        for number, link in self._engine.trays.items():
            if link.endpoint is not None and link.endpoint.tray.policy != usual:
                own[number] = dict(link.endpoint.tray.policy)
        return own


class Policies(Mapping[int, Policy]):
    """The policy of each connection there is, without a look at each: most have the usual one."""

    def __init__(self, links: Mapping[int, Link], usual: Policy, own: Mapping[int, Policy]) -> None:
        self._links = links
        self._usual = usual
        self._own = own

    def __getitem__(self, connection: int) -> Policy:
        if connection not in self._links:
            raise KeyError(connection)
        return self._own.get(connection, self._usual)

    def __iter__(self) -> Iterator[int]:
        return iter(list(self._links))  # the engine's thread goes on meanwhile

    def __len__(self) -> int:
        return len(self._links)


def script_binding(binding: Binding) -> ScriptBinding:
    """A binding in the words of the room that does it."""
    return _as(ScriptBinding, binding)


def _all(kind: type[Made], given: tuple[Any, ...]) -> tuple[Made, ...]:
    return tuple(_as(kind, one) for one in given)


def _as(kind: type[Made], given: Any) -> Made:
    """The same facts under the same names."""
    return kind(**{one.name: getattr(given, one.name) for one in fields(kind)})  # type: ignore[arg-type]
