"""What can be asked, and what cannot."""

from __future__ import annotations

import inspect
from concurrent.futures import Future
from typing import Any, get_args

import pytest

from h2craft.actions import Note, Ping, Reply, Send, action_to_json
from h2craft.client import Binding, Verdict
from h2craft.client.engineclient import EngineClient
from h2craft.control.asks import ASKS, REQUIRED, AskError, read_ask
from h2craft.control.codec import to_json

NOTE = Note(text="x")
SEND = Send(frames=(Ping(),))
GIVEN: dict[str, dict[str, Any]] = {
    "look": {"after": 3, "desk": -1, "within": 1.5},
    "read": {"after": 3, "limit": 10},
    "outline": {"after": 3},
    "standing": {"connections": (1, 2)},
    "script_files": {},
    "submit": {"connection": 1, "actions": (NOTE, SEND)},
    "reconnect": {},
    "preview": {"connection": 1, "action": SEND},
    "set_hold": {"pattern": None},
    "set_break": {"pattern": "path:/x"},
    "release_request": {"connection": 1, "stream_id": 3},
    "decide": {"held_seq": 5, "verdict": Verdict.EDIT, "action": NOTE, "seconds": 2.0},
    "release_replies": {"connection": 1, "held_seqs": (4, 5)},
    "drop_replies": {"connection": 1, "held_seqs": ()},
    "set_policy": {"changes": {"ping_ack": Reply.HOLD}, "connection": 2},
    "attach": {"binding": Binding(file="x.py", pattern="/x")},
    "detach": {"number": 2},
    "comment": {"seq": 3, "text": "why?", "marked": False},
}


def request(name: str, **given: Any) -> dict[str, Any]:
    return {"id": 1, "do": name, **{key: to_json(value) for key, value in given.items()}}


def test_each_is_tried_here() -> None:
    assert set(GIVEN) == set(ASKS)


@pytest.mark.parametrize("name", ASKS)
def test_what_is_asked_is_what_was_meant(name) -> None:
    assert read_ask(request(name, **GIVEN[name])) == (name, GIVEN[name])


@pytest.mark.parametrize("name", [name for name, ask in ASKS.items() if ask.call])
def test_the_door_is_asked_for_it_by_the_same_name(name) -> None:
    asked: list[str] = []

    class Door:
        def __getattr__(self, called: str) -> Any:
            real = inspect.signature(getattr(EngineClient, called))

            def call(*given: Any, **named: Any) -> Future[Any]:
                real.bind(self, *given, **named)
                asked.append(called)
                return Future()

            return call

    call = ASKS[name].call
    assert call is not None
    if call is getattr(EngineClient, name, None):
        inspect.signature(call).bind(None, **GIVEN[name])
    else:
        call(Door(), **GIVEN[name])
        assert asked == [name]


def test_what_can_be_left_out_has_its_usual_value() -> None:
    assert read_ask({"do": "read"}) == ("read", {"after": 0, "limit": 1000})
    assert read_ask(request("comment", seq=3))[1] == {"seq": 3, "text": "", "marked": True}


@pytest.mark.parametrize(
    ("name", "key"),
    [(name, key) for name, ask in ASKS.items() for key, (_, usual) in ask.takes.items()],
)
@pytest.mark.parametrize(
    "value",
    [[[]], {"a": {}}, "?", True, 1.5, 10**400, -(10**400), 1e300],
    ids=["list", "object", "text", "true", "fraction", "huge", "minus huge", "huge fraction"],
)
def test_a_value_of_the_wrong_kind_is_said_to_be_one(name, key, value) -> None:
    asked = {**request(name, **GIVEN[name]), key: value}
    kind = ASKS[name].takes[key][0]
    if type(value) in (kind, *get_args(kind)) and value not in (1e300, 10**400, -(10**400)):
        return  # it is of the right kind
    with pytest.raises(AskError) as raised:
        read_ask(asked)
    assert str(raised.value).startswith(f"{name}: {key}: ") and len(str(raised.value)) < 400


@pytest.mark.parametrize("name", ASKS)
def test_what_has_to_be_there_is_missed_by_name(name) -> None:
    for key, (_, usual) in ASKS[name].takes.items():
        if usual is REQUIRED:
            given = {other: value for other, value in GIVEN[name].items() if other != key}
            with pytest.raises(AskError, match=f"{name}: {key} is missing"):
                read_ask(request(name, **given))


@pytest.mark.parametrize("name", [None, 1, [], {}, "", "x" * 10_000, "Submit", "__class__"])
def test_what_nobody_can_do_is_refused(name) -> None:
    with pytest.raises(AskError, match="unknown do") as raised:
        read_ask({"id": 1, "do": name})
    assert len(str(raised.value)) < 400


def test_the_nearest_is_suggested() -> None:
    with pytest.raises(AskError, match="did you mean submit"):
        read_ask({"do": "submitt"})
    with pytest.raises(AskError, match="unknown argument 'conection'; did you mean connection"):
        read_ask({"do": "preview", "conection": 1})


def test_an_action_that_is_none_is_said_where_it_stands() -> None:
    bad = {**action_to_json(SEND), "door": "back"}
    with pytest.raises(AskError, match="submit: actions: send: door: 'back'"):
        read_ask({"do": "submit", "connection": 1, "actions": [bad]})
