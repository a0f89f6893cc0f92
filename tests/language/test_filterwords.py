from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.filter import KEYS, compile
from h2craft.language import Context, StreamHint
from h2craft.language.filterwords import filter_offers

CONTEXT = Context(connection=2, streams={1: StreamHint(path="/a b"), 3: StreamHint(path="/c")})


def offered(text: str) -> list[str]:
    offers, at = filter_offers(text, CONTEXT)
    return [text[:at] + offer for offer, _, _ in offers]


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("", [f"{name}:" for name in KEYS]),
        ("type:DATA or ", ["type:DATA or stream:", "type:DATA or and"]),
        ("(-", ["(-type:"]),
        ("dir:", ["dir:received", "dir:sent"]),
        ("TYPE:DATA,", ["TYPE:DATA,HEADERS"]),
        ("stream:", ["stream:1", "stream:3"]),
        ("conn:", ["conn:2"]),
        ("path:", ["path:/c"]),
        ("code:", ["code:CANCEL"]),
        ("nokey:", []),
    ],
)
def test_what_a_filter_can_go_on_as_is_offered(text: str, some: list[str]) -> None:
    assert set(some) <= set(offered(text))
    if not some:
        assert offered(text) == []


def test_a_path_that_would_need_quotes_is_left_out() -> None:
    assert offered("path:") == ["path:/c"]


@pytest.mark.parametrize("name", KEYS)
def test_every_value_offered_makes_a_filter(name: str) -> None:
    for text in offered(f"{name}:"):
        compile(text)


@given(st.text() | st.text(alphabet="type:,-( \"'"))
def test_whatever_the_text_the_place_is_in_it(text: str) -> None:
    _, at = filter_offers(text, CONTEXT)
    assert 0 <= at <= len(text)
