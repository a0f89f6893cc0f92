from __future__ import annotations

from dataclasses import replace

import pytest

from h2craft.check.index import index_page, needs
from h2craft.judge import Shape, cases


def test_every_case_is_a_link_below_its_group() -> None:
    known = cases()
    page = index_page(known, {})
    for case in known:
        assert f'href="/case/{case.id}"' in page
    assert page.index("B: violations") > page.index("A: legal")


def test_variants_have_links_of_their_own_but_the_first() -> None:
    case = next(case for case in cases() if len(case.variants) > 1)
    page = index_page([case], {})
    assert f"?variant={case.variants[1]}" in page
    assert f"?variant={case.variants[0]}" not in page


def test_what_a_case_has_come_to_stands_beside_it() -> None:
    case = cases()[0]
    assert "pass-lenient" in index_page([case], {case.id: "pass-lenient"})
    assert "pass-lenient" not in index_page([case], {})


def test_what_is_text_stays_text() -> None:
    case = replace(cases()[0], title="<script>alert(1)</script>")
    assert "<script>" not in index_page([case], {})


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (Shape(), ""),
        (Shape(method="POST", size=200_000), "POST, 200,000 octets"),
        (Shape(requests=12, parallel=4), "12 requests, 4 at a time"),
        (
            Shape(push=True, slow=2, cancel=1, https=True),
            "push, not reading for 2 s, stopped after 1 s, TLS",
        ),
        (Shape(settings=("A<1",), extra=("cookies",)), "A<1, cookies"),
    ],
)
def test_what_a_case_needs_is_said_in_words(shape: Shape, words: str) -> None:
    assert needs(shape) == words
