from __future__ import annotations

from typing import Any

import pytest

from h2craft.scenario import Rules, Said
from h2craft.scenario.changes import changes, described, shown
from h2craft.scenario.plain import plain

EXACT = Rules(frozenset())


def said(frame: str, stream: int = 1, **meaning: Any) -> Said:
    return Said(connection=1, stream=stream, frame=frame, meaning=meaning)


def headers(*fields: tuple[str, str], **more: Any) -> Said:
    made = {"fields": [list(field) for field in fields], "end_stream": True, **more}
    return said("HEADERS", **made)


def told(one: Said, other: Said, rules: Rules = EXACT) -> list[str]:
    before, after = plain(one, rules), plain(other, rules)
    assert before is not None and after is not None
    return [change.sentence for change in changes(other, before, after)]


@pytest.mark.parametrize(
    ("one", "other", "sentences"),
    [
        (headers(), headers(), []),
        (
            headers(),
            headers(("accept-encoding", "gzip")),
            ["a new field accept-encoding: gzip"],
        ),
        (headers(("a", "b")), headers(), ["the field a: b is missing"]),
        (headers(("a", "b")), headers(("a", "c")), ["a was b, is c"]),
        (headers(("a", "b")), headers(("a", "b"), ("a", "c")), ["a was b, is b | c"]),
        (
            headers(("a", ""), ("b", "")),
            headers(("b", ""), ("a", "")),
            ["the fields come in another order: b, a; it was a, b"],
        ),
        (
            headers(("a", "b"), trailers=True),
            headers(trailers=True),
            ["the field in the trailers a: b is missing"],
        ),
        (
            headers(end_stream=False),
            headers(),
            ["HEADERS ends the stream, did not"],
        ),
        (
            said("HEADERS", fields=None),
            headers(end_stream=None),
            ["HEADERS was a header block that cannot be read, is 0 fields"],
        ),
        (
            said("SETTINGS", settings=[["INITIAL_WINDOW_SIZE", 65_535]]),
            said("SETTINGS", settings=[["INITIAL_WINDOW_SIZE", 33_554_432]]),
            ["SETTINGS: INITIAL_WINDOW_SIZE was 65,535, is 33,554,432"],
        ),
        (
            said("SETTINGS", settings=[["A", 1]]),
            said("SETTINGS", settings=[["B", 2]]),
            ["SETTINGS: A=1 is missing", "SETTINGS: a new B=2"],
        ),
        (
            said("SETTINGS", settings=[["A", 1], ["A", 2]]),
            said("SETTINGS", settings=[["A", 2]]),
            ["SETTINGS: A was 1, then 2, is 2"],
        ),
        (
            said("DATA", octets=10, sha256="x", end_stream=True),
            said("DATA", octets=12, sha256="y", end_stream=False),
            ["the body was 10 octets, is 12", "the body does not end the stream, did"],
        ),
        (
            said("DATA", octets=10, sha256="x"),
            said("DATA", octets=10, sha256="y"),
            ["the body has other octets"],
        ),
        (
            said("RST_STREAM", code="CANCEL"),
            said("RST_STREAM", code="NO_ERROR"),
            ["RST_STREAM was CANCEL, is NO_ERROR"],
        ),
        (said("DATA", settings=None), said("DATA"), ["DATA: settings is empty"]),
        (
            said("HEADERS", to="GET /a", fields=[]),
            said("HEADERS", to="GET /b", fields=[]),
            ["the request was GET /a, is GET /b"],
        ),
        (
            said("PUSH_PROMISE", fields=[["a", "1"]]),
            said("PUSH_PROMISE", fields=[["a", "2"]]),
            ["a was 1, is 2"],
        ),
        (
            said("GOAWAY", code="NO_ERROR", last=0),
            said("GOAWAY", code="NO_ERROR", last=-1, debug="why"),
            ["GOAWAY: last was 0, is -1", "GOAWAY: debug is why, was not there"],
        ),
        (
            said("END", how="fin"),
            said("END", how="reset"),
            ["the connection was ended by reset instead of fin"],
        ),
        (
            said("0x42", octets=1, sha256="x", flags=0),
            said("0x42", octets=1, sha256="y", flags=1),
            ["0x42 has another payload", "0x42: flags was 0, is 1"],
        ),
        (
            said("OCTETS", text="GET", octets=3, sha256="x"),
            said("OCTETS", text="PUT", octets=3, sha256="y"),
            ["what is no frame was GET, is PUT", "OCTETS has another payload"],
        ),
    ],
)
def test_what_is_different_is_a_sentence(one: Said, other: Said, sentences: list[str]) -> None:
    assert told(one, other) == sentences


def test_a_secret_is_not_shown() -> None:
    (sentence,) = told(headers(), headers(("authorization", "Basic hunter2")))
    assert sentence == "a new field authorization: (a secret of 13 octets)"


def test_a_value_that_may_vary_is_not_shown() -> None:
    rules = EXACT.changed(vary=["user-agent"])
    (sentence,) = told(headers(), headers(("user-agent", "curl")), rules)
    assert sentence == "a new field user-agent: (any)"


def test_octets_of_a_peer_reach_no_terminal_as_they_are() -> None:
    hostile = "\x1b[2J\u202e"
    pairs = [
        (headers(), headers((hostile, hostile))),
        (said("GOAWAY", debug=hostile), said("GOAWAY", debug="x")),
        (said("OCTETS", text=hostile), said("OCTETS", text="")),
        (said(hostile, sha256="1"), said(hostile, sha256="2")),
        (said("X", **{hostile: 1}), said("X", **{hostile: 2})),
    ]
    for one, other in pairs:
        for text in (*told(one, other), described(one), described(other)):
            assert text.isprintable()


def test_what_is_long_is_cut() -> None:
    (sentence,) = told(headers(), headers(("x", "y" * 100_000)))
    assert len(sentence) < 200
    assert len(shown(10**5000)) < 50


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (said("RST_STREAM", code="CANCEL"), "RST_STREAM CANCEL"),
        (said("GOAWAY", code="NO_ERROR"), "GOAWAY NO_ERROR"),
        (said("SETTINGS", ack=True), "SETTINGS ACK"),
        (said("PING", opaque="00"), "PING"),
        (said("DATA", octets=1_200), "DATA of 1,200 octets"),
        (headers(), "HEADERS"),
        (headers(trailers=True), "a trailer section"),
        (said("END", how="fin"), "the end of the connection by fin"),
        (said("0x42", octets=3), "0x42 of 3 octets"),
        (said("OCTETS", octets=3, text="GET"), '3 octets that are no frame ("GET")'),
        (said("PRIORITY", weight=3), "PRIORITY"),
    ],
)
def test_a_thing_said_has_a_name(one: Said, words: str) -> None:
    assert described(one) == words


@pytest.mark.parametrize(
    ("one", "other", "sentences"),
    [
        (said("SETTINGS", 0, ack=True), said("SETTINGS", 0, settings=[["A", 1]]), 2),
        (
            said("SETTINGS", 0, settings=None),
            said("SETTINGS", 0, settings=[["A", 1]]),
            1,
        ),
        (
            said("SETTINGS", 0, settings=[["A", 1], ["B", 2]]),
            said("SETTINGS", 0, settings=[["B", 2], ["A", 1]]),
            ["the parameters of SETTINGS come in another order: B, A; it was A, B"],
        ),
        (
            said("SETTINGS", 0, settings=[["A", 1], ["B", 2]]),
            said("SETTINGS", 0, settings=[["B", 2]]),
            ["SETTINGS: A=1 is missing"],
        ),
        (
            said("DATA", octets=5, sha256="a", end_stream=True),
            said("DATA", octets=5, sha256="b", end_stream=True),
            ["the body has other octets"],
        ),
        (said("RST_STREAM", code="CANCEL"), said("RST_STREAM", code="NO_ERROR"), 1),
        (
            headers(("authorization", "abc")),
            headers(("authorization", "abcd")),
            ["authorization was (a secret of 3 octets), is (a secret of 4 octets)"],
        ),
    ],
)
def test_each_kind_of_change_has_a_sentence(one: Said, other: Said, sentences: Any) -> None:
    made = told(one, other)
    assert made == sentences if isinstance(sentences, list) else len(made) == sentences, made


def test_another_error_code_is_told_by_both() -> None:
    one, other = said("RST_STREAM", code="CANCEL"), said("RST_STREAM", code="NO_ERROR")
    assert told(one, other) == ["RST_STREAM was CANCEL, is NO_ERROR"]


def test_other_octets_of_a_ping_are_told_by_both() -> None:
    one, other = said("PING", 0, opaque="00", ack=True), said("PING", 0, opaque="01", ack=True)
    assert told(one, other) == ["octets of PING was 00, is 01"]
