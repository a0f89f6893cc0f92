"""R1 to R5 and the vocabulary: (conversation, client run) against what it must come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from h2craft.judge import ClientRun, Outcome, Result

PASS, LENIENT, FAIL = Outcome.PASS, Outcome.PASS_LENIENT, Outcome.FAIL
INCONCLUSIVE = Outcome.INCONCLUSIVE

Story = Callable[[Any], Any]


def violated(scene: Any) -> Any:
    """Half a response, and DATA on stream 0."""
    return scene.asks().half().violates().ping()


WIRES: dict[str, Story] = {
    "right": lambda s: violated(s).goaway().leaves(),
    "right, not closed": lambda s: violated(s).goaway(),
    "right, before the PING was sent": lambda s: (
        s.asks().half().violates().goaway().leaves().ping()
    ),
    "wrong code": lambda s: violated(s).goaway("INTERNAL_ERROR").leaves(),
    "no error": lambda s: violated(s).goaway("NO_ERROR").leaves(),
    "closed": lambda s: violated(s).leaves(),
    "reset by TCP": lambda s: violated(s).leaves(how="reset"),
    "answered": lambda s: violated(s).pong().canary().leaves(),
    "answered, then right": lambda s: violated(s).pong().goaway().leaves(),
    "answered, then wrong": lambda s: violated(s).pong().goaway("INTERNAL_ERROR").leaves(),
    "answered, canary, then right": lambda s: violated(s).pong().canary().goaway().leaves(),
    "answered, then closed": lambda s: violated(s).pong().leaves(),
    "silent": lambda s: violated(s).passes(3.0).canary(),
    "silent, canary, then right": lambda s: violated(s).canary().goaway().leaves(),
    "silent, canary, then closed": lambda s: violated(s).canary().leaves(),
    "reset of the stream": lambda s: violated(s).resets().pong().leaves(),
}


def see(wire: str, scene: Any) -> None:
    WIRES[wire](scene)


@pytest.mark.parametrize(
    ("wire", "outcome", "words"),
    [
        ("right", PASS, "GOAWAY PROTOCOL_ERROR, closed"),
        ("right, not closed", LENIENT, "GOAWAY PROTOCOL_ERROR"),
        ("right, before the PING was sent", PASS, "GOAWAY PROTOCOL_ERROR, closed"),
        ("wrong code", LENIENT, "GOAWAY INTERNAL_ERROR, closed"),
        ("no error", LENIENT, "GOAWAY NO_ERROR, closed"),
        ("closed", LENIENT, "closed without GOAWAY"),
        ("reset by TCP", LENIENT, "reset by TCP without GOAWAY"),
        ("answered", FAIL, "no reaction: PING answered"),
        ("answered, then right", LENIENT, "GOAWAY PROTOCOL_ERROR, closed"),
        ("answered, then wrong", FAIL, "GOAWAY INTERNAL_ERROR, closed"),
        ("answered, canary, then right", FAIL, "GOAWAY PROTOCOL_ERROR, closed"),
        ("answered, then closed", FAIL, "no reaction: PING answered"),
        ("silent", FAIL, "no reaction: PING not answered"),
        ("silent, canary, then right", PASS, "GOAWAY PROTOCOL_ERROR, closed"),
        ("silent, canary, then closed", LENIENT, "no reaction, closed at the end"),
        ("reset of the stream", FAIL, "RST_STREAM PROTOCOL_ERROR on stream 1, closed"),
    ],
)
def test_a_connection_error_by_what_the_wire_says(
    scene, judged, wire: str, outcome: Outcome, words: str
) -> None:
    see(wire, scene)
    judgement = judged()
    assert (judgement.outcome, judgement.wire) == (outcome, words), judgement.reason


@pytest.mark.parametrize("wire", [name for name in WIRES if name != "silent"])
def test_whatever_the_wire_says_a_success_that_is_reported_is_a_failure(
    scene, judged, runs, wire: str
) -> None:
    """R1, R4: exit 0 for a violated request."""
    see(wire, scene)
    judgement = judged(client=runs.done)
    assert judgement.outcome is FAIL
    assert "the client reports a success: exit 0" in judgement.reason


def test_a_client_that_resets_properly_and_exits_0_with_half_a_body_is_a_finding(
    scene, judged, runs
) -> None:
    see("right", scene)
    judgement = judged(client=runs.done, stdout=runs.first)
    assert judgement.outcome is FAIL
    assert judgement.wire == "GOAWAY PROTOCOL_ERROR, closed"
    assert judgement.client == "exit 0, 16 octets of an unfinished body"
    assert judgement.reason.endswith("the wire was right")


def test_any_code_is_right_where_the_case_says_so(scene, judged) -> None:
    see("wrong code", scene)
    assert judged("CE(any)").outcome is PASS
    assert judged("CE(PROTOCOL_ERROR|INTERNAL_ERROR)").outcome is PASS


def test_the_records_that_prove_it_are_named(scene, judged) -> None:
    see("right", scene)
    judgement = judged()
    kinds = [scene.records[seq - 1] for seq in judgement.records]
    frames = [one.octets[3] for one in kinds if one.octets]
    assert frames == [1, 0, 7]  # the request, DATA on stream 0, GOAWAY
    assert list(judgement.records) == sorted(judgement.records)


def test_a_client_that_says_nothing_is_judged_by_the_wire(scene, judged) -> None:
    see("right", scene)
    assert judged(tells_exit=False, status=0).outcome is PASS


def test_a_close_after_the_canary_proves_nothing_where_the_client_says_nothing(
    scene, judged
) -> None:
    see("silent, canary, then closed", scene)
    assert judged(tells_exit=False).outcome is INCONCLUSIVE


def test_the_first_connection_with_the_violation_is_judged_and_the_rest_is_counted(
    scene, judged
) -> None:
    """R5, R13."""
    scene.asks(on=1).leaves(on=1)
    scene.asks(on=2).half(on=2).violates(on=2).ping(on=2).goaway(on=2).leaves(on=2)
    for again in (3, 4):
        scene.asks(on=again).half(on=again).violates(on=again).ping(on=again).leaves(on=again)
    judgement = judged()
    assert judgement.outcome is PASS
    assert judgement.wire == (
        "GOAWAY PROTOCOL_ERROR, closed; then 2 more requests on 2 new connections"
    )


def test_a_retry_that_was_answered_without_a_violation_may_be_a_success(
    scene, judged, runs
) -> None:
    see("right", scene)
    scene.asks(on=2).whole(on=2)
    assert judged(client=runs.done).outcome is PASS


def test_a_retry_that_was_answered_does_not_excuse_two_bodies_in_one(scene, judged, runs) -> None:
    see("right", scene)
    scene.asks(on=2).whole(on=2)
    assert judged(client=runs.done, stdout=runs.first + runs.whole).outcome is FAIL


def test_a_request_that_was_complete_before_the_violation_may_be_a_success(
    scene, judged, runs
) -> None:
    scene.asks(1).request(3).whole(1).half(3).violates().ping().goaway().leaves()
    results = (Result(ok=True, body=runs.whole), Result(ok=False, error="bad"))
    assert judged(needs="parallel 2", results=results).outcome is PASS
    both = (Result(ok=True, body=runs.whole), Result(ok=True, body=runs.whole))
    assert judged(needs="parallel 2", results=both).outcome is FAIL


def test_a_client_that_left_before_the_violation_is_inconclusive(scene, judged) -> None:
    scene.asks().half().leaves().violates()
    assert judged().outcome is INCONCLUSIVE


def test_what_tls_says_of_a_violation_of_tls_is_right(scene, judged) -> None:
    from h2craft.trace import Kind

    violated(scene).tells(Kind.TLS_FAILED, reason="unexpected message")
    assert judged(needs="https").outcome is PASS
    assert judged().outcome is LENIENT
    assert judged().wire == "TLS: unexpected message without GOAWAY"


# SE


def header_violated(scene: Any) -> Any:
    """HEADERS in the middle of the response."""
    return scene.asks().half().violates(1, 4, 1, b"\x88").ping()


@pytest.mark.parametrize(
    ("wire", "outcome"),
    [
        (lambda s: s.resets().pong().leaves(), PASS),
        (lambda s: s.pong().resets().leaves(), PASS),
        (lambda s: s.resets("INTERNAL_ERROR").pong().leaves(), LENIENT),
        (lambda s: s.resets("NO_ERROR").leaves(), LENIENT),
        (lambda s: s.goaway().leaves(), PASS),
        (lambda s: s.goaway("INTERNAL_ERROR").leaves(), LENIENT),
        (lambda s: s.resets("CANCEL").goaway().leaves(), PASS),
        (lambda s: s.leaves(), LENIENT),
        (lambda s: s.pong().canary().leaves(), LENIENT),
        (lambda s: s.resets(stream=3).pong().leaves(), LENIENT),
    ],
)
def test_a_stream_error_by_what_the_wire_says(scene, judged, wire: Story, outcome: Outcome) -> None:
    wire(header_violated(scene))
    judgement = judged("SE(PROTOCOL_ERROR)")
    assert judgement.outcome is outcome, judgement.reason


def test_nothing_on_the_wire_and_a_success_is_a_failure(scene, judged, runs) -> None:
    header_violated(scene).pong().canary().leaves()
    judgement = judged("SE(PROTOCOL_ERROR)", runs.done)
    assert (judgement.outcome, judgement.client) == (FAIL, "exit 0, whole body")


def test_nothing_on_the_wire_and_nothing_said_is_inconclusive(scene, judged) -> None:
    header_violated(scene).pong().canary().leaves()
    assert judged("SE(PROTOCOL_ERROR)", tells_exit=False).outcome is INCONCLUSIVE


def test_a_stream_error_of_a_promise_is_about_the_promised_stream(scene, judged, runs) -> None:
    """The request that carries it may well be a success."""
    promise = (2).to_bytes(4, "big") + b"\x82\x86\x84"
    scene.asks().half().violates(5, 4, 1, promise).ping()
    scene.resets(stream=2).pong().canary().leaves()
    assert judged("SE(PROTOCOL_ERROR)", runs.done).outcome is PASS


def test_a_promise_that_is_taken_is_no_reaction(scene, judged, runs) -> None:
    promise = (2).to_bytes(4, "big") + b"\x82\x86\x84"
    scene.asks().half().violates(5, 4, 1, promise).ping().pong().canary().leaves()
    assert judged("SE(PROTOCOL_ERROR)", runs.done).outcome is FAIL
    assert judged("SE(PROTOCOL_ERROR)", runs.failed).outcome is FAIL


def test_a_violation_after_the_end_of_a_response_leaves_it_a_success(scene, judged, runs) -> None:
    """DATA on a half-closed (remote) stream: SE(STREAM_CLOSED), and the body was there."""
    scene.asks(method="POST", end=False).whole().violates(0, 0, 1, b"late").ping()
    scene.resets("STREAM_CLOSED").pong().leaves()
    assert judged("SE(STREAM_CLOSED)", runs.done).outcome is PASS


# OK


@pytest.mark.parametrize(
    ("client", "outcome", "words"),
    [
        ({"status": 0}, PASS, "exit 0, whole body"),
        ({"stdout": b"the first half, "}, FAIL, "exit 0, 16 of 29 octets"),
        ({"stdout": b""}, FAIL, "exit 0, no output"),
        (
            {"stdout": b"the worst half, and the rest\n"},
            FAIL,
            "exit 0, 29 octets other than the 29 sent, from octet 4 on",
        ),
        ({"status": 7, "stderr": b"\n oh \n"}, FAIL, "exit 7: oh, whole body"),
        ({"tells_exit": False}, LENIENT, "exit 0 (which says nothing), whole body"),
        ({"tells_body": False, "stdout": b"other"}, PASS, "exit 0"),
        (
            {"results": (Result(ok=True, status=200, length=29),)},
            PASS,
            "success, status 200, whole body",
        ),
        (
            {"results": (Result(ok=True, status=103, length=29),)},
            FAIL,
            "success, status 103, whole body",
        ),
        (
            {"results": (Result(ok=True, body=b"the first half, "),)},
            FAIL,
            "success, 16 of 29 octets",
        ),
        ({"results": (Result(ok=False, error="no\nway"),)}, FAIL, "failure: no way"),
    ],
)
def test_a_whole_response_by_what_the_client_says(
    scene, judged, runs, client: dict[str, Any], outcome: Outcome, words: str
) -> None:
    scene.asks().whole().leaves()
    judgement = judged("OK", runs.done, marked=False, **client)
    assert (judgement.outcome, judgement.client) == (outcome, words), judgement.reason


def test_a_body_is_not_held_against_a_client_that_shows_something_else(scene, judged, runs) -> None:
    scene.asks().whole().leaves()
    client = replace(runs.done, stdout=b"as HTML")
    assert judged("OK", client, marked=False).outcome is FAIL
    assert judged("OK", client, marked=False, loose=True).outcome is PASS


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        (lambda s: s.goaway("NO_ERROR").leaves(), PASS),
        (lambda s: s.goaway().leaves(), FAIL),
        (lambda s: s.resets("STREAM_CLOSED").leaves(), LENIENT),
        (lambda s: s.resets("CANCEL", stream=2).leaves(), PASS),
        (lambda s: s.resets("PROTOCOL_ERROR", stream=2).leaves(), FAIL),
        (lambda s: s.ping().pong().leaves(), PASS),
        (lambda s: s.ping().leaves(), PASS),
        (lambda s: s.ping().ping(data=b"abcdefgh").pong(data=b"abcdefgh").leaves(), FAIL),
        (lambda s: s.ping().passes(3.0).leaves(), FAIL),
    ],
)
def test_a_whole_body_and_what_else_the_wire_says(
    scene, judged, runs, after: Story, outcome: Outcome
) -> None:
    after(scene.asks().whole())
    judgement = judged("OK", runs.done, marked=False)
    assert judgement.outcome is outcome, judgement.reason


def test_a_reset_in_mid_response_is_an_objection(scene, judged, runs) -> None:
    scene.asks().half().resets("CANCEL").rest()
    assert judged("OK", runs.done, marked=False).outcome is FAIL


def test_an_upload_that_has_its_answer_may_be_given_up(scene, judged, runs) -> None:
    """9113 8.1."""
    scene.asks(method="POST", end=False).whole().resets("NO_ERROR").leaves()
    assert judged("OK", runs.done, needs="post 100", marked=False).outcome is PASS


def test_a_success_without_the_end_of_the_response_is_a_failure(scene, judged, runs) -> None:
    scene.asks().half().leaves()
    judgement = judged("OK", runs.done, marked=False, stdout=runs.first)
    assert judgement.outcome is FAIL
    assert "0 of 1 answers were ended" in judgement.reason


def test_requests_that_were_never_made_are_inconclusive(scene, judged, runs) -> None:
    scene.asks().whole().leaves()
    judgement = judged("OK", runs.done, needs="requests 2", marked=False)
    assert judgement.outcome is INCONCLUSIVE
    assert judgement.reason == "the client made 1 of 2 requests"


def test_bodies_come_in_the_order_they_were_asked_for(scene, judged, runs) -> None:
    scene.asks(1).head(1).data(b"one", 1, end=True)
    scene.request(3).head(3).data(b"two", 3, end=True).leaves()
    assert judged("OK", runs.done, needs="requests 2", stdout=b"onetwo", marked=False).outcome is (
        PASS
    )
    assert judged("OK", runs.done, needs="requests 2", stdout=b"twoone", marked=False).outcome is (
        FAIL
    )


def test_bodies_of_parallel_requests_may_be_interleaved(scene, judged, runs) -> None:
    scene.asks(1).request(3).head(1).head(3).data(b"one", 1, end=True).data(b"two", 3, end=True)
    judgement = judged("OK", runs.done, needs="parallel 2", stdout=b"twoneo", marked=False)
    assert (judgement.outcome, judgement.client) == (PASS, "exit 0, all bodies, interleaved")
    judgement = judged("OK", runs.done, needs="parallel 2", stdout=b"twoned", marked=False)
    assert judgement.outcome is FAIL


def test_a_head_request_shows_nothing(scene, judged, runs) -> None:
    scene.asks(method="HEAD").head(end=True).leaves()
    nothing = replace(runs.done, stdout=b"")
    assert judged("OK", nothing, needs="head", marked=False).outcome is PASS
    assert judged("OK", runs.done, needs="head", marked=False).outcome is FAIL


@pytest.mark.parametrize("status", ["204", "304"])
def test_data_that_must_not_be_there_must_not_be_shown(scene, judged, runs, status: str) -> None:
    scene.asks().head(status=status).data(b"text", end=True).leaves()
    assert judged("OK", replace(runs.done, stdout=b""), marked=False).outcome is PASS
    assert judged("OK", replace(runs.done, stdout=b"text"), marked=False).outcome is FAIL


def test_data_in_the_answer_to_head_is_never_output(scene, judged, runs) -> None:
    scene.asks(method="HEAD").head().violates(0, 1, 1, b"text").ping().pong().leaves()
    strict = "SE(PROTOCOL_ERROR) or OK"
    assert judged(strict, replace(runs.done, stdout=b""), needs="head").outcome is PASS
    assert judged(strict, replace(runs.done, stdout=b"text"), needs="head").outcome is FAIL


def test_interim_responses_are_no_part_of_the_body(scene, judged, runs) -> None:
    scene.asks().head(status="103").head(status="100").whole().leaves()
    assert judged("OK", runs.done, marked=False).outcome is PASS


def test_the_data_of_a_tunnel_is_no_body(scene, judged, runs) -> None:
    scene.asks(method="CONNECT", end=False).head().data(b"through", end=True).leaves()
    judgement = judged(
        "OK", replace(runs.done, stdout=b"else"), needs="method CONNECT", marked=False
    )
    assert judgement.outcome is PASS


def test_a_coded_body_may_be_decoded_by_the_client(scene, judged, runs) -> None:
    scene.asks().head(fields=(("content-encoding", "gzip"),)).data(b"\x1f\x8b", end=True).leaves()
    assert judged("OK", replace(runs.done, stdout=b"plain"), marked=False).outcome is PASS


def test_trailers_end_a_response(scene, judged, runs) -> None:
    scene.asks().half()
    scene.talk.sent(1, 0x5, 1, b"\x00\x01a\x01b")
    assert judged("OK", runs.done, stdout=runs.first, marked=False).outcome is PASS


def test_an_exit_status_that_tells_nothing_is_no_success(scene, judged, runs) -> None:
    scene.asks().half().reset("CANCEL").leaves()
    judgement = judged("NOTOK", runs.done, tells_exit=False, marked=False)
    assert judgement.outcome is INCONCLUSIVE


# NOTOK and ANY


def test_half_a_response_is_not_ok(scene, judged, runs) -> None:
    scene.asks().half().mark("violation").reset("NO_ERROR").mark("violated").ping().pong().leaves()
    assert judged("NOTOK").outcome is PASS
    judgement = judged("NOTOK", runs.done, stdout=runs.first)
    assert judgement.outcome is FAIL
    assert judgement.client == "exit 0, 16 octets of an unfinished body"


def test_not_ok_is_met_by_the_wire_leniently_where_the_client_says_nothing(scene, judged) -> None:
    see("right", scene)
    assert judged("NOTOK", tells_exit=False).outcome is LENIENT


def test_ok_or_not_ok_takes_a_clean_retry_and_a_clean_failure_and_nothing_between(
    scene, judged, runs
) -> None:
    scene.asks().half().mark("violation").reset("REFUSED_STREAM").mark("violated")
    strict = "OK or NOTOK"
    assert judged(strict, runs.failed).outcome is PASS
    assert judged(strict, runs.done, stdout=runs.first).outcome is FAIL
    scene.request(3).whole(3).leaves()
    assert judged(strict, runs.done).outcome is PASS
    assert judged(strict, runs.done, stdout=runs.first + runs.whole).outcome is FAIL


def test_anything_goes_but_an_inconsistent_success(scene, judged, runs) -> None:
    scene.asks(1).request(3).whole(1).half(3)
    scene.violates(0, 1, 1, b"again").ping().pong().canary(3).leaves()
    assert judged("ANY", runs.done, needs="parallel 2", stdout=runs.whole * 2).outcome is PASS
    assert judged("ANY", runs.failed, needs="parallel 2").outcome is PASS
    more = runs.whole + b"again" + runs.whole
    assert judged("ANY", runs.done, needs="parallel 2", stdout=more).outcome is FAIL


def test_anything_goes_where_the_client_goes_on_with_http_1_1(scene, judged, runs) -> None:
    from h2craft.trace import Kind

    scene.asks().mark("violation").reset("HTTP_1_1_REQUIRED").mark("violated").leaves()
    scene.talk(Kind.CONNECTION_OPENED, connection=2, detail={})
    scene.talk(Kind.OCTETS_RECEIVED, b"GET / HTTP/1.1\r\n\r\n", connection=2)
    assert judged("ANY", runs.done, stdout=b"by HTTP/1.1").outcome is PASS


def test_as_long_as_it_said_is_conceivable_without_an_end(scene, judged, runs) -> None:
    scene.asks().head(fields=(("content-length", "16"),)).data()
    scene.mark("violation").reset("CANCEL").mark("violated").leaves()
    client = replace(runs.done, stdout=runs.first)
    assert judged("NOTOK", client, lenient="ANY").outcome is LENIENT
    assert judged("NOTOK", client).outcome is FAIL


# what is accepted beyond the strict verdicts


def test_a_lenient_verdict_is_never_a_clean_pass(scene, judged, runs) -> None:
    header_violated(scene).pong().canary().leaves()
    assert judged("SE(PROTOCOL_ERROR)", runs.done, lenient="OK").outcome is LENIENT


def test_of_several_strict_verdicts_one_is_enough(scene, judged, runs) -> None:
    header_violated(scene).pong().canary().leaves()
    assert judged("SE(PROTOCOL_ERROR) or OK", runs.done).outcome is PASS


def test_a_lie_is_the_reason_where_no_verdict_is_met(scene, judged, runs) -> None:
    see("right", scene)
    judgement = judged("OK or CE(PROTOCOL_ERROR)", runs.done, stdout=runs.first)
    assert judgement.outcome is FAIL
    assert judgement.reason.startswith("the client reports a success: exit 0, 16 octets")


def test_a_run_without_any_process_is_judged_by_the_wire(scene, judged) -> None:
    """As a browser is that comes by itself."""
    scene.asks().whole()
    silent = ClientRun(tells_exit=False, tells_body=False, results=None, status=None)
    assert judged("OK", silent, marked=False).outcome is LENIENT


# What cannot be told for certain


def test_a_stream_error_that_is_marked_nowhere_is_about_every_request(scene, judged, runs) -> None:
    scene.asks().half()
    judgement = judged("SE(PROTOCOL_ERROR)", runs.failed, marked=False)
    assert judgement.outcome is LENIENT
    assert judgement.reason == "nothing on the wire, but the request is reported as failed"
    judgement = judged("SE(PROTOCOL_ERROR)", runs.failed, tells_exit=False, marked=False)
    assert judgement.outcome is INCONCLUSIVE


def test_an_answer_that_was_never_ended_proves_nothing_where_the_client_says_nothing(
    scene, judged, runs
) -> None:
    scene.asks().half().leaves()
    judgement = judged("OK", runs.done, tells_exit=False, marked=False)
    assert (judgement.outcome, judgement.reason) == (
        INCONCLUSIVE,
        "0 of 1 answers were ended",
    )


def test_giving_up_a_request_that_our_goaway_left_out_is_no_complaint(scene, judged, runs) -> None:
    """9113 6.8: it may be made again elsewhere."""
    scene.asks(1).request(3)
    scene.talk.sent(7, 0, 0, (1).to_bytes(4, "big") + bytes(4))
    scene.resets("CANCEL", 3).whole(1).asks(on=2).whole(on=2).leaves()
    assert judged(
        "OK", runs.done, needs="requests 2", stdout=runs.whole * 2, marked=False
    ).outcome is (PASS)


def test_a_reset_of_what_we_had_reset_was_over(scene, judged, runs) -> None:
    scene.asks().half().reset("CANCEL").resets("STREAM_CLOSED").request(3).whole(3).leaves()
    judgement = judged("OK", runs.done, marked=False)
    assert judgement.outcome is LENIENT
    assert judgement.reason == "the client reset stream 1 with STREAM_CLOSED, which was over"


def test_a_success_that_is_true_is_no_failure(scene, judged, runs) -> None:
    scene.asks().whole().leaves()
    judgement = judged("NOTOK", runs.done, marked=False)
    assert judgement.outcome is FAIL
    assert judgement.reason == "the client reports a success: exit 0, whole body"


PROMISED = b"\x00\x00\x00\x02\x82\x86\x84"
REFUSALS: dict[str, Story] = {
    "at once": lambda s: s.resets("CANCEL", 2).pong().canary().leaves(),
    "before the rest": lambda s: s.pong().resets("CANCEL", 2).canary().leaves(),
    "when all is over": lambda s: s.pong().canary().resets("CANCEL", 2).leaves(),
    "when all is over, with the right code": lambda s: (
        s.pong().canary().resets("PROTOCOL_ERROR", 2).leaves()
    ),
}


@pytest.mark.parametrize(
    ("when", "outcome"),
    [
        ("at once", LENIENT),
        ("before the rest", LENIENT),
        ("when all is over", FAIL),
        ("when all is over, with the right code", PASS),
    ],
)
def test_a_push_that_is_cancelled_in_the_end_is_no_objection_to_it(
    scene, judged, when: str, outcome: Outcome
) -> None:
    REFUSALS[when](scene.asks().half().violates(5, 4, 1, PROMISED).ping())
    assert judged("SE(PROTOCOL_ERROR)", needs="push").outcome is outcome
