from __future__ import annotations

from h2craft.actions import Reply
from h2craft.client import Binding
from h2craft.client.desk import DeskClerk, Policies, script_binding
from h2craft.endpoint import usual_policy
from h2craft.engine import Engine
from h2craft.script import Binding as ScriptBinding
from h2craft.script import HandsState
from h2craft.script import HeldRequest as ScriptHeldRequest


class Hands:
    """What `script.Hands` is to a clerk."""

    def __init__(self) -> None:
        self.state = HandsState()
        self.attended = False
        self.changed = lambda: None

    def snapshot(self) -> HandsState:
        return self.state


def clerk() -> tuple[DeskClerk, Engine, Hands]:
    engine, hands = Engine(), Hands()
    made = DeskClerk(engine, hands)  # type: ignore[arg-type]
    made.begin()
    return made, engine, hands


def test_nothing_new_is_made_while_nothing_has_changed() -> None:
    made, _, hands = clerk()
    before = made.look()
    made.publish()
    assert made.look() is before
    hands.changed()
    made.publish()
    assert made.look().version == before.version + 1


def test_what_the_hands_hold_is_handed_on_under_the_same_names() -> None:
    made, _, hands = clerk()
    held = ScriptHeldRequest(connection=1, stream_id=3, seq=10, held_seq=11, at=2.0, why="w")
    bound = ScriptBinding(file="x.py", number=2)
    hands.state = HandsState(version=1, hold="path:/x", requests=(held,), bindings=(bound,))
    hands.changed()
    made.publish()
    desk = made.look()
    assert (desk.hold, desk.requests[0].held_seq, desk.requests[0].why) == ("path:/x", 11, "w")
    assert script_binding(desk.bindings[0]) == bound
    made._changed()
    made.publish()
    assert made.look().requests is desk.requests


def test_a_policy_of_connections_to_come_is_on_the_desk() -> None:
    made, engine, _ = clerk()
    engine.policy["reset"] = Reply.DROP
    engine.after_tray()
    made.publish()
    assert made.look().policy["reset"] is Reply.DROP


def test_most_connections_have_the_usual_policy() -> None:
    usual = usual_policy()
    own = {**usual, "reset": Reply.DROP}
    links = {1: None, 2: None}
    policies = Policies(links, usual, {2: own, 3: own})  # type: ignore[arg-type]
    assert dict(policies) == {1: usual, 2: own} and len(policies) == 2
    assert policies.get(3) is None


def test_a_binding_in_the_scripts_words() -> None:
    binding = Binding(file="x.py", pattern="/a", connection=1, stream_id=3, once=True)
    assert script_binding(binding).once


def test_who_waits_is_told_once_when_there_is_another_desk() -> None:
    made, engine, hands = clerk()
    told: list[int] = []
    posted: list[object] = []
    made.told = lambda: told.append(made.look().version)
    engine.post = posted.append  # type: ignore[method-assign, assignment]
    version = made.look().version
    assert made.arm(version) and not told and not posted
    hands.changed()
    hands.changed()
    assert posted == [made.publish], "asked for once, by whoever changed it"
    made.publish()
    hands.changed()
    made.publish()
    assert told == [version + 1]


def test_who_knows_another_desk_does_not_have_to_wait() -> None:
    made, _, _ = clerk()
    assert not made.arm(made.look().version - 1)
