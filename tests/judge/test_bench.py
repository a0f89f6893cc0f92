"""Which answers a client may take for good, and when it is known to take more."""

from __future__ import annotations

import pytest

from h2craft.judge import ClientRun, Result
from h2craft.judge.claim import Fit
from h2craft.trace import Kind


def streams(answers) -> list[tuple[int, int]]:
    return [(one.contact.number, one.stream_id) for one in answers]


@pytest.fixture
def three(scene):
    """Stream 1 answered before the violation, 3 violated and ended by the canary, 5 not, but
    ended after it too; and an answer on a sound connection."""
    scene.asks(1).request(3).request(5).whole(1).half(3).half(5)
    scene.violates(1, 4, 3, b"\x88").canary(3).rest(5)
    return scene.asks(on=2).whole(on=2)


def test_of_what_was_answered_some_may_be_taken_for_good(three, bench_of) -> None:
    bench = bench_of()
    assert streams(bench.complete) == [(1, 1), (1, 3), (1, 5), (2, 1)]
    assert streams(bench.of_sound_connections) == [(1, 1), (2, 1)]
    assert streams(bench.of_sound_streams) == [(1, 1), (1, 5), (2, 1)]


def test_as_long_as_it_said_is_conceivable(scene, bench_of) -> None:
    scene.asks().head(fields=(("content-length", "16"),)).data()
    assert (bench_of().complete, streams(bench_of().conceivable)) == ([], [(1, 1)])


@pytest.mark.parametrize(
    ("client", "lie"),
    [
        ({"stdout": b"the first half, and the rest\n"}, ""),
        ({"status": 1}, ""),
        ({"tells_exit": False}, ""),
        ({"stdout": b"more"}, "the client reports a success, and its output is not that"),
        (
            {"results": (Result(ok=True), Result(ok=True))},
            "the client reports a success: 2 of 2 requests succeed",
        ),
        (
            {"results": (Result(ok=True, body=b"x"),)},
            "the client reports a success that is none: success, 1 octet other than the 29 sent",
        ),
        ({"results": (Result(ok=True),)}, ""),
    ],
)
def test_a_success_it_never_had_is_known(scene, bench_of, client, lie: str) -> None:
    scene.asks().whole()
    bench = bench_of(ClientRun(**client))
    said = bench.false_success(bench.complete)
    assert said.startswith(lie) and bool(said) is bool(lie)


def test_more_successes_than_answers_are_told(scene, bench_of) -> None:
    scene.asks().whole()
    bench = bench_of(ClientRun(), needs="requests 2")
    assert bench.false_success(bench.complete).startswith(
        "the client reports 2 successes where 1 can be: exit 0"
    )


def test_a_failure_is_known_where_it_is_said(scene, bench_of) -> None:
    scene.asks().whole()
    assert bench_of(ClientRun(status=1)).failure_known
    assert not bench_of(ClientRun(tells_exit=False)).failure_known


def test_output_is_not_held_against_who_shows_something_else(scene, bench_of) -> None:
    scene.asks().whole()
    bench = bench_of(ClientRun(stdout=b"<html>"))
    assert bench.fit(bench.complete) is Fit.WRONG
    bench.loose = True
    assert bench.fit(bench.complete) is Fit.UNKNOWN


def test_no_lie_is_known_of_a_client_that_was_flooded(scene, bench_of) -> None:
    """What came of its response is not known either: octets were no longer taken apart."""
    scene.asks().half()
    client = ClientRun(stdout=b"the first half, ")
    assert bench_of(client).false_success([]).startswith("the client reports a success")
    scene.talk(Kind.OCTETS_SENT, b"\xff\xff\xff, longer than any frame that is waited for")
    assert bench_of(client).false_success([]) == ""
