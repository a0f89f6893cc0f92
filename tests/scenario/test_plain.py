from __future__ import annotations

from typing import Any

import pytest

from h2craft.scenario import DEFAULT, RULES, Rules, Said
from h2craft.scenario.plain import acknowledges, kind, plain, value_of

EXACT = Rules(frozenset())


def said(frame: str, stream: int = 1, **meaning: Any) -> Said:
    return Said(connection=1, stream=stream, frame=frame, meaning=meaning)


def headers(*fields: tuple[str, str], **more: Any) -> Said:
    return said("HEADERS", fields=[list(field) for field in fields], end_stream=True, **more)


@pytest.mark.parametrize("frame", ["WINDOW_UPDATE", "PRIORITY", "PRIORITY_UPDATE"])
def test_what_may_vary_wholly_is_not_looked_at(frame: str) -> None:
    assert plain(said(frame, increment=1), DEFAULT) is None
    assert plain(said(frame, increment=1), EXACT) == {"increment": 1}


@pytest.mark.parametrize(
    ("rule", "one", "other"),
    [
        ("user-agent", headers(("user-agent", "a")), headers(("user-agent", "b"))),
        ("authority", headers((":authority", "a:1")), headers((":authority", "a:2"))),
        (
            "authority",
            headers((":authority", "a:1"), ("referer", "https://a:1/x")),
            headers((":authority", "a:2"), ("referer", "https://a:2/x")),
        ),
        ("date", headers(("date", "Mon")), headers(("date", "Tue"))),
        ("end-by-reset", said("END", 0, how="fin"), said("END", 0, how="reset")),
        ("secrets", headers(("authorization", "secret-1")), headers(("authorization", "Basic x"))),
        (
            "secrets",
            headers(("cookie", "a"), ("cookie", "b"), ("x", "y")),
            headers(("cookie", "a; b"), ("x", "y")),
        ),
        ("field-order", headers(("a", "1"), ("b", "2")), headers(("b", "2"), ("a", "1"))),
        (
            "field-order",
            said("SETTINGS", settings=[["A", 1], ["B", 2]]),
            said("SETTINGS", settings=[["B", 2], ["A", 1]]),
        ),
        ("settings", said("SETTINGS", settings=[["A", 1]]), said("SETTINGS", settings=[["A", 2]])),
        ("ping-data", said("PING", opaque="00"), said("PING", opaque="01")),
        ("body", said("DATA", octets=1, sha256="x"), said("DATA", octets=2, sha256="y")),
        ("body", headers(("content-length", "1")), headers(("content-length", "2"))),
        ("debug-data", said("GOAWAY", debug="a"), said("GOAWAY", debug="b")),
        ("priority", headers(priority={"weight": 1}), headers(priority={"weight": 2})),
        ("encodings", headers(("te", "a")), headers(("te", "b"))),
        ("field:x-id", headers(("x-id", "a")), headers(("x-id", "b"))),
    ],
)
def test_a_rule_lets_its_own_vary_and_nothing_else_does(rule: str, one: Said, other: Said) -> None:
    assert plain(one, EXACT.changed(vary=[rule])) == plain(other, EXACT.changed(vary=[rule]))
    rest = Rules(frozenset(RULES)).changed(exact=[rule, "pings", "end"])
    assert plain(one, rest) != plain(other, rest)


def test_that_a_varying_field_is_there_still_counts() -> None:
    assert plain(headers(("user-agent", "a")), DEFAULT) != plain(headers(), DEFAULT)


def test_fields_of_one_name_keep_their_order() -> None:
    one, other = headers(("a", "1"), ("a", "2")), headers(("a", "2"), ("a", "1"))
    assert plain(one, DEFAULT) != plain(other, DEFAULT)


def test_the_answer_to_a_ping_of_ours_is_compared() -> None:
    one, other = said("PING", opaque="00", ack=True), said("PING", opaque="01", ack=True)
    every = Rules(frozenset(RULES))
    assert plain(one, every) != plain(other, every)


@pytest.mark.parametrize(
    "meaning",
    [
        {"fields": 3},
        {"fields": [3]},
        {"fields": [["a"]]},
        {"fields": [[3, "a"]]},
        {"fields": [["referer", 3], [":authority", None]]},
        {"settings": "x"},
        {"settings": [["A", [1]]]},
        {"priority": []},
    ],
)
@pytest.mark.parametrize("frame", ["HEADERS", "SETTINGS", "DATA", "END", "0x42"])
def test_a_meaning_somebody_has_edited_raises_nothing(frame: str, meaning: dict[str, Any]) -> None:
    assert plain(said(frame, **meaning), DEFAULT) is not None
    assert value_of(said(frame, **meaning), "referer") == ""


def test_kinds_are_told_apart_by_what_a_frame_is_for() -> None:
    frames = [
        said("SETTINGS", settings=[]),
        said("SETTINGS", ack=True),
        headers(),
        headers(trailers=True),
        said("RST_STREAM", 0, stream_id=9),
        said("RST_STREAM", 0, stream_id=11),
    ]
    assert len({kind(one) for one in frames}) == len(frames)
    assert [acknowledges(one) for one in frames] == [False, True, False, False, False, False]


def test_where_an_answer_is_from_may_vary_and_where_else_it_sends_may_not() -> None:
    def answer(authority: str, location: str) -> Said:
        return headers((":status", "302"), ("location", location), at=authority, to="GET /")

    one, other = answer("a:1", "https://a:1/x"), answer("b:2", "https://b:2/x")
    assert plain(one, DEFAULT) == plain(other, DEFAULT)
    assert plain(one, EXACT) != plain(other, EXACT)
    assert plain(answer("a:1", "https://c:3/x"), DEFAULT) != plain(one, DEFAULT)


def test_an_interim_response_is_of_another_kind() -> None:
    assert kind(headers((":status", "103"))) != kind(headers((":status", "200")))
    assert kind(headers((":status", "404"))) == kind(headers((":status", "200")))


def test_a_ping_of_the_peer_s_own_may_come_or_not() -> None:
    vary = Rules(frozenset(("pings",)))
    assert plain(said("PING", 0, opaque="00"), vary) is None
    assert plain(said("PING", 0, opaque="00", ack=True), vary) == {"opaque": "00", "ack": True}
