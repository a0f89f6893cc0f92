"""Values of the door as JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import (
    Action,
    Door,
    Headers,
    Note,
    Ping,
    Reply,
    Send,
    Sleep,
    fields_of,
)
from h2craft.client import (
    About,
    Binding,
    Desk,
    FramePreview,
    HeldAction,
    HeldReply,
    HeldRequest,
    Preview,
    Result,
    Standing,
    Verdict,
)
from h2craft.control.codec import from_json, to_json

HEADERS = Send(
    frames=(Headers(stream_id=1, fields=fields_of([(":status", "200")])),), door=Door.WIRE
)
REQUEST = HeldRequest(connection=1, stream_id=3, seq=10, held_seq=11, at=0.5, by="script")
ACTION = HeldAction(seq=12, connection=1, stream_id=3, at=0.5, action=HEADERS, script="a.py")
REPLY = HeldReply(seq=13, connection=1, name="ping_ack", octets=b"\x00\xff", cause=9, at=1.0)
BINDING = Binding(file="a.py", pattern="/x/*", number=2, once=True)
POLICY = {"settings_ack": Reply.HOLD}


def there_and_back(kind: Any, value: Any) -> Any:
    return from_json(kind, json.loads(json.dumps(to_json(value), allow_nan=False)))


@pytest.mark.parametrize(
    "value",
    [
        About(live=True, urls=("https://a",), ca_path=Path("/ca.pem"), name="hello", pid=7),
        About(live=True, folder=Path("/not-utf8-\udcff"), trace=Path("x.h2trace")),
        Result(accepted=True, stream_id=0, seq=1 << 40),
        Result(accepted=False, reason="no \u2028 line \udc80 ends", section="5.1"),
        Preview(frames=(FramePreview(octets=bytes(range(256)), told="all"),), waiting=3),
        Preview(octets=b"\n\x00", refused="it is closed"),
        REQUEST,
        ACTION,
        REPLY,
        BINDING,
        Desk(),
        Desk(
            version=4,
            hold="",
            break_on="type:DATA",
            requests=(REQUEST,),
            actions=(ACTION,),
            replies=(REPLY,),
            bindings=(BINDING,),
            policy={"reset": Reply.DROP},
            policies={3: POLICY},
        ),
        Standing(seq=9, connections={1: {"settings": [[3, 100]], "window": 65535}}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_the_door_has_is_the_same_on_the_other_side(value: Any) -> None:
    assert there_and_back(type(value), value) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Action, HEADERS),
        (Action | None, None),
        (Action | None, Sleep(seconds=0.25)),
        (tuple[Action, ...], (HEADERS, Note(text="x"))),
        (tuple[int, ...], (1, 2)),
        (Mapping[str, Reply], POLICY),
        (Verdict, Verdict.EDIT),
        (str | None, None),
        (bytes, b"\x00\r\n"),
        (bool, True),
        (float, 2.0),
    ],
)
def test_so_is_what_a_request_names(kind: Any, value: Any) -> None:
    assert there_and_back(kind, value) == value


def test_a_connection_with_the_usual_policy_is_not_named() -> None:
    policies = {number: {"reset": Reply.SEND} for number in range(1, 2000)}
    desk = Desk(policy={"reset": Reply.SEND}, policies={**policies, 7: POLICY})
    back = there_and_back(Desk, desk)
    assert back.policies == {7: POLICY}
    assert back.policies.get(8, back.policy) == policies[8]


class Going(Mapping[int, Any]):
    """Connections that go between being named and being looked at."""

    def __iter__(self) -> Any:
        return iter((1, 2))

    def __len__(self) -> int:
        return 2

    def __getitem__(self, number: int) -> Any:
        raise KeyError(number)


def test_a_connection_may_go_while_the_desk_is_written() -> None:
    assert to_json(Desk(policies=Going()))["policies"] == {}


def test_an_action_only_its_script_understands_does_not_hide_the_desk() -> None:
    odd = HeldAction(seq=1, connection=1, stream_id=1, at=0, action=Sleep(seconds=object()))  # type: ignore[arg-type]
    back = there_and_back(Desk, Desk(actions=(odd,)))
    assert isinstance(back.actions[0].action, Note)
    assert "seconds" in back.actions[0].action.text


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        (Result, [], "expected an object"),
        (Result, {}, "Result: accepted is missing"),
        (Result, {"accepted": 1}, "Result: accepted: expected true or false"),
        (Result, {"accepted": True, "seq": "1"}, "Result: seq: expected a whole number"),
        (Result, {"accepted": True, "why": ""}, "'why' is none of accepted, reason"),
        (Binding, {"file": 3}, "Binding: file: expected a string"),
        (tuple[int, ...], [1, True], "expected a whole number, got True"),
        (tuple[int, ...], {"0": 1}, "expected a list"),
        (Mapping[str, Reply], {"reset": "maybe"}, "'maybe' is none of send, hold, drop"),
        (Mapping[str, Reply], {"reset": []}, "is none of send"),
        (Mapping[str, Reply], [], "expected an object"),
        (Desk, {"policies": {"-1": {}}}, "expected a whole number as a name"),
        (Desk, {"policies": {"\u0661": {}}}, "expected a whole number as a name"),
        (Desk, {"policies": {"9" * 5000: {}}}, "expected a whole number as a name"),
        (Verdict, "away", "'away' is none of release"),
        (bytes, "h2", "expected octets"),
        (bytes, {"hex": "0"}, "hexadecimal"),
        (float, "1", "expected a number"),
        (float, float("nan"), "expected a finite number"),
        (float, 10**400, "expected a finite number"),
        (Action, {"verb": "fly"}, "'fly' is none of send"),
        (tuple[Action, ...], [None], "expected an object with 'verb'"),
    ],
)
def test_what_is_wrong_is_named(kind: Any, given: Any, says: str) -> None:
    with pytest.raises(ValueError, match="^[ -~\u0661]*$") as caught:
        from_json(kind, given)
    assert says in str(caught.value)


def test_a_type_that_is_not_in_the_door_is_our_own_mistake() -> None:
    for kind in (set, int | str, dict[str, int]):
        with pytest.raises(TypeError, match="no form on the control socket"):
            from_json(kind, {})


def test_whatever_a_script_puts_into_a_frame_can_be_written() -> None:
    strange = Send(frames=(Ping(opaque_data=memoryview(b"x")),))  # type: ignore[arg-type]
    json.dumps(to_json(strange), allow_nan=False)
