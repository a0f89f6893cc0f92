"""The grammar."""

from __future__ import annotations

import pytest

from h2craft.filter import FilterError
from h2craft.filter.syntax import All, AnyOf, Node, Not, Term, parse


def shape(node: Node) -> object:
    """The tree as nested tuples of words."""
    match node:
        case All():
            return ("and", *map(shape, node.parts))
        case AnyOf():
            return ("or", *map(shape, node.parts))
        case Not():
            return ("not", shape(node.part))
        case Term():
            return node.token.value


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", ("and",)),
        ("   ", ("and",)),
        ("a", "a"),
        ("a b", ("and", "a", "b")),
        ("a and b", ("and", "a", "b")),
        ("a or b c", ("or", "a", ("and", "b", "c"))),
        ("(a or b) c", ("and", ("or", "a", "b"), "c")),
        ("not a b", ("and", ("not", "a"), "b")),
        ("-a -b", ("and", ("not", "a"), ("not", "b"))),
        ("not not a", ("not", ("not", "a"))),
        ("-(a or b)", ("not", ("or", "a", "b"))),
        ("((a))", "a"),
        ("a and not b", ("and", "a", ("not", "b"))),
    ],
)
def test_precedence(text: str, tree: object) -> None:
    assert shape(parse(text)) == tree


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("or a", 0),
        ("a or or b", 5),
        ("a and and b", 6),
        ("()", 1),
        ("a)", 1),
        ("(a", 0),
        ("not", 3),
        ("a -", 3),
    ],
)
def test_what_is_no_filter_says_where(text: str, position: int) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.position == position


@pytest.mark.parametrize("sign", ["(", "-", "not "])
def test_nesting_has_an_end(sign: str) -> None:
    with pytest.raises(FilterError, match="too deeply"):
        parse(sign * 100_000 + "a")
