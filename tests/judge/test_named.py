"""Conditions that have a name."""

from __future__ import annotations

import pytest

from h2craft.judge import ClientRun, Result, parse_expect
from h2craft.judge.conditions import NAMED
from h2craft.judge.named import NAMED_CONDITIONS


@pytest.fixture
def held(bench_of):
    """`held("one connection")`: whether it holds, and what is said."""

    def ask(word: str, client: ClientRun | None = None, **labels):
        bench = bench_of(client or ClientRun(), **labels)
        found = NAMED_CONDITIONS[word](parse_expect(word), bench)
        return found.holds, found.text

    return ask


def test_each_name_there_is_has_its_meaning() -> None:
    assert set(NAMED) == set(NAMED_CONDITIONS)


def test_windows_are_credited_where_none_is_below_zero(scene, held) -> None:
    scene.asks().head()
    for _ in range(4):
        scene.data(bytes(16_384))
    assert held("windows credited") == (False, "1 octets more were sent than credited")
    scene.talk.received(8, 0, 0, (1).to_bytes(4, "big"))
    assert held("windows credited") == (True, "all is credited")


@pytest.mark.parametrize(
    ("octets", "end", "expected"),
    [
        (10, True, (True, "all of it")),
        (9, True, (False, "a request had 9 of 10 octets")),
        (10, False, (False, "no request was ended")),
    ],
)
def test_an_upload_is_whole_where_it_was_ended_and_is_as_long(
    scene, held, octets: int, end: bool, expected
) -> None:
    scene.asks(method="POST", end=False)
    scene.talk.received(0, int(end), 1, bytes(octets))
    assert held("upload whole", needs="post 10") == expected


def test_one_connection_is_one_with_requests(scene, held) -> None:
    scene.asks(on=1).request(3, on=1).opened(on=2)
    assert held("one connection")[0] is True
    scene.request(1, on=2)
    assert held("one connection") == (False, "there were 2 connections with requests")


@pytest.mark.parametrize(
    ("client", "holds"),
    [
        (ClientRun(stderr=b"stream reset: ENHANCE_YOUR_CALM"), True),
        (ClientRun(stderr=b"Enhance your calm!"), True),
        (ClientRun(stderr=b"error 0xb"), True),
        (ClientRun(stderr=b"(err 11)"), True),
        (ClientRun(stderr=b"error 112"), False),
        (ClientRun(stderr=b"it went wrong"), False),
        (ClientRun(results=(Result(ok=False, error="EnhanceYourCalm"),)), True),
    ],
)
def test_the_code_is_named_by_its_name_or_its_number(scene, held, client, holds: bool) -> None:
    scene.asks().reset("ENHANCE_YOUR_CALM")
    assert held("names the code", client)[0] is holds


def test_where_no_code_was_sent_none_can_be_named(scene, held) -> None:
    scene.asks().whole()
    assert held("names the code")[0] is None
