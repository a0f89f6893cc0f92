from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.scenario import DEFAULT, Comparison, Rules, Said, compare, comparing
from h2craft.scenario.plain import key

EXACT = Rules(frozenset())


def said(frame: str, stream: int = 0, connection: int = 1, **meaning: Any) -> Said:
    return Said(connection=connection, stream=stream, frame=frame, meaning=meaning)


def request(
    number: int = 1, path: str = "/", *more: tuple[str, str], connection: int = 1, **meaning: Any
) -> Said:
    fields = [[":method", "GET"], [":path", path], ["user-agent", "curl"], *map(list, more)]
    made = {"fields": fields, "end_stream": True, **meaning}
    return said("HEADERS", number, connection, **made)


def lines(*args: Any, **more: Any) -> list[str]:
    return [one.line for one in compare(*args, **more).differences]


SETTINGS = said("SETTINGS", settings=[["INITIAL_WINDOW_SIZE", 65_535]])
ACK = said("SETTINGS", ack=True)
RESET = said("RST_STREAM", 1, code="CANCEL")
GOAWAY = said("GOAWAY", code="NO_ERROR", last=0)
FIN = said("END", how="fin")
WHOLE = [SETTINGS, request(), ACK, RESET, GOAWAY, FIN]


def test_the_same_is_the_same() -> None:
    comparison = compare(WHOLE, WHOLE)
    assert comparison.same
    assert comparison.lines()[0] == "the client said the same, in 6 frames"


def test_nothing_and_nothing_are_the_same() -> None:
    comparison = compare([], [])
    assert comparison.same
    assert comparison.remarks == ("nothing was said at all, in either run",)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ([SETTINGS, request(), ACK, GOAWAY, FIN], "request 1: RST_STREAM CANCEL is missing"),
        ([SETTINGS, request(), ACK, RESET, FIN], "GOAWAY NO_ERROR is missing"),
        (
            [SETTINGS, request(1, "/", ("te", "x")), ACK, RESET, GOAWAY, FIN],
            "request 1: a new field te: x",
        ),
        (
            [said("SETTINGS", settings=[["INITIAL_WINDOW_SIZE", 1]]), *WHOLE[1:]],
            "SETTINGS: INITIAL_WINDOW_SIZE was 65,535, is 1",
        ),
        ([*WHOLE[:-1], said("END", how="close-notify")], "the connection was ended by"),
        ([SETTINGS, *WHOLE], "SETTINGS is new"),
        ([*WHOLE[:4], said("PING", opaque="00"), *WHOLE[4:]], "PING is new"),
        ([*WHOLE, request(2, "/icon")], "request 2 GET /icon is new"),
        ([*WHOLE, request(1, "/b", connection=2)], "connection 2 (GET /b) is new"),
        ([*WHOLE, said("0x42", octets=3, sha256="x")], "0x42 of 3 octets is new"),
        ([*WHOLE, said("RST_STREAM", -1, code="CANCEL")], "pushed stream 1: RST_STREAM CANCEL is"),
    ],
)
def test_one_thing_that_is_different_is_one_difference(now: list[Said], expected: str) -> None:
    (line,) = lines(WHOLE, now)
    assert line.startswith(expected)


def test_a_frame_more_in_the_middle_does_not_shift_the_others() -> None:
    pings = [said("PING", opaque=f"{number:02x}") for number in range(20)]
    extra = said("PING", opaque="ff")
    rules = DEFAULT.changed(exact=["ping-data"])
    assert lines(pings, [*pings[:7], extra, *pings[7:]], rules) == ["PING is new"]
    assert lines([*pings[:7], extra, *pings[7:]], pings, rules) == ["PING is missing"]


def test_a_request_more_in_the_middle_does_not_shift_the_others() -> None:
    before = [request(1, "/a"), request(2, "/b"), request(3, "/c")]
    after = [request(1, "/a"), request(2, "/icon"), request(3, "/b"), request(4, "/c")]
    assert lines(before, after) == ["request 2 GET /icon is new"]


def test_a_connection_more_in_the_middle_does_not_shift_the_others() -> None:
    before = [request(1, f"/{number}", connection=number) for number in (1, 2, 3)]
    after = [
        request(1, path, connection=number)
        for number, path in enumerate(("/1", "/new", "/2", "/3"), 1)
    ]
    assert lines(before, after) == ["connection 2 (GET /new) is new"]


def test_requests_may_come_in_another_order_unless_order_counts() -> None:
    before = [request(1, "/a"), said("RST_STREAM", 1, code="CANCEL"), request(2, "/b")]
    after = [request(1, "/b"), request(2, "/a"), said("RST_STREAM", 2, code="CANCEL")]
    assert compare(before, after).same
    strict = lines(before, after, strict_order=True)
    assert strict == [
        "request 2 GET /b (now request 1): HEADERS came at another moment between other streams"
    ]


def test_two_requests_of_one_path_are_paired_in_their_order() -> None:
    before = [request(1, "/a", ("x", "1")), request(2, "/a", ("x", "2"))]
    after = [request(1, "/a", ("x", "1")), request(2, "/a", ("x", "3"))]
    assert lines(before, after) == ["request 2 GET /a: x was 2, is 3"]


def test_a_request_for_something_else_is_the_same_request_said_differently() -> None:
    assert lines([request(1, "/a")], [request(1, "/b")]) == ["request 1: :path was /a, is /b"]


def test_a_request_by_another_method_is_another_one() -> None:
    post = said("HEADERS", 1, fields=[[":method", "POST"], [":path", "/"]])
    assert lines([request()], [post]) == [
        "request 1 GET / is missing",
        "request 1 POST / is new",
    ]


def test_a_frame_that_moved_within_its_stream_is_one_difference() -> None:
    pings = [said("PING", opaque="00", ack=True), said("0x42", octets=1), GOAWAY]
    assert lines(pings, [pings[1], pings[2], pings[0]]) == ["PING ACK came at another moment"]


def test_when_settings_are_acknowledged_may_vary() -> None:
    after = [SETTINGS, ACK, request(), RESET, GOAWAY, FIN]
    assert compare(WHOLE, after).same
    assert compare(WHOLE, [SETTINGS, GOAWAY, ACK, request(), RESET, FIN]).same
    moved = [SETTINGS, request(), RESET, GOAWAY, ACK, FIN]
    (line,) = lines(WHOLE, moved, DEFAULT.changed(exact=["settings-ack"]))
    assert line.endswith("came at another moment")


def test_a_client_that_stays_has_to_acknowledge_settings() -> None:
    before, after = [SETTINGS, request(), ACK], [SETTINGS, request()]
    assert lines(before, after) == ["SETTINGS was acknowledged once, now never"]
    assert lines(after, [*before, ACK]) == ["SETTINGS was acknowledged never, now twice"]
    assert compare([*before, FIN], [*after, FIN]).same
    exact = DEFAULT.changed(exact=["settings-ack"])
    assert lines([*before, FIN], [*after, FIN], exact) == ["SETTINGS ACK is missing"]


def test_windows_may_vary_unless_they_count() -> None:
    updates = [said("WINDOW_UPDATE", 1, increment=number, count=1) for number in (5, 6)]
    before, after = [request(), updates[0]], [request(), updates[1]]
    assert compare(before, [request()]).same
    assert lines(before, after, DEFAULT.changed(exact=["window-updates"])) == [
        "request 1: WINDOW_UPDATE: increment was 5, is 6"
    ]


def test_a_connection_that_was_still_open_has_no_end_to_compare() -> None:
    assert compare(WHOLE, WHOLE[:-1]).same
    assert compare(WHOLE[:-1], WHOLE).same
    (line,) = lines(WHOLE, WHOLE[:-1], DEFAULT.changed(exact=["still-open"]))
    assert line == "the end of the connection by fin is missing"


def test_where_there_are_several_connections_it_is_said_which() -> None:
    before = [request(1, "/1"), request(1, "/2", connection=2)]
    after = [request(1, "/1"), request(1, "/2", ("a", "b"), connection=2)]
    assert lines(before, after) == ["connection 2, request 1: a new field a: b"]


def test_what_is_missing_only_as_the_other_was_cut_off_is_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(comparing, "LIMIT", 3)
    pings = [said("0x42", octets=number) for number in range(6)]
    comparison = compare(pings, pings[:3])
    assert comparison.same
    assert any("only the first 3" in remark for remark in comparison.remarks)
    assert lines(pings[:3], [pings[0], pings[2]]) == ["0x42 of 1 octets is missing"]


def test_long_conversations_are_compared_in_reasonable_time() -> None:
    before = [said("PING", opaque=f"{number % 7:02x}", ack=True) for number in range(4_000)]
    after = [said("PING", opaque=f"{number % 5:02x}", ack=True) for number in range(4_000)]
    assert not compare(before, after).same


values = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
meanings = st.dictionaries(
    st.sampled_from(["fields", "settings", "ack", "octets", "how", "code", "trailers", "x"]),
    values | st.lists(values | st.lists(values, max_size=3), max_size=3),
    max_size=4,
)
frames = st.sampled_from(["HEADERS", "DATA", "SETTINGS", "PING", "END", "GOAWAY", "OCTETS", "0x42"])
things = st.builds(
    Said,
    connection=st.integers(1, 3),
    stream=st.integers(-2, 3),
    frame=frames,
    meaning=meanings,
)
conversations = st.lists(things, max_size=12)


@given(conversations, conversations, st.booleans())
def test_whatever_stands_in_a_file_is_compared_and_the_same_is_the_same(
    one: list[Said], other: list[Said], strict: bool
) -> None:
    comparison = compare(one, other, EXACT if strict else DEFAULT, strict_order=strict)
    assert isinstance(comparison, Comparison)
    assert all(line.isprintable() for line in comparison.lines())
    assert comparison.to_json()["same"] is comparison.same
    assert compare(one, one, EXACT).same


@given(conversations, conversations)
def test_without_rules_the_same_is_to_have_said_the_same_things(
    one: list[Said], other: list[Said]
) -> None:
    said_by = [sorted(key([thing.frame, thing.meaning]) for thing in side) for side in (one, other)]
    assert said_by[0] == said_by[1] or not compare(one, other, EXACT).same


def answer(number: int, to: str, status: str = "200") -> Said:
    return said("HEADERS", number, to=to, fields=[[":status", status]], end_stream=True)


def answered(*things: Said) -> list[str]:
    return lines([SETTINGS, answer(1, "GET /a"), answer(2, "GET /b")], things, who="server")


def test_a_servers_answers_are_taken_by_what_they_answer() -> None:
    assert answered(SETTINGS, answer(1, "GET /b"), answer(2, "GET /a")) == []
    assert answered(SETTINGS, answer(1, "GET /a", "404"), answer(2, "GET /b")) == [
        "request 1 GET /a: :status was 200, is 404"
    ]
    assert answered(SETTINGS, answer(1, "GET /a")) == ["request 2 GET /b is missing"]
    interim = said("HEADERS", 1, to="GET /a", fields=[[":status", "103"]], end_stream=False)
    assert answered(SETTINGS, interim, answer(1, "GET /a"), answer(2, "GET /b")) == [
        "request 1 GET /a: HEADERS 103 is new"
    ]
    assert compare([SETTINGS], [SETTINGS], who="server").title.startswith("the server said")


def test_a_servers_last_goodbye_may_be_seen_by_one_of_two_alone() -> None:
    before = [SETTINGS, answer(1, "GET /")]
    gone, angry = said("GOAWAY", code="NO_ERROR", last=1), said("GOAWAY", code="CANCEL", last=1)
    assert lines(before, [*before, gone, FIN], who="server") == []
    assert lines([*before, gone], before, who="server") == []
    assert lines(before, [*before, angry], who="server") == ["GOAWAY CANCEL is new"]
    exact = DEFAULT.changed(exact=["still-open"])
    assert lines(before, [*before, gone], exact, who="server") == ["GOAWAY NO_ERROR is new"]
    assert lines(before, [*before, gone]) == ["GOAWAY NO_ERROR is new"]  # of a client it counts
    assert lines([*before, gone], [*before, angry], who="server") == [
        "GOAWAY was NO_ERROR, is CANCEL"
    ]
