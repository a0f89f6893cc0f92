from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.language import LanguageError
from h2craft.language.words import How, quoted_value, words


def test_every_word_knows_its_place() -> None:
    text = ' headers  1 a="b c" '
    places = [text[word.start : word.end] for word in words(text)]
    assert places == ["headers", "1", 'a="b c"']


@pytest.mark.parametrize(
    ("text", "name", "value", "how"),
    [
        ("a", None, "a", How.PLAIN),
        ("a=b=c", "a", "b=c", How.PLAIN),
        (":status=200", ":status", "200", How.PLAIN),
        ("a=", "a", "", How.PLAIN),
        ('"a=b"', None, "a=b", How.QUOTED),
        ('"a=b"=c', "a=b", "c", How.PLAIN),
        ('""=c', "", "c", How.PLAIN),
        ('a=b"c d"e', "a", "bc de", How.MIXED),
        ('a"="b=c', "a=b", "c", How.PLAIN),
        ('b"x"', None, "x", How.QUOTED),
        ('hex("00 ff")', None, "00 ff", How.HEX),
        ("hex( 00 ff )", None, "00 ff", How.HEX),
        ('file("a b")', None, "a b", How.FILE),
        ("x=hex(00)", "x", "00", How.HEX),
        ("priority=(no, 1, 2)", "priority", "no, 1, 2", How.GROUP),
        ("x=(a", "x", "(a", How.PLAIN),
        ("C:\\x", None, "C:\\x", How.PLAIN),
        ('"\\n\\x41\\u00e9\\\\\\""', None, '\nAé\\"', How.QUOTED),
        ('"\\xff"', None, "\udcff", How.QUOTED),
        ("HTTP/1.1 200 OK\nx: y", None, "HTTP/1.1 200 OK\nx: y", How.HTTP1),
        ("GET /x HTTP/1.1\\nx: y", None, "GET /x HTTP/1.1\\nx: y", How.HTTP1),
    ],
)
def test_a_word_is_a_value_or_has_a_name(text: str, name: str | None, value: str, how: How) -> None:
    (word,) = words(text)
    assert (word.name.text if word.name else None) == name
    assert word.value.text == value
    assert word.value.how is how
    assert (word.bare is not None) == (name is None and how is How.PLAIN)


def test_a_literal_can_be_meant_several_times() -> None:
    (word,) = words('"ab"*3')
    assert (word.value.text, word.value.repeat, word.end) == ("ab", 3, 6)
    (word,) = words("x=hex(00)*70000")
    assert word.value.repeat == 70_000


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ('a "b', 2, "not closed"),
        ('"a\\', 2, "nothing behind it"),
        ('"\\xg0"', 1, "no escape is called \\x"),
        ("=a", 0, "a name is missing"),
        ("hex(00", 0, "not closed"),
        ("hex(00)x", 7, "white space is missing"),
        ('"a"*3x', 3, None),
        ("priority=(1", 9, "not closed"),
    ],
)
def test_what_is_no_word_is_pointed_at(text: str, position: int, message: str | None) -> None:
    if message is None:
        assert words(text)[0].value.text == "a*3x"
        return
    with pytest.raises(LanguageError) as caught:
        words(text)
    assert caught.value.position == position
    assert message in caught.value.message


def test_a_quoted_part_ends_at_its_quotation_mark() -> None:
    value = quoted_value('x "a\\"b" c', 2)
    assert (value.text, value.end) == ('a"b', 8)


@given(st.text())
def test_any_text_is_words_or_an_error(text: str) -> None:
    try:
        made = words(text)
    except LanguageError as error:
        assert 0 <= error.position <= len(text)
    else:
        covered = "".join(text[word.start : word.end] for word in made)
        assert covered == "".join(text.split()) or any(c.isspace() for c in covered)
