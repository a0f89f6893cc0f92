"""Records to put into journals and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import strategies as st

from h2craft.actions import (
    Await,
    Close,
    CloseHow,
    Door,
    GoAway,
    Headers,
    Note,
    Policy,
    Raw,
    Reply,
    Send,
    SendOctets,
    Settings,
    Sleep,
    fields_of,
)
from h2craft.trace import Journal, Kind, Origin, RawRecord

ACTIONS = [
    Send(
        frames=(
            Headers(stream_id=1, fields=fields_of([(":status", 200), ("a", b"\xff")])),
            Raw(type=0x42, payload=b"\x00", length=7),
        ),
        door=Door.WIRE,
        inform=False,
    ),
    Send(frames=(Settings(pairs=((1, 2), (1, 3))), GoAway(error_code=2, debug_data=b"bye"))),
    SendOctets(octets=b"\x00\x01"),
    Sleep(seconds=0.25),
    Await(pattern="type:PING", timeout_seconds=None),
    Close(how=CloseHow.RESET),
    Policy(changes={"ping_ack": Reply.HOLD}),
    Note(text="caf\u00e9 \udc80"),
]

_json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)

# What append takes, in its order.
appended = st.tuples(
    st.floats(0, 1e9),
    st.integers(0, 2**32 - 1),
    st.sampled_from(Kind),
    st.binary(max_size=40),
    st.integers(0, 2**63),
    st.sampled_from(Origin),
    st.none()
    | st.dictionaries(st.text(max_size=8), _json_values, max_size=3)
    | st.sampled_from(ACTIONS),
)


@pytest.fixture(scope="session")
def anything() -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """A strategy for the arguments of any sequence of appends."""
    return st.lists(appended, max_size=12)


@pytest.fixture(scope="session")
def actions() -> list[Any]:
    """One of each verb, with values JSON finds hard."""
    return ACTIONS


@pytest.fixture
def raws() -> Callable[..., list[RawRecord]]:
    """Make frame records as archives take them: `raws(count, first=1, octets=...)`."""

    def make(count: int, first: int = 1, octets: bytes = b"123456789") -> list[RawRecord]:
        return [
            (seq, seq / 8, 1, int(Kind.FRAME_RECEIVED), octets, 0, 0, None)
            for seq in range(first, first + count)
        ]

    return make


@pytest.fixture
def fill() -> Callable[..., Journal]:
    """Append `count` frame records, and say which journal that was."""

    def append(journal: Journal, count: int, octets: bytes = b"123456789") -> Journal:
        for _ in range(count):
            journal.append(0.5, 1, Kind.FRAME_RECEIVED, octets)
        return journal

    return append


@pytest.fixture
def seqs() -> Callable[[Iterable[Any]], list[int]]:
    return lambda records: [record.seq for record in records]
