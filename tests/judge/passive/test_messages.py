"""Trailers, content-length, cookies."""

from __future__ import annotations

from typing import Any

import pytest

TRAILERS = "E/8.1/trailers-sent"
LENGTH = "E/8.1.1/content-length-sent"
COOKIES = "E/8.2.3/cookie-crumbs"


def with_trailers(*fields: tuple[bytes, bytes], end: bool = True) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.c_post()
        story.c_data()
        story.c_head(fields=fields, end=end)

    return tell


def posts(length: int | None, *sizes: int, end: bool = True) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.c_post(1, length)
        for size in sizes:
            story.c_data(size)
        if end:
            story.c_data(0, end=True)

    return tell


def padded(story: Any) -> None:
    story.opens()
    story.c_post(1, 5)
    story.client(0, 9, 1, b"\x03" + b"x" * 5 + bytes(3))


def reset_in_the_middle(story: Any) -> None:
    posts(10, 5, end=False)(story)
    story.c_reset()


def reset_by_us(story: Any) -> None:
    posts(10, 5, end=False)(story)
    story.s_reset()
    story.c_data(0, end=True)


def get(*more: tuple[bytes, bytes]) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.c_head(more=more)

    return tell


ROWS = [
    (TRAILERS, "unseen", get()),
    (TRAILERS, "kept", with_trailers((b"a", b"b"))),
    (TRAILERS, "error", with_trailers((b"a", b"b"), end=False)),
    (TRAILERS, "error", with_trailers((b":path", b"/"), (b"a", b"b"))),
    (TRAILERS, "warn", with_trailers((b"content-length", b"5"))),
    (LENGTH, "unseen", get()),
    (LENGTH, "unseen", posts(None, 5)),
    (LENGTH, "kept", posts(5, 2, 3)),
    (LENGTH, "kept", posts(0)),
    (LENGTH, "kept", padded),
    (LENGTH, "kept", reset_in_the_middle),
    (LENGTH, "kept", reset_by_us),
    (LENGTH, "error", posts(5, 4)),
    (LENGTH, "error", posts(5, 6)),
    (LENGTH, "error", posts(5, 6, end=False)),
    (LENGTH, "error", get((b"content-length", b"5"))),
    (LENGTH, "error", get((b"content-length", b"five"))),
    (LENGTH, "error", get((b"content-length", b"0"), (b"content-length", b"1"))),
    (COOKIES, "unseen", get()),
    (COOKIES, "kept", get((b"cookie", b"a=b"))),
    (COOKIES, "info", get((b"cookie", b"a=b; c=d"))),
    (COOKIES, "info", get((b"cookie", b"a=b"), (b"cookie", b"c=d"))),
]


@pytest.mark.parametrize(("check", "outcome", "tell"), ROWS)
def test_the_check_says_so(outcome_of: Any, check: str, outcome: str, tell: Any) -> None:
    assert outcome_of(check, tell) == outcome


def test_the_crumbs_are_counted_once(story: Any, heard: Any) -> None:
    story.opens()
    for stream in (1, 3):
        story.c_head(stream, more=[(b"cookie", b"a=b; c=d"), (b"cookie", b"e=f")])
    (finding,) = heard(story).found[COOKIES]
    assert finding.text == "3 cookies in 2 fields"
