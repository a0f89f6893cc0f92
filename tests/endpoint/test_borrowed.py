from __future__ import annotations

from typing import Any

import pytest

from h2craft.endpoint.borrowed import Borrowed


def test_what_is_asked_for_by_its_number_is_a_copy_and_stays_the_same_one() -> None:
    theirs: dict[int, Any] = {1: ["open"]}
    ours = Borrowed(theirs, {})
    ours[1].append("closed")
    assert theirs == {1: ["open"]}
    assert ours.get(1) is ours[1]
    assert ours[1] == ["open", "closed"]


def test_whoever_looks_at_all_of_them_sees_the_originals() -> None:
    theirs: dict[int, Any] = {1: ["open"], 3: ["open"]}
    ours = Borrowed(theirs, {})
    assert [one is two for one, two in zip(ours.values(), theirs.values(), strict=True)] == [
        True,
        True,
    ]


def test_a_stream_of_its_own_is_given_out_as_it_is() -> None:
    stream: list[str] = []
    ours = Borrowed({}, {})
    ours[5] = stream
    assert ours[5] is stream


def test_an_unknown_number_is_no_stream() -> None:
    ours = Borrowed({}, {})
    assert ours.get(7) is None
    assert ours.get(7, "none") == "none"
    with pytest.raises(KeyError):
        ours[7]


def test_what_the_memo_knows_is_not_copied() -> None:
    shared = {"of": "the connection"}
    ours = Borrowed({1: [shared]}, {id(shared): shared})
    assert ours[1][0] is shared
