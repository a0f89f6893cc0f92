"""The facade: what is said at once, what is published, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.client import client as door
from h2craft.filter import FilterError
from h2craft.script import Binding, HandsState, HeldAction, HeldRequest, ScriptHost, Verdict, desk
from h2craft.trace import Kind, Origin

HELLO = {"hello": "def main(request, response):\n    return 'hello'\n"}


@pytest.mark.parametrize("name", ["HeldRequest", "HeldAction", "Binding"])
def test_its_data_has_the_names_of_the_front_ends_door(name: str) -> None:
    mine, theirs = getattr(desk, name), getattr(door, name)
    assert mine.__slots__ == theirs.__slots__
    assert list(Verdict) == [str(verdict) for verdict in door.Verdict]
    assert set(HandsState.__slots__) <= set(door.Desk.__slots__)


def test_nothing_can_be_asked_of_a_server_that_does_not_run() -> None:
    hands = ScriptHost(None).hands
    assert not hands.set_hold("path:/").accepted
    assert not hands.set_break("path:/").accepted
    assert not hands.attach(Binding(file="x.py")).accepted
    assert not hands.detach(1).accepted
    assert not hands.release(1, 1).accepted
    assert not hands.decide(1, Verdict.DROP).accepted
    assert hands.snapshot() == HandsState()


@pytest.mark.parametrize("name", ["set_hold", "set_break"])
def test_a_pattern_that_is_none_changes_nothing(live: Callable[..., Any], name: str) -> None:
    server = live(HELLO)
    server.hands(name, "path:/x")
    before = server.state
    with pytest.raises(FilterError):
        server.hands(name, "path:")
    assert server.state is before


def test_setting_and_taking_back_is_in_the_journal(live: Callable[..., Any]) -> None:
    server = live(HELLO)
    seqs = [server.hands("set_hold", "path:/x").seq, server.hands("set_break", "").seq]
    seqs += [server.hands("set_hold", None).seq, server.hands("set_break", None).seq]
    records = server.records(Kind.HOLD_SET)
    assert [record.seq for record in records] == seqs
    assert {record.origin for record in records} == {Origin.HAND}
    assert [record.detail for record in records] == [
        {"what": "requests", "pattern": "path:/x", "set": True},
        {"what": "actions", "pattern": "", "set": True},
        {"what": "requests", "pattern": "", "set": False},
        {"what": "actions", "pattern": "", "set": False},
    ]


def test_a_snapshot_is_the_same_object_while_nothing_changes(live: Callable[..., Any]) -> None:
    server = live(HELLO)
    first = server.state
    peer = server.peer()
    peer.get("/hello")
    assert server.state is first
    server.hands("set_hold", "")
    second = server.state
    assert second.version > first.version
    assert (second.hold, second.break_on) == ("", None)
    number = peer.request("/hello")
    server.wait(Kind.REQUEST_HELD)
    assert [type(held) for held in server.state.requests] == [HeldRequest]
    server.hands("set_break", "")
    server.hands("release", 1, number)
    server.wait(Kind.ACTION_HELD)
    assert [type(held) for held in server.state.actions] == [HeldAction]


def test_changes_are_told_before_the_call_returns(live: Callable[..., Any]) -> None:
    server = live(HELLO)
    hands = server.host.hands
    told: list[HandsState] = []
    hands.changed = lambda: told.append(hands.snapshot())

    def asked() -> None:
        hands.set_hold("path:/a")
        assert told[-1].hold == "path:/a"
        hands.set_break("type:DATA")
        assert told[-1].break_on == "type:DATA"
        hands.attach(Binding(file="hello.py"))
        assert [binding.number for binding in told[-1].bindings] == [1]
        hands.detach(1)
        assert told[-1].bindings == ()

    server.on_loop(asked)
    assert len(told) == 4


def test_what_traffic_changes_is_told_once_for_all_of_it(live: Callable[..., Any]) -> None:
    server = live(HELLO)
    hands = server.host.hands
    server.hands("set_hold", "")
    told: list[int] = []
    hands.changed = lambda: told.append(len(hands.snapshot().requests))
    peer = server.peer()
    peer.send(b"".join(peer.head("/hello")[1] for _ in range(50)))
    server.wait(Kind.REQUEST_HELD, 50)
    server.on_loop(lambda: None)
    assert told[-1] == 50
    assert len(told) < 25
