"""The moments of the reader are what this room is made for."""

from __future__ import annotations

from typing import Any

from h2craft import reader
from h2craft.explain import Moment


def test_a_moment_of_the_reader_is_a_moment_here(story: Any) -> None:
    seq = story.peer.headers(end=True)
    found: reader.Moment | None = story.read().moment(seq)
    assert found is not None
    moment: Moment = found
    assert moment.reading.record.seq == seq
    assert moment.connection is not None and moment.stream is not None
