"""The words for the wire. Those for a connection error: `test_rulings`."""

from __future__ import annotations

import pytest

from h2craft.judge.words import aftermath, wire_of
from h2craft.trace import Kind


@pytest.fixture
def words(told, make_case):
    return lambda strict="CE(any)", **more: wire_of(told(), make_case(strict, **more))


def test_nothing_is_no_connection(words) -> None:
    assert words() == "no connection"


@pytest.mark.parametrize(
    ("after", "strict", "said"),
    [
        (lambda s: s.whole().leaves(), "OK", "no objection"),
        (lambda s: s.whole().leaves(), "CE(any)", "no reaction"),
        (lambda s: s.whole().goaway("NO_ERROR").leaves(), "OK", "GOAWAY NO_ERROR, closed"),
        (
            lambda s: s.half().violates().ping().pong().canary().goaway("NO_ERROR").leaves(),
            "SE(any)",
            "no reaction: PING answered",
        ),
        (
            lambda s: s.violates().goaway("NO_ERROR").goaway("INTERNAL_ERROR").leaves(),
            "CE(any)",
            "GOAWAY INTERNAL_ERROR, closed",
        ),
        (
            lambda s: s.violates().resets("CANCEL").resets("INTERNAL_ERROR").goaway(),
            "SE(any)",
            "RST_STREAM CANCEL on stream 1, RST_STREAM INTERNAL_ERROR on stream 1, "
            "GOAWAY PROTOCOL_ERROR",
        ),
        (lambda s: s.goaway().violates().ping().leaves(), "CE(any)", "closed without GOAWAY"),
        (lambda s: s.goaway(0xFF).leaves(), "OK", "GOAWAY 0xff, closed"),
        (
            lambda s: s.violates().leaves().asks(on=2).request(3, on=2),
            "CE(any)",
            "closed without GOAWAY; then 2 more requests on 1 new connection",
        ),
        (
            lambda s: s.violates().request(3),
            "CE(any)",
            "no reaction: PING not answered; then 1 more request",
        ),
    ],
)
def test_it_is_told_what_the_client_did(scene, words, after, strict: str, said: str) -> None:
    after(scene.asks())
    assert words(strict) == said


def test_many_resets_are_counted(scene, words) -> None:
    scene.asks()
    for _ in range(10):
        scene.resets("CANCEL")
    assert words("OK").endswith("RST_STREAM CANCEL on stream 1, 7 more")


def test_what_tls_says_is_told(scene, words) -> None:
    scene.asks().violates().tells(Kind.TLS_FAILED, reason="TLS failed: alert\x1b")
    assert words() == "TLS failed: alert\\x1b without GOAWAY"


def test_what_is_worth_knowing_beside_it_is_told(scene, bench_of) -> None:
    from h2craft.judge import ClientRun

    scene.asks().whole().tells(Kind.HANDLER_RAISED, error="Oh")
    bench = bench_of(ClientRun(lost=1234, trouble="left a process behind\x1b"))
    assert list(aftermath(bench)) == [
        "1,234 octets of its output were not kept",
        "left a process behind\\x1b",
        "the case's script raised: Oh",
    ]
