"""A run as a whole: what is expected besides, findings, texts, and that nothing is too odd."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import Note
from h2craft.judge import (
    CHECKS,
    Case,
    ClientRun,
    Hearing,
    Outcome,
    Result,
    judge,
    parse_expect,
    parse_needs,
    parse_verdicts,
)
from h2craft.model import Board
from h2craft.scenario import Entry
from h2craft.trace import Kind, Origin, Record, record_from_json, record_to_json
from h2craft.wire import encode_stateless

PASS, LENIENT, FAIL = Outcome.PASS, Outcome.PASS_LENIENT, Outcome.FAIL
INCONCLUSIVE = Outcome.INCONCLUSIVE
ONE_REQUEST = "at most 1: dir:received type:HEADERS"


def right(scene):
    return scene.asks().half().violates().ping().goaway().leaves()


def test_a_run_is_judged_at_once_or_record_by_record(scene, make_case, runs) -> None:
    case = make_case()
    hearing = Hearing(case)
    for record in right(scene).records:
        hearing.take(record)
    assert judge(case, scene.records, runs.failed) == hearing.verdict(runs.failed)


def test_a_run_that_was_kept_is_judged_alike(scene, make_case, runs) -> None:
    case = make_case()
    kept = [record_from_json(record_to_json(record)) for record in right(scene).records]
    assert judge(case, kept, runs.failed) == judge(case, scene.records, runs.failed)
    plain = [
        one._replace(detail={"verb": "note", "text": one.detail.text})
        if isinstance(one.detail, Note)
        else one
        for one in scene.records
    ]
    assert judge(case, plain, runs.failed) == judge(case, scene.records, runs.failed)


def test_readings_of_somebody_s_fold_are_heard_alike(scene, make_case, runs) -> None:
    board, hearing = Board(), Hearing(make_case())
    for record in right(scene).records:
        hearing.hear(board.fold(record))
    assert hearing.verdict(runs.failed) == judge(make_case(), scene.records, runs.failed)


def test_asking_twice_gives_the_same(scene, make_case, runs) -> None:
    hearing = Hearing(make_case())
    for record in right(scene).records:
        hearing.take(record)
    assert hearing.verdict(runs.failed) == hearing.verdict(runs.failed)


# Expect


def test_what_is_expected_besides_must_hold_for_a_pass(scene, judged) -> None:
    right(scene)
    assert judged(expects=(ONE_REQUEST,)).outcome is PASS
    scene.asks(on=2)
    judgement = judged(expects=(ONE_REQUEST,))
    assert judgement.outcome is FAIL
    assert judgement.reason == f"expected {ONE_REQUEST!r}: there were 2"


def test_a_failure_tells_both_what_was_expected_and_what_was_ruled(scene, judged, runs) -> None:
    right(scene).asks(on=2)
    judgement = judged(client=runs.done, expects=(ONE_REQUEST,))
    assert "there were 2; the client reports a success" in judgement.reason


def test_a_recommendation_makes_a_pass_lenient(scene, judged) -> None:
    right(scene).asks(on=2)
    judgement = judged(expects=(f"should: {ONE_REQUEST}",))
    assert judgement.outcome is LENIENT
    assert judgement.warnings == (f"expected {'should: ' + ONE_REQUEST!r}: there were 2",)


def test_a_mark_that_was_never_reached_is_inconclusive(scene, judged) -> None:
    right(scene)
    judgement = judged(expects=("no: type:DATA; after goaway",))
    assert judgement.outcome is INCONCLUSIVE
    assert "the case never came to its mark 'goaway'" in judgement.reason


def test_what_the_case_has_counted_itself_counts(scene, judged, runs) -> None:
    scene.asks().mark("kept: one ACK for each SETTINGS").whole().leaves()
    assert judged("OK", runs.done, marked=False).outcome is PASS
    scene.mark("broken: one ACK for each PING")
    judgement = judged("OK", runs.done, marked=False)
    assert judgement.outcome is FAIL
    assert judgement.reason == "one ACK for each PING: it is not so"
    assert scene.last in judgement.records


def test_a_passive_check_counts_where_the_case_names_it(scene, judged, runs) -> None:
    scene.asks().whole()
    scene.talk.received(1, 0x5, 2, b"\x82\x86\x84")  # an even stream
    scene.leaves()
    name = "E/5.1.1/stream-ids"
    judgement = judged("OK", runs.done, marked=False)
    assert judgement.outcome is PASS
    assert name in {one.check for one in judgement.findings}
    judgement = judged("OK", runs.done, expects=(name,), marked=False)
    assert judgement.outcome is FAIL
    assert judgement.reason.startswith(f"expected {name!r}: ")


def test_what_a_passive_check_only_advises_against_is_lenient(scene, judged, runs) -> None:
    head = [(":method", "GET"), (":scheme", "https"), (":path", "/"), ("host", "a.test")]
    block = encode_stateless([(name.encode(), value.encode()) for name, value in head])
    scene.opened().talk.received(1, 0x5, 1, block)
    scene.whole().leaves()
    judgement = judged("OK", runs.done, expects=("E/8.3.1/pseudo-fields",), marked=False)
    assert judgement.outcome is LENIENT
    assert "in place of :authority" in judgement.reason


def test_how_a_client_left_is_not_told_where_it_was_ended(scene, judged, runs) -> None:
    scene.asks().whole().leaves()
    name = "E/9.1/closes-politely"
    assert name in {one.check for one in judged("OK", runs.done, marked=False).findings}
    for ended in ({"timed_out": True}, {"cancelled": True}, {"signal": "SIGSEGV"}):
        client = replace(runs.done, **ended)
        assert name not in {one.check for one in judged("OK", client, marked=False).findings}


def test_a_passive_check_with_nothing_to_judge_leaves_it_open(scene, judged, runs) -> None:
    scene.asks().whole().leaves()
    expects = ("E/8.5/connect-fields",)
    assert judged("OK", runs.done, expects=expects, marked=False).outcome is INCONCLUSIVE
    expects = ("never broken: E/8.5/connect-fields",)
    assert judged("OK", runs.done, expects=expects, marked=False).outcome is PASS


def test_a_passive_check_that_there_is_not_leaves_it_open(scene, judged, runs) -> None:
    scene.asks().whole().leaves()
    judgement = judged("OK", runs.done, expects=("E/6.1/no-such",), marked=False)
    assert judgement.outcome is INCONCLUSIVE
    assert "expected 'E/6.1/no-such': there is no such check" in judgement.reason


def test_a_passive_check_that_is_never_to_be_broken_may_be(scene, judged, runs) -> None:
    scene.asks().whole()
    scene.talk.received(1, 0x5, 2, b"\x82\x86\x84")  # an even stream
    scene.leaves()
    expects = ("never broken: E/5.1.1/stream-ids",)
    assert judged("OK", runs.done, expects=expects, marked=False).outcome is FAIL


def test_what_the_passive_checks_have_seen_is_told(scene, judged) -> None:
    seen = judged().seen | set()
    assert seen == set()
    right(scene)
    seen = judged().seen
    assert "E/3.4/preface" in seen and seen <= {one.id for one in CHECKS}


# C


def flooded(scene):
    scene.asks().mark("violation")
    for _ in range(20):
        scene.ping()
    return scene


@pytest.mark.parametrize(
    ("after", "client", "outcome", "word"),
    [
        (lambda s: s.goaway("ENHANCE_YOUR_CALM").leaves(), {}, PASS, "ENHANCE_YOUR_CALM"),
        (lambda s: s.goaway("PROTOCOL_ERROR").leaves(), {}, LENIENT, "ended it with PROTOCOL"),
        (lambda s: s.leaves(), {}, LENIENT, "without saying why"),
        (lambda s: s.whole().leaves(), {"status": 0, "stdout": None}, PASS, "it bore it"),
        (lambda s: s.leaves(), {"memory": 65 << 20}, FAIL, "grew by 65 MiB, 64 MiB are allowed"),
        (lambda s: s.leaves(), {"cpu": 21.0}, FAIL, "21.0 s of processor time"),
        (lambda s: s.leaves(), {"seconds": 31.0}, FAIL, "ran for 31.0 s"),
        (lambda s: s.leaves(), {"memory": 1 << 20, "cpu": 0.5}, LENIENT, "memory +1.0 MiB"),
        (lambda s: s.leaves(), {"status": 0}, FAIL, "reports a success"),
    ],
)
def test_a_client_that_is_abused_stays_within_its_budget(
    scene, judged, runs, after, client, outcome: Outcome, word: str
) -> None:
    after(flooded(scene))
    if client.get("stdout", b"") is None:
        client = {**client, "stdout": runs.whole}
    judgement = judged("BOUND", **client)
    assert judgement.outcome is outcome, judgement.reason
    assert word in judgement.reason


def test_how_much_it_took_before_it_gave_up_is_told(scene, judged) -> None:
    flooded(scene).passes(1.5).goaway("ENHANCE_YOUR_CALM").leaves()
    reason = judged("BOUND").reason
    assert "gave up after 358 octets in 22 frames, 1.5 s" in reason
    assert "memory was not measured" in reason


# Texts and bounds


def test_a_reason_is_not_endless(scene, judged) -> None:
    scene.asks()
    for number in range(100):
        scene.mark(f"broken: {'x' * 50} {number}")
    assert len(judged("OK", marked=False).reason) <= 1_000


def test_no_octet_of_a_peer_reaches_the_texts_as_it_is(scene, judged) -> None:
    scene.asks().half().violates().ping().goaway().leaves()
    judgement = judged(stderr=b"\x1b[31mred\x07\n", results=None)
    assert "\\x1b[31mred\\x07" in judgement.client
    results = (Result(ok=False, error="\x1b]0;x\x07"),)
    assert "\x1b" not in judged(results=results).client


def test_a_large_body_is_told_by_its_length(scene, judged, runs) -> None:
    scene.asks().head()
    for _ in range(300):
        scene.data(bytes(10_000))
    scene.data(b"", end=True)
    client = replace(runs.done, stdout=bytes(1 << 20), lost=3_000_000 - (1 << 20))
    assert judged("OK", client, marked=False).outcome is PASS
    short = replace(client, lost=client.lost - 1)
    judgement = judged("OK", short, marked=False)
    assert (judgement.outcome, judgement.client) == (FAIL, "exit 0, 2,999,999 of 3,000,000 octets")
    other = replace(client, stdout=b"x" + bytes((1 << 20) - 1))
    assert judged("OK", other, marked=False).outcome is FAIL


# Whatever comes

OCTETS = st.binary(max_size=30)
FRAMES = st.tuples(st.integers(0, 17), st.integers(0, 255), st.integers(0, 5), OCTETS)
NAMES = ["violation", "violated", "canary", "missing: x", "broken: y", "kept: z", "goaway", ""]
DETAILS = st.one_of(
    st.none(),
    st.builds(Note, text=st.sampled_from(["case: " + name for name in NAMES])),
    st.dictionaries(
        st.sampled_from(["how", "reason", "error", "alpn", "text", "stream", "by"]),
        st.one_of(st.none(), st.integers(-1, 9), st.text(max_size=5)),
        max_size=3,
    ),
)


def framed(frame: tuple[int, int, int, bytes]) -> bytes:
    kind, flags, stream, payload = frame
    head = len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big")
    return head + payload


RECORDS = st.lists(
    st.builds(
        lambda kind, frame, raw, connection, cause, detail: (
            kind,
            framed(frame) if kind in (Kind.FRAME_RECEIVED, Kind.FRAME_SENT) else raw,
            connection,
            cause,
            detail,
        ),
        st.one_of(
            st.sampled_from(list(Kind)),
            st.sampled_from([Kind.FRAME_RECEIVED, Kind.FRAME_SENT, Kind.ACTION_FIRED]),
        ),
        FRAMES,
        OCTETS,
        st.integers(0, 3),
        st.integers(0, 9),
        DETAILS,
    ),
    max_size=40,
)
CLIENTS = st.builds(
    ClientRun,
    started=st.booleans(),
    status=st.sampled_from([None, 0, 1]),
    signal=st.sampled_from(["", "", "SIGSEGV"]),
    timed_out=st.booleans(),
    cancelled=st.booleans(),
    stdout=OCTETS,
    stderr=OCTETS,
    lost=st.integers(0, 3),
    tells_exit=st.booleans(),
    tells_body=st.booleans(),
    memory=st.one_of(st.none(), st.integers(0, 1 << 30)),
    results=st.one_of(
        st.none(),
        st.lists(
            st.builds(
                Result,
                ok=st.booleans(),
                status=st.sampled_from([None, 200, 103]),
                body=st.one_of(st.none(), OCTETS),
                length=st.one_of(st.none(), st.integers(0, 40)),
                error=st.text(max_size=5),
            ),
            max_size=3,
        ).map(tuple),
    ),
)
STRICT = st.lists(
    st.sampled_from(["OK", "NOTOK", "ANY", "BOUND", "CE(any)", "SE(PROTOCOL_ERROR)"]),
    min_size=1,
    max_size=3,
).map(" or ".join)
EXPECTS = (
    "at most 1: dir:received; after goaway; same connection",
    "no: type:PING; before canary",
    "windows credited",
    "upload whole",
    "one connection",
    "should: names the code",
    "E/3.4/preface",
)
NEEDS = st.sampled_from(["", "head", "parallel 2", "push", "post 3, https", "requests 2"])


@given(RECORDS, CLIENTS, STRICT, NEEDS, st.booleans())
def test_whatever_happens_there_is_a_judgement(
    given_records, client, strict, needs, marked
) -> None:

    entry = Entry(name="a", file=None)  # type: ignore[arg-type]
    case = Case(
        id="A/6.1/a",
        group="A",
        section="6.1",
        level="MUST",
        star=False,
        title="",
        requires="",
        text="",
        shape=parse_needs(needs),
        strict=parse_verdicts(strict),
        expects=tuple(map(parse_expect, EXPECTS)),
        marked=marked,
        file=entry.file,
        entry=entry,
    )
    records = [
        Record(seq, seq / 10, connection, kind, octets, cause, Origin.PEER, detail)
        for seq, (kind, octets, connection, cause, detail) in enumerate(given_records, 1)
    ]
    judgement = judge(case, records, client)
    assert judgement.outcome in Outcome
    assert judgement.reason or judgement.outcome is PASS
    texts = " ".join((judgement.wire, judgement.client, judgement.reason, *judgement.warnings))
    assert texts.isprintable()
    assert set(judgement.records) <= {record.seq for record in records}
