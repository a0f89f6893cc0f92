"""What a recording is."""

from __future__ import annotations

from h2craft.scenario import Act, Score, Turn


def test_the_acts_of_a_recording_are_in_the_order_they_were_done() -> None:
    first = Turn(connection=1, stream_id=1, acts=(Act(seq=4, at=0.4), Act(seq=9, at=0.9)))
    second = Turn(connection=1, stream_id=3, acts=(Act(seq=5, at=0.5),))
    assert [act.seq for act in Score(turns=(first, second)).acts] == [4, 5, 9]
