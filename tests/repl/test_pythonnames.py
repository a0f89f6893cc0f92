"""Names and attributes at the prompt."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.repl.pythonnames import MISSING, attributes, keywords, meaning, names, resolve


class Value:
    """A value with everything."""

    plain = 3

    @property
    def looked(self) -> int:
        """What somebody looks up."""
        raise AssertionError("nobody may run this")

    def called(self, first: int, *, second: str = "x") -> None:
        """What is called."""


class Rude:
    def __dir__(self) -> Any:
        raise RuntimeError("no")

    def __repr__(self) -> str:
        raise RuntimeError("no")


def test_ones_own_names_come_before_those_that_are_bound_and_pythons() -> None:
    offered = [name for name, _ in names({"print_all": 1}, {"primes": [2]}, "pri")]
    assert offered == ["primes", "print_all", "print"]


def test_names_with_an_underscore_are_for_who_types_one() -> None:
    known = {"_mine": 1, "mine": 2}
    assert [name for name, _ in names({}, known, "mine")] == ["mine"]
    assert "_mine" in [name for name, _ in names({}, known, "_m")]


def test_attributes_say_what_they_are_and_no_property_is_run() -> None:
    assert dict(attributes(Value(), "")) == {
        "called": "What is called.",
        "looked": "What somebody looks up.",
        "plain": "3",
    }


def test_a_value_that_will_not_say_its_attributes_has_none() -> None:
    assert list(attributes(Rude(), "")) == []
    assert meaning(Rude()) == "Rude"


def test_keywords_of_a_call_are_offered_but_for_those_it_has() -> None:
    call = Value().called
    assert list(keywords(call, "", ())) == [("first=", ""), ("second=", "usually 'x'")]
    assert list(keywords(call, "s", ())) == [("second=", "usually 'x'")]
    assert list(keywords(call, "", ("second",))) == [("first=", "")]
    assert list(keywords(3, "", ())) == []


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("a", {1: "x", "k": (5,)}),
        ("a[1]", "x"),
        ("a['k'][0]", 5),
        ("v.plain", 3),
        ("len", len),
        ("a[9]", MISSING),
        ("v.nothing", MISSING),
        ("nobody", MISSING),
        ("f()", MISSING),
        ("a[", MISSING),
    ],
)
def test_an_expression_is_looked_up_and_nothing_is_called(expression: str, value: Any) -> None:
    known = {"a": {1: "x", "k": (5,)}, "v": Value(), "f": lambda: 1 / 0}
    assert resolve(expression, known) == value
