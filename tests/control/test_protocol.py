"""Lines of the control socket: JSON objects, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.control.protocol import (
    MOST_VALUES,
    VERSION,
    ProtocolError,
    hello,
    line_of,
    value_of,
    version_trouble,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 70), 1 << 70) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES))
def test_a_line_is_one_line_and_comes_back_as_what_it_was(value) -> None:
    line = line_of(value)
    assert line.count(b"\n") == 1 and line.isascii()
    assert value_of(line) == value


@given(st.binary(max_size=200))
def test_whatever_comes_is_an_object_or_a_protocol_error(line) -> None:
    try:
        assert isinstance(value_of(line), dict)
    except ProtocolError as error:
        assert len(str(error)) < 200


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"1",
        b'"text"',
        b"{",
        b"{}{}",
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b"\xff\xfe{}",
        "{}".encode("utf-16"),
        b'{"a":' * 100_000,
        b"[" * 100_000,
        b'{"a":' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_object_is_said_to_be_none(line) -> None:
    with pytest.raises(ProtocolError, match="no JSON object"):
        value_of(line)


def test_a_line_of_more_values_than_anybody_says_is_not_even_read() -> None:
    with pytest.raises(ProtocolError, match="values"):
        value_of(b'{"a":[' + b"0," * MOST_VALUES + b"0]}")
    body = "0," * 10_000
    assert value_of(line_of({"text": body})) == {"text": body}


def test_nothing_that_is_no_json_is_written() -> None:
    with pytest.raises(ValueError):
        line_of({"at": float("nan")})


def test_a_hello_of_this_version_fits() -> None:
    assert version_trouble(json.loads(json.dumps(hello("tui"))), "front end", "engine") == ""


def test_another_version_is_named_beside_ours() -> None:
    trouble = version_trouble({**hello("tui"), "version": 7}, "front end", "engine")
    assert "front end" in trouble and "version 7" in trouble and str(VERSION) in trouble


@pytest.mark.parametrize(
    "said", [{}, {"h2craft": "trace"}, {"h2craft": "control"}, {**hello("x"), "version": True}]
)
def test_a_first_line_that_is_none_is_refused(said) -> None:
    with pytest.raises(ProtocolError):
        version_trouble(said, "front end", "engine")
