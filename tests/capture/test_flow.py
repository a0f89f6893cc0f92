from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.capture.flow import Flow
from h2craft.capture.packet import ACK, FIN, SYN, Packet

ROUND = 1 << 32


def segment(seq: int, payload: bytes = b"", flags: int = ACK, length: int | None = None) -> Packet:
    octets = len(payload) if length is None else length
    return Packet(1, "0.0", 0, ("a", 1), ("b", 2), flags, seq % ROUND, 0, octets, payload)


def begun(first: int = 100) -> Flow:
    flow = Flow()
    flow.take(segment(first, flags=SYN))
    return flow


def test_segments_in_order_come_out_as_they_are() -> None:
    flow = begun()
    assert flow.take(segment(101, b"abc")) == b"abc"
    assert flow.take(segment(104, b"de")) == b"de"
    assert flow.octets == 5 and flow.begun and not flow.hole


def test_what_comes_too_early_waits_for_what_is_missing() -> None:
    flow = begun()
    assert flow.take(segment(104, b"def")) == b""
    assert flow.hole and flow.missing == 3
    assert flow.take(segment(101, b"abc")) == b"abcdef"
    assert not flow.hole and flow.missing == 0


def test_what_was_sent_again_is_taken_once() -> None:
    flow = begun()
    assert flow.take(segment(101, b"abc")) == b"abc"
    assert flow.take(segment(101, b"abc")) == b""
    assert flow.take(segment(102, b"bcdef")) == b"def"  # in other portions than before
    assert flow.octets == 6


def test_of_two_that_wait_at_the_same_place_the_longer_counts() -> None:
    flow = begun()
    flow.take(segment(103, b"c"))
    flow.take(segment(103, b"cde"))
    flow.take(segment(103, b"cd"))
    assert flow.take(segment(101, b"ab")) == b"abcde"


def test_numbers_go_round() -> None:
    flow = begun(ROUND - 3)
    assert flow.take(segment(ROUND + 2, b"efg")) == b""
    assert flow.take(segment(ROUND - 2, b"abcd")) == b"abcdefg"


def test_a_segment_without_octets_shows_what_is_missing_too() -> None:
    flow = begun()
    flow.take(segment(150))
    assert flow.hole and flow.missing == 49


def test_a_keep_alive_changes_nothing() -> None:
    flow = begun()
    flow.take(segment(101, b"abc"))
    assert flow.take(segment(103, b"\0")) == b""
    assert flow.take(segment(103)) == b""
    assert flow.take(segment(104, b"d")) == b"d"


def test_without_a_beginning_the_first_segment_is_it() -> None:
    flow = Flow()
    assert flow.take(segment(7_000, b"abc")) == b"abc"
    assert not flow.begun


def test_the_end_counts_once_everything_before_it_is_there() -> None:
    flow = begun()
    flow.take(segment(104, b"d", ACK | FIN))
    assert not flow.ended
    assert flow.take(segment(101, b"abc")) == b"abcd"
    assert flow.ended
    assert flow.take(segment(106)) == b"" and not flow.hole  # FIN takes a number too


def test_a_segment_the_capture_cut_short_leaves_a_hole() -> None:
    flow = begun()
    assert flow.take(segment(101, b"abc", length=10)) == b"abc"
    assert flow.hole and flow.missing == 7
    assert flow.take(segment(111, b"later")) == b""
    assert flow.take(segment(101, b"abcdefghij")) == b"defghijlater"  # sent again, and whole


def test_an_acknowledgement_tells_that_the_other_end_has_more() -> None:
    flow = begun()
    flow.acknowledge(101)
    flow.acknowledge(90)
    assert not flow.acked and not flow.hole
    flow.acknowledge(150)
    assert flow.acked and flow.hole and flow.missing == 49
    flow.take(segment(101, bytes(49)))
    assert not flow.acked and not flow.hole and flow.missing == 0


def test_an_acknowledged_end_is_no_hole() -> None:
    flow = begun()
    flow.take(segment(101, b"abc", ACK | FIN))
    flow.acknowledge(105)
    assert not flow.hole


def test_of_a_direction_that_was_not_captured_nothing_is_missing() -> None:
    flow = Flow()
    flow.acknowledge(150)
    assert not flow.hole


@given(
    st.binary(min_size=1, max_size=60),
    st.integers(0, ROUND - 1),
    st.randoms(use_true_random=False),
    st.booleans(),
)
def test_whatever_the_order_each_octet_comes_out_once(
    octets: bytes, first: int, chance: random.Random, again: bool
) -> None:
    cuts = sorted({0, len(octets), *(chance.randint(0, len(octets)) for _ in range(6))})
    parts = [
        segment(first + 1 + start, octets[start:end])
        for start, end in zip(cuts, cuts[1:], strict=False)
    ]
    if again:
        parts += [segment(first + 1, octets[: chance.randint(1, len(octets))])]
    chance.shuffle(parts)
    flow = begun(first)
    assert b"".join(map(flow.take, parts)) == octets
    assert flow.octets == len(octets) and not flow.hole


@pytest.mark.parametrize("fins", [1, 3])
def test_an_end_that_is_repeated_is_one(fins: int) -> None:
    flow = begun()
    for _ in range(fins):
        assert flow.take(segment(101, b"", ACK | FIN)) == b""
    assert flow.ended and not flow.hole
