from __future__ import annotations

import pytest

from h2craft.scenario import Turn
from h2craft.scenario.naming import distinct_paths, ordinal_word, turn_words


def turns(*paths: bytes) -> list[Turn]:
    return [
        Turn(connection=1, stream_id=2 * number - 1, ordinal=number, path=path)
        for number, path in enumerate(paths, 1)
    ]


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "first"), (10, "tenth"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"),
     (22, "22nd"), (103, "103rd"), (111, "111th"), (1000, "1000th")],
)  # fmt: skip
def test_a_number_is_a_word(number: int, word: str) -> None:
    assert ordinal_word(number) == word


def test_words_are_of_the_paths_where_they_are_short_and_each_another() -> None:
    said = turns(b"/", b"/style.css", b"/api/v1?x=1")
    assert turn_words(said, by_path=True) == ["root", "style_css", "api_v1_x_1"]


@pytest.mark.parametrize(
    "paths",
    [(b"/a.b", b"/a-b"), (b"/a", b"/1"), (b"/a", b"/" + b"x" * 40), (b"/a", b"/\xe9"),
     (b"/a", b"/unanswered")],
)  # fmt: skip
def test_else_they_are_counted(paths: tuple[bytes, ...]) -> None:
    assert turn_words(turns(*paths), by_path=True) == ["first", "second"]


def test_from_the_eleventh_on_it_is_a_number() -> None:
    assert turn_words(turns(*[b"/"] * 12), by_path=False)[9:] == ["tenth", "11", "12"]


def test_paths_are_distinct_or_not() -> None:
    assert distinct_paths(turns(b"/a", b"/b"))
    assert not distinct_paths(turns(b"/a", b"/b", b"/a"))
