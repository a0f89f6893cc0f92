"""Exact tuples, and what details weigh."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import Data, Send
from h2craft.trace import Kind, Origin, Record
from h2craft.trace.raw import record_of, weight_of


@pytest.mark.parametrize("kind", Kind)
def test_a_number_becomes_its_kind(kind: Kind) -> None:
    made = record_of((1, 0.5, 2, int(kind), b"o", 3, 1, None))
    assert type(made) is Record
    assert made.kind is kind
    assert made.origin is Origin.AUTOMATIC


def test_numbers_of_a_later_version_stay_numbers() -> None:
    made = record_of((1, 0.5, 2, 250, b"o", 3, 99, None))
    assert (made.kind, made.origin) == (250, 99)


@pytest.mark.parametrize(
    "detail",
    [
        "x" * 5000,
        b"x" * 5000,
        {"text": "x" * 5000},
        {"lines": ["x" * 2500, "x" * 2500]},
        Send(frames=(Data(stream_id=1, data=bytes(5000)),)),
    ],
    ids=["text", "octets", "mapping", "list", "action"],
)
def test_a_detail_weighs_at_least_its_text_and_octets(detail: Any) -> None:
    assert 5000 <= weight_of(detail) <= 7000


def test_a_number_weighs_little() -> None:
    assert weight_of(5) < 100


def test_a_detail_that_holds_itself_is_weighed() -> None:
    detail: dict[str, Any] = {}
    detail["self"] = detail
    assert weight_of(detail) < 5000
