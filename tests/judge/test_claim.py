"""What a client says, held against what was sent. The rest of it: `test_rulings`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from h2craft.judge import ClientRun, Result, Shape
from h2craft.judge.claim import Fit, claim_of, fit, is_same

ONE, TWO = Shape(), Shape(requests=2)


@pytest.mark.parametrize(
    ("client", "shape", "ok", "successes"),
    [
        (ClientRun(), ONE, True, 1),
        (ClientRun(), TWO, True, 2),
        (ClientRun(status=1), ONE, False, 0),
        (ClientRun(status=1), TWO, False, None),
        (ClientRun(status=None), ONE, False, 0),
        (ClientRun(tells_exit=False), ONE, None, None),
        (ClientRun(cancelled=True), ONE, None, None),
        (ClientRun(status=1, results=(Result(ok=True),)), ONE, True, 1),
        (ClientRun(results=(Result(ok=True), Result(ok=False))), TWO, False, 1),
        (ClientRun(results=()), ONE, None, 0),
        (ClientRun(status=1, results=()), ONE, False, 0),
        (ClientRun(tells_exit=False, status=1, results=()), ONE, None, 0),
    ],
)
def test_success_is_what_the_results_or_the_exit_status_say(
    client: ClientRun, shape: Shape, ok: bool | None, successes: int | None
) -> None:
    claim = claim_of(client, shape, ())
    assert (claim.ok, claim.successes) == (ok, successes)


@pytest.mark.parametrize(
    ("client", "text"),
    [
        (ClientRun(tells_body=False), "exit 0"),
        (ClientRun(stdout=b"abc"), "exit 0, 3 octets"),
        (ClientRun(status=3, stderr=b"\n\n one \n two"), "exit 3: one, no body"),
        (
            ClientRun(status=1, stderr=b'Traceback (most recent call last):\n  x\nOh: "no"\n'),
            'exit 1: Oh: "no", no body',
        ),
        (ClientRun(status=None, signal="SIGABRT"), "ended by SIGABRT, no body"),
        (
            ClientRun(status=None, timed_out=True, seconds=10.25, tells_body=False),
            "hung, and was ended after 10.2 s",
        ),
        (ClientRun(status=130, cancelled=True, tells_body=False), "told to stop, exit 130"),
        (ClientRun(status=None, tells_body=False), "no exit status"),
        (ClientRun(results=()), "exit 0, and tells of no request"),
        (ClientRun(results=(Result(ok=False),)), "failure"),
        (
            ClientRun(results=(Result(ok=True), Result(ok=False, error="x\ny"), Result(ok=True))),
            "2 of 3 requests succeed; one does not: x y",
        ),
        (
            ClientRun(status=None, signal="SIGSEGV", results=(Result(ok=True, status=200),)),
            "ended by SIGSEGV; success, status 200",
        ),
        (ClientRun(started=False, trouble="no file"), "not started: no file, no body"),
        (ClientRun(started=False), "not started: no reason is known, no body"),
        (
            ClientRun(results=(Result(ok=True, length=5),)),
            "success, 5 octets though none were sent",
        ),
    ],
)
def test_it_is_told_in_words(client: ClientRun, text: str) -> None:
    assert claim_of(client, ONE, ()).text == text


def test_a_long_error_is_cut() -> None:
    assert len(claim_of(ClientRun(status=1, stderr=b"x" * 5000), ONE, ()).text) < 200


@pytest.fixture
def sent(scene, told):
    """`sent(b"one", b"two")`: the answers that were sent, each in full."""

    def send(*bodies: bytes):
        scene.opened()
        for number, body in enumerate(bodies):
            stream = 2 * number + 1
            scene.request(stream).head(stream).data(body, stream, end=True)
        return list(told().answers)

    return send


@pytest.mark.parametrize(
    ("stdout", "interleaved", "expected"),
    [
        (b"onetwo", False, Fit.RIGHT),
        (b"two", False, Fit.RIGHT),  # the one before led to it
        (b"twoone", False, Fit.WRONG),
        (b"twoone", True, Fit.RIGHT),
        (b"one", False, Fit.WRONG),
        (b"", False, Fit.WRONG),
    ],
)
def test_output_is_held_against_the_bodies(sent, stdout, interleaved, expected) -> None:
    answers = sent(b"one", b"two")
    assert fit(ClientRun(stdout=stdout), answers, interleaved=interleaved) is expected


def test_output_that_is_no_body_cannot_be_held_against_one(sent) -> None:
    assert fit(ClientRun(tells_body=False), sent(b"one"), interleaved=False) is Fit.UNKNOWN


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((Result(ok=True, body=b"two"), Result(ok=True, body=b"one")), Fit.RIGHT),
        ((Result(ok=True, body=b"one"), Result(ok=True, body=b"one")), Fit.WRONG),
        ((Result(ok=True, body=b"one"), Result(ok=False, body=b"tw")), Fit.RIGHT),
        ((Result(ok=True), Result(ok=True)), Fit.UNKNOWN),
        ((Result(ok=True, length=4),), Fit.WRONG),
        ((Result(ok=True, status=404),), Fit.WRONG),
    ],
)
def test_each_result_is_an_answer_of_its_own(sent, results, expected) -> None:
    answers = sent(b"one", b"two")
    assert fit(ClientRun(results=results), answers, interleaved=True) is expected


def test_the_beginning_of_a_long_body_is_enough_with_its_length(sent) -> None:
    (answer,) = sent(b"x" * 100_000)
    begin = Result(ok=True, body=b"x" * 40_000)
    assert is_same(begin, answer)
    assert is_same(replace(begin, length=100_000), answer)
    assert not is_same(replace(begin, length=99_999), answer)
    assert not is_same(Result(ok=True, body=b"x" * 10), answer)
    assert not is_same(Result(ok=True, body=b"y" * 40_000), answer)


def test_any_body_may_be_a_coded_one_decoded(scene, told) -> None:
    scene.asks().head(fields=(("content-encoding", "gzip"),)).data(b"\x1f\x8b", end=True)
    (answer,) = told().answers
    assert is_same(Result(ok=True, status=200, body=b"plain", length=5), answer)
    assert not is_same(Result(ok=True, status=404, body=b"plain"), answer)


def test_a_result_that_says_it_had_no_body_is_told_so(sent) -> None:
    claim = claim_of(ClientRun(results=(Result(ok=True, status=200, body=b""),)), ONE, sent(b""))
    assert claim.text == "success, status 200, no body"
