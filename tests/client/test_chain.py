from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft import endpoint
from h2craft.actions import Note
from h2craft.client import FramePreview, Preview, Result
from h2craft.client.chain import Chain, no_connection, preview_of, result_of

pytestmark = pytest.mark.engine


def test_an_outcome_in_the_doors_words() -> None:
    outcome = endpoint.Outcome(False, "because", "6.9", None, 4, 17)
    assert result_of(outcome) == Result(
        accepted=False, reason="because", section="6.9", stream_id=4, seq=17
    )


def test_a_preview_in_the_doors_words() -> None:
    frame = endpoint.FramePreview(octets=b"a", told="b", step="c")
    given = endpoint.Preview(
        frames=(frame,), octets=b"d", waiting=5, why="f", refused="g", section="h"
    )
    assert preview_of(given) == Preview(
        frames=(FramePreview(octets=b"a", told="b", step="c"),),
        octets=b"d",
        waiting=5,
        why="f",
        refused="g",
        section="h",
    )


def test_a_chain_ends_where_its_connection_does(serve: Callable[..., Any]) -> None:
    settled: list[Result] = []
    engine = serve().client.host.engine
    Chain(engine, 3, [Note(text="x")], settled.append).go_on()
    assert [result.reason for result in settled] == [no_connection(3)]
