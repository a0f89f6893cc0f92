"""Octets that Hypothesis makes up, mixed with words that a subject knows: each law holds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CORPUS = Path(__file__).with_name("corpus")
NAMES = sorted(path.name for path in CORPUS.iterdir())
EXAMPLES = int(os.environ.get("H2CRAFT_FUZZ_EXAMPLES", "40"))  # of each law; by hand, many more
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)  # files are written and read


def mixed(words: tuple[bytes, ...], known: list[bytes]) -> st.SearchStrategy[bytes]:
    """Known words and any octets in any order; or something that is kept, with that in it."""
    pieces = st.lists(st.sampled_from(words) | st.binary(max_size=12), max_size=12).map(b"".join)
    spoiled = st.tuples(st.sampled_from(known), st.integers(0, 1 << 12), st.integers(0, 8), pieces)
    return pieces | spoiled.map(spoil)


def spoil(given_: tuple[bytes, int, int, bytes]) -> bytes:
    """Some octets taken out of the middle, and others put there."""
    octets, at, gone, more = given_
    at %= len(octets) + 1
    return octets[:at] + more + octets[at + gone :]


def kept(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def hold(law: Any, name: str) -> None:
    @settings(max_examples=EXAMPLES, suppress_health_check=SLOW, database=None)
    @given(mixed(law.words, kept(name)))
    def holds(octets: bytes) -> None:
        law.holds(octets)

    holds()


def test_each_law_has_a_corpus(laws: Any) -> None:
    assert sorted(laws.LAWS) == NAMES
    assert all(kept(name) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_holds_for_whatever_is_made_up(laws: Any, name: str) -> None:
    hold(laws.LAWS[name], name)
