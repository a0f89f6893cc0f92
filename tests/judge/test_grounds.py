"""R8: what is inconclusive or skipped, and what fails whatever the verdict is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from h2craft.judge import ClientRun, Outcome
from h2craft.trace import Kind
from h2craft.wire import SettingId

FAIL, INCONCLUSIVE, SKIPPED = Outcome.FAIL, Outcome.INCONCLUSIVE, Outcome.SKIPPED
PASS = Outcome.PASS


def test_a_client_that_did_not_start_is_named(judged) -> None:
    judgement = judged(started=False, trouble="cannot be started: no such program")
    assert judgement.outcome is INCONCLUSIVE
    assert judgement.reason == "the client did not start: cannot be started: no such program"
    assert judgement.client == "not started: cannot be started: no such program"


def test_a_client_that_never_connects_is_named(judged, runs) -> None:
    judgement = judged(client=replace(runs.failed, status=6, stdout=b""))
    assert judgement.outcome is INCONCLUSIVE
    assert judgement.reason == ("the client never connected (exit 6: curl: (56) bad, no body)")
    assert judgement.wire == "no connection"


def test_a_failed_handshake_is_named(scene, judged) -> None:
    scene.tells(Kind.CONNECTION_OPENED).tells(Kind.TLS_FAILED, reason="unknown ca\x1b[0m")
    judgement = judged()
    assert judgement.outcome is INCONCLUSIVE
    assert judgement.reason.startswith("the TLS handshake failed: unknown ca\\x1b[0m")
    assert judgement.wire == "TLS failed: unknown ca\\x1b[0m"


def test_a_failed_handshake_is_an_answer_where_the_case_is_about_tls(scene, judged) -> None:
    scene.tells(Kind.CONNECTION_OPENED).tells(Kind.TLS_FAILED, reason="bad cipher")
    assert judged("NOTOK", serve={"cipher": "x"}).outcome is PASS
    assert judged("ANY", serve={"cipher": "x"}).outcome is PASS


@pytest.mark.parametrize(
    ("tls", "octets", "words"),
    [
        ({"version": "TLSv1.3", "alpn": None}, b"", "the client does not speak HTTP/2: no ALPN"),
        (
            {"version": "TLSv1.3", "alpn": "http/1.1"},
            b"GET / HTTP/1.1\r\n",
            "the client does not speak HTTP/2: ALPN http/1.1",
        ),
        (None, b"GET / HTTP/1.1\r\n\r\n", "the client speaks HTTP/1.1"),
        (None, b"", "the client connected and never sent a connection preface"),
    ],
)
def test_a_client_that_speaks_no_http2_is_named(
    scene, judged, tls: dict[str, str] | None, octets: bytes, words: str
) -> None:
    scene.tells(Kind.CONNECTION_OPENED)
    if tls:
        scene.tells(Kind.TLS_ESTABLISHED, **tls)
    scene.talk(Kind.OCTETS_RECEIVED, octets)
    judgement = judged()
    assert judgement.outcome is INCONCLUSIVE
    assert judgement.reason.startswith(words)
    assert judgement.wire == "no HTTP/2"


def test_a_client_that_sends_no_request_is_named(scene, judged) -> None:
    scene.opened().leaves()
    judgement = judged()
    assert judgement.outcome is INCONCLUSIVE
    assert judgement.reason.startswith("the client connected and sent no request")


def test_a_violation_before_the_first_request_is_judged_without_one(scene, judged) -> None:
    scene.opened().violates().ping().goaway().leaves()
    assert judged().outcome is PASS


@pytest.mark.parametrize("strict", ["CE(PROTOCOL_ERROR)", "SE(any)", "OK", "NOTOK", "ANY", "BOUND"])
def test_a_hang_fails_whatever_the_verdict(scene, judged, runs, strict: str) -> None:
    scene.asks().half().violates().ping().goaway()
    judgement = judged(strict, ClientRun(status=None, timed_out=True, seconds=10.04))
    assert judgement.outcome is FAIL
    assert judgement.reason.startswith("the client hung: it was ended after 10 s")
    assert judgement.client.startswith("hung, and was ended after 10 s")


@pytest.mark.parametrize("strict", ["CE(PROTOCOL_ERROR)", "OK", "NOTOK", "ANY", "BOUND"])
def test_a_crash_fails_whatever_the_verdict(scene, judged, strict: str) -> None:
    scene.asks().half().violates().ping().goaway().leaves()
    judgement = judged(strict, ClientRun(status=None, signal="SIGSEGV"))
    assert judgement.outcome is FAIL
    assert judgement.reason == "the client was ended by SIGSEGV"
    assert judgement.client.startswith("ended by SIGSEGV")


def test_a_client_that_was_told_to_stop_has_not_crashed(scene, judged) -> None:
    scene.asks().half().resets("CANCEL").leaves()
    run = ClientRun(status=None, signal="SIGINT", cancelled=True)
    assert judged("ANY", run, needs="cancel 1", marked=False).outcome is PASS


def test_a_client_without_push_is_skipped(scene, judged) -> None:
    scene.opened(settings=((SettingId.ENABLE_PUSH, 0),)).request().whole()
    judgement = judged(needs="push")
    assert judgement.outcome is SKIPPED
    assert judgement.reason == "the client does not take pushes: it announced ENABLE_PUSH 0"


def test_a_client_that_says_nothing_of_push_takes_it(scene, judged) -> None:
    scene.asks().half().violates().ping().goaway().leaves()
    assert judged(needs="push").outcome is PASS


@pytest.mark.parametrize(
    ("value", "outcome", "told"),
    [
        (100, PASS, ""),
        (4096, SKIPPED, "announced HEADER_TABLE_SIZE 4,096"),
        (None, SKIPPED, "announced no HEADER_TABLE_SIZE"),
    ],
)
def test_settings_the_case_needs_are_looked_for(
    scene, judged, value: int | None, outcome: Outcome, told: str
) -> None:
    scene.opened(settings=() if value is None else ((SettingId.HEADER_TABLE_SIZE, value),))
    scene.request().half().violates().ping().goaway().leaves()
    judgement = judged(needs="settings HEADER_TABLE_SIZE<4096")
    assert judgement.outcome is outcome
    assert judgement.reason.endswith(told)


def test_what_the_client_never_did_is_inconclusive_and_named(scene, judged, runs) -> None:
    scene.asks().mark("missing: a second request").whole().leaves()
    judgement = judged("OK", runs.done, marked=False)
    assert judgement.outcome is INCONCLUSIVE
    assert judgement.reason == "the client did not do what the case needs: a second request"
    # So for a case that would have come to its violation: it says why it has not.
    assert judged("OK", runs.done, marked=True).reason == judgement.reason


def test_what_it_did_wrong_before_still_counts(scene, judged, runs) -> None:
    scene.asks().half().goaway().leaves().mark("missing: a second request")
    assert judged("OK", runs.failed, marked=False).outcome is FAIL


def test_an_objection_before_something_is_missing_still_counts(scene, judged, runs) -> None:
    scene.asks().half().violates().ping().goaway().leaves().mark("missing: a second request")
    assert judged("CE(PROTOCOL_ERROR)", runs.failed).outcome is PASS


def test_what_it_gave_up_before_the_violation_is_no_objection_to_it(scene, judged, runs) -> None:
    scene.asks().whole().resets().violates().mark("missing: an upload that goes on").ping().pong()
    judgement = judged("SE(STREAM_CLOSED)", runs.done)
    assert judgement.outcome is INCONCLUSIVE
    assert judgement.reason.endswith("needs: an upload that goes on")


def test_what_a_retry_did_not_do_is_nobody_s_business(scene, judged, runs) -> None:
    """R5: the first connection is judged."""
    scene.asks().half().violates().ping().goaway().leaves()
    scene.asks(on=2).mark("missing: two requests at the same time", on=2).whole(on=2)
    assert judged("CE(PROTOCOL_ERROR)", runs.failed).outcome is PASS


def test_a_case_that_never_came_to_its_violation_is_inconclusive(scene, judged) -> None:
    scene.asks().half().leaves()
    judgement = judged()
    assert judgement.outcome is INCONCLUSIVE
    assert judgement.reason.startswith(
        "the case never came to what it is about: the client left before"
    )


def test_who_had_all_it_wanted_need_not_stay_where_anything_goes(scene, judged, runs) -> None:
    scene.asks().head(fields=(("content-length", "16"),)).data().leaves()
    client = replace(runs.done, stdout=runs.first)
    assert judged("NOTOK", client, lenient="ANY").outcome is Outcome.PASS_LENIENT
    assert judged("NOTOK", client).outcome is INCONCLUSIVE


def test_a_script_that_fails_is_inconclusive(scene, judged, runs) -> None:
    scene.asks().half().tells(Kind.HANDLER_RAISED, stream=1, hook="main", error="Oh: no\x1b")
    judgement = judged("OK", runs.failed, marked=False)
    assert judgement.outcome is INCONCLUSIVE
    assert judgement.reason == "the case's script raised: Oh: no\\x1b"


def test_a_script_that_fails_makes_no_hang_the_client_s(scene, judged) -> None:
    scene.asks().half().tells(Kind.HANDLER_RAISED, stream=1, hook="main", error="Oh")
    run = ClientRun(status=None, timed_out=True, seconds=10)
    assert judged("OK", run, marked=False).outcome is INCONCLUSIVE


def test_a_script_that_does_not_load_is_named(scene, judged) -> None:
    scene.tells(Kind.SCRIPT_BROKEN, on=0, file="a.py", line=3, error="SyntaxError: no")
    judgement = judged()
    assert judgement.outcome is INCONCLUSIVE
    assert judgement.reason == "the case's script does not load: SyntaxError: no"


@pytest.mark.parametrize("raised_on", [1, 2])
def test_a_script_that_fails_after_the_objection_is_a_warning(
    scene, judged, raised_on: int
) -> None:
    scene.asks().half().violates().ping().goaway().leaves()
    scene.tells(Kind.HANDLER_RAISED, on=raised_on, stream=1, hook="main", error="Oh")
    judgement = judged()
    assert judgement.outcome is PASS
    assert "the case's script raised: Oh" in judgement.warnings


def test_a_script_that_fails_after_all_was_said_is_a_warning(scene, judged, runs) -> None:
    scene.asks().whole().tells(Kind.HANDLER_RAISED, stream=1, hook="main", error="Oh")
    assert judged("OK", runs.done, marked=False).outcome is PASS


def test_lost_records_prove_nothing(scene, judged) -> None:
    scene.asks().half().violates().ping().goaway().leaves().tells(Kind.RECORDS_LOST, count=3)
    judgement = judged()
    assert (judgement.outcome, judgement.reason) == (
        INCONCLUSIVE,
        "records of the run are lost",
    )
