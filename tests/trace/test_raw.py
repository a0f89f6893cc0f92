"""Exact tuples and the records they stand for."""

from __future__ import annotations

import pytest

from h2craft.trace import Kind, Origin, Record
from h2craft.trace.codec import detail_octets
from h2craft.trace.raw import record_of


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
