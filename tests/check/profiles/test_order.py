"""What a driver is told."""

from __future__ import annotations

import pytest

from h2craft.check.profiles.order import known, order, other_name, total, wants
from h2craft.judge import Shape

VALUES = {"url": "https://127.0.0.1:8443/x", "cacert": "/ca.pem", "host": "127.0.0.1"}


def told(shape: Shape) -> dict[str, str]:
    return dict(word.split("=", 1) for word in order(shape, VALUES))


def test_a_plain_request_is_told_in_full() -> None:
    words = told(Shape())
    assert words["url"] == "https://127.0.0.1:8443/x"
    assert words["cacert"] == "/ca.pem"
    assert (words["method"], words["size"], words["requests"], words["parallel"]) == (
        "GET",
        "0",
        "1",
        "1",
    )
    assert words["other"] == ""
    assert {words[name] for name in ("push", "cookies", "trailers", "slow", "cancel")} == {"0"}


def test_a_shape_is_told_number_by_number() -> None:
    words = told(Shape(method="POST", size=1000, requests=12, parallel=4, slow=0.5, push=True))
    assert words["method"] == "POST"
    assert words["size"] == "1000"
    assert (words["requests"], words["parallel"]) == ("12", "4")
    assert words["slow"] == "0.5"
    assert words["push"] == "1"


def test_as_many_requests_as_are_to_be_there_at_the_same_time() -> None:
    assert total(Shape(parallel=100)) == 100
    assert total(Shape(requests=12, parallel=4)) == 12


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("two names", "two names"),
        ("two host names", "two names"),
        ("cookies", "cookies"),
        ("trailers", "trailers"),
        ("proxy", "proxy"),
        ("asterisk", "asterisk"),
        ("patience", ""),
    ],
)
def test_free_words_of_a_case_are_understood(said: str, word: str) -> None:
    assert known(said) == word


def test_a_driver_that_is_asked_for_two_names_gets_the_other_one() -> None:
    shape = Shape(requests=2, extra=("two host names",))
    assert wants(shape, "two names")
    assert told(shape)["other"] == "https://localhost:8443/x"


def test_free_words_become_words_of_the_driver() -> None:
    assert told(Shape(extra=("cookies",)))["cookies"] == "1"
    assert told(Shape(extra=("trailers",)))["trailers"] == "1"
    assert told(Shape(method="OPTIONS", extra=("asterisk",)))["asterisk"] == "1"


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://127.0.0.1:1/a?b", "https://localhost:1/a?b"),
        ("https://localhost:1/", "https://127.0.0.1:1/"),
        ("https://[::1]:1/", "https://localhost:1/"),
        ("https://example.org:1/", "https://example.org:1/"),
    ],
)
def test_the_other_name_of_this_machine(url: str, other: str) -> None:
    assert other_name(url) == other
