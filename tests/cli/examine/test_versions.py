"""Versions and the ranges they are to be in."""

from __future__ import annotations

import pytest

from h2craft.cli.examine.versions import Wanted, wanted, within


@pytest.mark.parametrize(
    ("requirement", "read"),
    [
        ("h2<4.5,>=4.4.1", Wanted("h2", ">=4.4.1, <4.5")),
        ("textual==8.2.8", Wanted("textual", "==8.2.8")),
        ("trustme", Wanted("trustme", "")),
        ("httpx[http2]==0.28.1; extra == 'test'", Wanted("httpx", "==0.28.1", "extra == 'test'")),
        ("prompt-toolkit <3.1, >=3.0.50", Wanted("prompt-toolkit", ">=3.0.50, <3.1")),
    ],
)
def test_a_requirement_is_a_name_a_range_and_a_condition(requirement, read) -> None:
    assert wanted(requirement) == read


def test_a_line_that_is_no_requirement_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match="'!' is no requirement"):
        wanted("!")


@pytest.mark.parametrize(
    ("version", "bounds", "is_in"),
    [
        ("4.4.1", ">=4.4.1, <4.5", True),
        ("4.4.10", ">=4.4.9", True),
        ("4.5.0", ">=4.4.1, <4.5", False),
        ("4.4.0", ">=4.4.1, <4.5", False),
        ("1.2", "==1.2.0", True),
        ("1.2.1", "!=1.2", True),
        ("2", ">1.9, <=2.0", True),
        ("8.2.8.post1", "==8.2.8", True),
        ("anything", "", True),
        ("unknown", ">=1", False),
    ],
)
def test_a_version_is_compared_number_by_number(version, bounds, is_in) -> None:
    assert within(version, bounds) is is_in


def test_a_bound_that_is_not_understood_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="'~=1.2' is no bound"):
        within("1.2", "~=1.2")
