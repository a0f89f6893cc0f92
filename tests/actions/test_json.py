"""Actions as JSON: there and back, by hand, and wrong."""

from __future__ import annotations

import dataclasses
import json
from types import UnionType
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import (
    Action,
    Await,
    Close,
    CloseHow,
    Data,
    Door,
    Field,
    Headers,
    Note,
    Ping,
    Policy,
    Raw,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    Sleep,
    action_from_json,
    action_to_json,
    action_to_text,
    fields_of,
)
from h2craft.actions.craft import CraftedFrame
from h2craft.wire import Representation

numbers = st.integers(-1, 2**32)
octets = st.binary(max_size=20)
field_lines = st.builds(
    Field,
    octets,
    octets,
    st.none() | st.sampled_from(Representation),
    st.none() | st.booleans(),
)

BY_ANNOTATION = {
    int: numbers,
    float: st.floats(allow_nan=False),
    str: st.text(max_size=20),
    bytes: octets,
    tuple[Field, ...]: st.lists(field_lines, max_size=3).map(tuple),
    tuple[bytes, ...]: st.lists(octets, max_size=3).map(tuple),
    tuple[tuple[int, int], ...]: st.lists(st.tuples(numbers, numbers), max_size=3).map(tuple),
}


def anything_of(made: Any) -> Any:
    """Any value of a dataclass, from its annotations."""
    given = {}
    for name, hint in get_type_hints(made).items():
        strategy = BY_ANNOTATION.get(hint)
        if strategy is None and isinstance(hint, UnionType):
            strategy = st.one_of(
                *(BY_ANNOTATION.get(each, st.from_type(each)) for each in hint.__args__)
            )
        given[name] = st.from_type(hint) if strategy is None else strategy
    return st.builds(made, **given)


frames = st.one_of(*map(anything_of, CraftedFrame.__args__))
BY_ANNOTATION[tuple[CraftedFrame, ...]] = st.lists(frames, max_size=3).map(tuple)
actions = st.one_of(*map(anything_of, Action.__args__))


@given(actions)
def test_any_action_comes_back_from_json_as_it_was(action: Any) -> None:
    assert action_from_json(json.loads(json.dumps(action_to_json(action)))) == action
    if "inf" not in repr(action):  # JSON knows no infinity, a script's sleep may
        assert action_from_json(json.loads(action_to_text(action))) == action


@pytest.mark.parametrize("made", CraftedFrame.__args__)
def test_every_member_of_a_frame_is_written(made: Any) -> None:
    needed = {"stream_id": 1, "increment": 2, "field_value": b"v", "type": 3}
    names = {each.name for each in dataclasses.fields(made)}
    frame = made(**{name: value for name, value in needed.items() if name in names})
    (written,) = action_to_json(Send(frames=(frame,)))["frames"]
    assert set(written) == names | {"frame"}


def test_an_action_s_json_reads_well() -> None:
    frame = Headers(stream_id=1, fields=fields_of([(":status", 200)]), priority=(True, 3, 256))
    written = action_to_json(Send(frames=(frame,)))
    assert (written["verb"], written["door"], written["inform"]) == ("send", "lawful", True)
    (headers,) = written["frames"]
    assert headers["frame"] == "HEADERS"
    assert headers["fields"] == [[{"hex": "3a737461747573"}, {"hex": "323030"}]]
    assert (headers["priority"], headers["hpack"], headers["block"]) == (
        [True, 3, 256],
        "shared",
        None,
    )


def test_hpack_s_orders_are_written_when_there_are_any() -> None:
    field = Field(b"a", b"b", Representation.NEVER, huffman=False)
    (frame,) = action_to_json(Send(frames=(Headers(stream_id=1, fields=(field,)),)))["frames"]
    assert frame["fields"] == [[{"hex": "61"}, {"hex": "62"}, "never", False]]


@pytest.mark.parametrize(
    ("given", "action"),
    [
        ({"verb": "close"}, Close(how=CloseHow.CLEAN)),
        ({"verb": "sleep", "seconds": 1}, Sleep(seconds=1)),
        ({"verb": "await", "pattern": "type:PING"}, Await(pattern="type:PING")),
        ({"verb": "note", "text": "x"}, Note(text="x")),
        ({"verb": "send_octets", "octets": "caf\u00e9"}, SendOctets(octets=b"caf\xc3\xa9")),
        ({"verb": "policy", "changes": {"goaway": "drop"}}, Policy(changes={"goaway": Reply.DROP})),
        (
            {"verb": "send", "frames": [{"frame": "PING"}, {"frame": "RAW", "type": 9}]},
            Send(frames=(Ping(), Raw(type=9))),
        ),
        (
            {
                "verb": "send",
                "frames": [{"frame": "HEADERS", "stream_id": 1, "fields": [["a", "b", "never"]]}],
            },
            Send(frames=(Headers(stream_id=1, fields=(Field(b"a", b"b", Representation.NEVER),)),)),
        ),
    ],
)
def test_json_written_by_hand_may_leave_out_what_has_a_default(given: Any, action: Any) -> None:
    assert action_from_json(given) == action


def frame(**members: Any) -> Any:
    return {"verb": "send", "frames": [{"frame": "HEADERS", "stream_id": 1, **members}]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "expected an object with 'verb', got None"),
        ([], "expected an object"),
        ({}, "verb None is none of send, "),
        ({"verb": []}, r"verb \[\] is none of"),
        ({"verb": "slep"}, "verb 'slep' is none of send, send_octets, sleep"),
        ({"verb": "sleep"}, "sleep: seconds is missing"),
        ({"verb": "sleep", "seconds": "1"}, "sleep: seconds: expected a number, got '1'"),
        ({"verb": "sleep", "seconds": True}, "expected a number"),
        ({"verb": "note", "text": 1}, "note: text: expected a string"),
        ({"verb": "note", "words": "x"}, "note: 'words' is none of text"),
        ({"verb": "close", "how": "softly"}, "'softly' is none of clean, half, reset"),
        ({"verb": "close", "how": []}, "is none of clean"),
        ({"verb": "policy", "changes": []}, "policy: changes: expected an object"),
        ({"verb": "policy", "changes": {"goaway": "x"}}, "'x' is none of send, hold, drop"),
        ({"verb": "policy", "changes": {1: "hold"}}, "expected a string"),
        ({"verb": "send_octets", "octets": 1}, "octets: expected octets as a string or"),
        ({"verb": "send_octets", "octets": {"hex": 1}}, "expected octets"),
        ({"verb": "send_octets", "octets": {"hex": "zz"}}, "non-hexadecimal"),
        ({"verb": "send", "frames": 1}, "send: frames: expected a list, got 1"),
        ({"verb": "send", "frames": ["PING"]}, "expected an object with 'frame'"),
        ({"verb": "send", "frames": [{"frame": "PONG"}]}, "frame 'PONG' is none of DATA, HEADERS"),
        (frame(stream_id=True), "HEADERS: stream_id: expected a whole number, got True"),
        (frame(stream_id=1.5), "expected a whole number"),
        (frame(end_stream=1), "end_stream: expected true or false, got 1"),
        (frame(priority=[True, 1]), "priority: expected 3 values, got 2"),
        (frame(fields=[["a"]]), r"fields: expected \[name, value\]"),
        (frame(fields=[["a", "b", "sometimes"]]), "'sometimes' is none of indexed"),
        (frame(hpack="none"), "hpack: 'none' is none of shared, stateless, octets"),
    ],
)
def test_what_is_no_action_is_refused_with_place_and_reason(given: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        action_from_json(given)


def test_a_value_that_should_not_be_there_is_passed_on_for_others_to_judge() -> None:
    odd: Any = object()
    assert action_to_json(Note(text=odd)) == {"verb": "note", "text": odd}
    odd = {"a": b"b"}
    written = action_to_json(Send(frames=(RstStream(stream_id=1), Data(stream_id=odd))))
    assert written["frames"][1]["stream_id"] == {"a": {"hex": "62"}}


def test_the_text_leaves_defaults_out() -> None:
    head = Headers(stream_id=1, fields=fields_of([(":status", "200")]), end_stream=True)
    assert action_to_text(Send(frames=(head, Data(stream_id=1, elided=9)))) == (
        '{"verb":"send","frames":[{"frame":"HEADERS","stream_id":1,"fields":'
        '[[{"hex":"3a737461747573"},{"hex":"323030"}]],"end_stream":true},'
        '{"frame":"DATA","stream_id":1,"elided":9}]}'
    )


def test_the_text_of_what_is_seldom_fired_is_whole_and_compact() -> None:
    assert action_to_text(Close(how=CloseHow.RESET)) == '{"verb":"close","how":"reset"}'


def test_pairs_come_back_as_pairs() -> None:
    action = Send(frames=(Settings(pairs=((3, 100), (4, 0))),))
    assert action_from_json(json.loads(action_to_text(action))) == action


def test_a_script_may_name_the_door_by_its_word() -> None:
    frame = Headers(stream_id=1, fields=fields_of([(":status", 200)]))
    said = json.loads(action_to_text(Send(frames=(frame,), door="wire")))  # type: ignore[arg-type]
    assert action_from_json(said) == Send(frames=(frame,), door=Door.WIRE)


@pytest.mark.parametrize(
    "frame",
    [
        Data(stream_id=1, data=b"x", padding=3),
        Data(stream_id=1, data=b"x", whole=True),
        Headers(stream_id=1, end_headers=False),
        Headers(stream_id=1, block=b"\x88"),
        Headers(stream_id=True),
    ],
)
def test_what_is_said_beside_the_usual_is_in_the_text_as_well(frame: Any) -> None:
    action = Send(frames=(frame,))
    assert json.loads(action_to_text(action)) == action_to_json(action)
