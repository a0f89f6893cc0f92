"""Exact tuples and the records they stand for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import Action, Data, Field, Headers, Note, Policy, Reply, Send
from h2craft.trace import Kind, Origin, Record, record_from_json, record_to_json
from h2craft.trace.codec import detail_octets
from h2craft.trace.raw import raw_of, record_of, text_of

ACTIONS = (
    Note(text="\ud800 \n"),
    Send(frames=(Headers(stream_id=1, fields=(Field(b":status", b"\xff"),)), Data(stream_id=1))),
    Policy(changes={"ping_ack": Reply.DROP}),
)
DETAILS = st.none() | st.text() | st.dictionaries(st.text(), st.integers(0, 1 << 60) | st.text())
RECORDS = st.builds(
    Record,
    st.integers(1, 1 << 60),
    st.floats(0, 1e9),
    st.integers(0, 1 << 31),
    st.sampled_from(Kind),
    st.binary(max_size=40),
    st.integers(0, 1 << 60),
    st.sampled_from(Origin),
    DETAILS | st.sampled_from(ACTIONS),
)


@pytest.mark.parametrize("kind", Kind)
def test_a_number_becomes_its_kind(kind: Kind) -> None:
    made = record_of((1, 0.5, 2, int(kind), b"o", 3, 1, None))
    assert type(made) is Record
    assert made.kind is kind
    assert made.origin is Origin.AUTOMATIC


def test_numbers_of_a_later_version_stay_numbers() -> None:
    made = record_of((1, 0.5, 2, 250, b"o", 3, 99, None))
    assert (made.kind, made.origin) == (250, 99)


def test_a_detail_is_what_the_file_would_give_back() -> None:
    octets = detail_octets({"text": "x", "pair": (1, 2)})
    assert record_of((1, 0.5, 2, 61, b"", 0, 4, octets)).detail == {"text": "x", "pair": [1, 2]}


@given(RECORDS)
def test_a_record_comes_back_from_its_values(record: Record) -> None:
    kept = record_of(raw_of(record))
    assert record_of(raw_of(kept)) == kept
    assert type(raw_of(record)) is tuple and type(raw_of(record)[3]) is int


@given(RECORDS)
def test_the_text_is_what_the_record_is_in_json(record: Record) -> None:
    text, kept = text_of(raw_of(record)), record_of(raw_of(record))
    assert text.isascii() and b"\n" not in text
    said = json.loads(text)
    assert record_from_json(said) == kept
    if "action" not in said:
        assert said == record_to_json(kept)


def test_the_text_is_that_of_the_exchange_form() -> None:
    record = Record(1, 0.5, 2, Kind.FRAME_SENT, b"\xff", 3, Origin.HAND, {"door": "wire"})
    assert json.loads(text_of(raw_of(record))) == record_to_json(record)


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_told_apart_from_other_details_in_the_text(action: Action) -> None:
    record = Record(1, 0.5, 2, Kind.ACTION_FIRED, detail=action)
    said = json.loads(text_of(raw_of(record)))
    assert "detail" not in said and said["action"]["verb"]
    assert record_from_json(said).detail == action


def test_numbers_of_a_later_version_stay_numbers_in_the_text_too() -> None:
    said = json.loads(text_of((1, 0.5, 2, 250, b"o", 3, 99, None)))
    assert (said["kind"], said["origin"]) == (250, 99)


def test_an_action_nobody_understands_any_more_stays_what_it_is() -> None:
    raw = (1, 0.5, 2, int(Kind.ACTION_FIRED), b"", 0, 3, b'!{"verb":"of a later version"}')
    assert record_from_json(json.loads(text_of(raw))) == record_of(raw)
