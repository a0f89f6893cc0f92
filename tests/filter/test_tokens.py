"""The text of a filter, cut into tokens."""

from __future__ import annotations

import pytest

from h2craft.filter import FilterError
from h2craft.filter.tokens import Token, What, tokenize


def test_words_signs_and_keywords() -> None:
    whats = [token.what for token in tokenize('(a AND b) or not -"c d" ~x type:DATA')]
    assert whats == [
        What.OPEN,
        What.TEXT,
        What.AND,
        What.TEXT,
        What.CLOSE,
        What.OR,
        What.NOT,
        What.MINUS,
        What.TEXT,
        What.REGEX,
        What.TERM,
    ]


def test_a_term_has_key_operator_and_value() -> None:
    (token,) = tokenize("  path~^/x$ ")
    assert token == Token(What.TERM, 2, 11, "path", "~", "^/x$", 7)
    assert token.length == 9


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("~(a|b)", "(a|b)"),
        ('~"a b"', "a b"),
        ("~a\\(b", "a\\(b"),
        ("~a\\)b", "a\\)b"),
        ("~a\\", "a\\"),
        ('"say \\"hi\\" \\\\ \\n"', 'say "hi" \\ \\n'),
        ('path:"/a b"/c', "/a b/c"),
        (":path", ":path"),
        ("a-b", "a-b"),
        ("/~user", "/~user"),
        ('"and"', "and"),
    ],
)
def test_one_value(text: str, value: str) -> None:
    (token,) = tokenize(text)
    assert token.value == value


def test_a_parenthesis_that_was_not_opened_in_a_word_ends_it() -> None:
    assert [token.what for token in tokenize("(~a)")] == [What.OPEN, What.REGEX, What.CLOSE]


@pytest.mark.parametrize("sign", ["&&", "||", "!", "&", "|"])
def test_operators_of_programmers_are_answered_with_ours(sign: str) -> None:
    with pytest.raises(FilterError, match="write '(and|or|not)' for"):
        tokenize(f"a {sign} b")


def test_a_quotation_mark_must_be_closed() -> None:
    with pytest.raises(FilterError) as caught:
        tokenize('a b:"c\\')
    assert caught.value.position == 4
