"""The budget of a client that is abused; what comes of it: `test_hearing`."""

from __future__ import annotations

import pytest

from h2craft.judge import Budget, ClientRun, parse_verdicts
from h2craft.judge.bench import Grade
from h2craft.judge.bounds import amplification, exceeded, measured, rule_bound

(BOUND,) = parse_verdicts("BOUND")


@pytest.mark.parametrize(
    ("client", "words"),
    [
        ({}, []),
        ({"memory": 64 << 20, "cpu": 20.0, "seconds": 30.0}, []),
        ({"memory": 128 << 20}, ["its memory grew by 128 MiB, 64 MiB are allowed"]),
        ({"cpu": 25.0}, ["it took 25.0 s of processor time, 20 s are allowed"]),
        ({"seconds": 40.0}, ["it ran for 40.0 s, 30 s are allowed"]),
    ],
)
def test_each_limit_is_looked_at(scene, bench_of, client, words: list[str]) -> None:
    scene.asks()
    assert exceeded(bench_of(ClientRun(**client)), Budget()) == words


def test_answers_of_a_few_octets_are_no_amplification(scene, bench_of) -> None:
    scene.asks()
    for _ in range(100):
        scene.pong()
    assert amplification(bench_of()) == 0.0


def test_what_is_answered_for_each_octet_is_counted_without_requests(scene, bench_of) -> None:
    scene.asks().talk.received(0, 0, 1, bytes(16_384))
    for _ in range(4096):
        scene.ping().pong().pong()
    bench = bench_of()
    assert 1.9 < amplification(bench) < 2.1
    assert exceeded(bench, Budget(amp=1.1)) != [] == exceeded(bench, Budget(amp=2.1))


def test_the_numbers_are_told_whatever_comes_of_it(scene, bench_of) -> None:
    scene.asks().half().leaves()
    said = measured(bench_of(ClientRun(memory=3 << 19, cpu=0.25)))
    assert said.startswith(
        "memory +1.5 MiB, processor 0.2 s, 66 octets in 4 frames sent to it, 18 octets answered, "
        "gave up after 66 octets in 4 frames, 0.0 s"
    )


@pytest.mark.parametrize(
    ("after", "grade"),
    [
        (lambda s: s.goaway("ENHANCE_YOUR_CALM").leaves(), Grade.STRICT),
        (lambda s: s.resets("ENHANCE_YOUR_CALM").leaves(), Grade.STRICT),
        (lambda s: s.resets("CANCEL").leaves(), Grade.LENIENT),
        (lambda s: s.leaves(), Grade.LENIENT),
        (lambda s: s.whole().leaves(), Grade.STRICT),
        (lambda s: s.reset("REFUSED_STREAM").leaves(), Grade.STRICT),
        (lambda s: s.reset("CANCEL").resets("CANCEL").leaves(), Grade.STRICT),
        (lambda s: s.whole().resets("CANCEL", stream=2).leaves(), Grade.STRICT),
        (lambda s: s.whole().resets("PROTOCOL_ERROR", stream=2).leaves(), Grade.LENIENT),
        (lambda s: s.passes(1.0), Grade.STRICT),
    ],
)
def test_how_it_ended_it_makes_the_difference(scene, bench_of, after, grade: Grade) -> None:
    after(scene.asks().mark("violation"))
    assert rule_bound(bench_of(ClientRun(status=1)), BOUND).grade is grade
