from __future__ import annotations

from h2craft.report import Stats
from h2craft.report.stats import SECTIONS_SHOWN
from h2craft.trace import Kind, Origin
from h2craft.wire import frame_octets


def counted(told) -> Stats:
    stats = Stats()
    for reading in told.readings:
        stats.add(reading)
    return stats


def rows(stats: Stats) -> dict[str, list[str]]:
    return {line.split()[0]: line.split()[1:] for line in stats.lines() if line.strip()}


def test_frames_are_counted_by_type_and_direction(conversation) -> None:
    found = rows(counted(conversation))
    assert found["SETTINGS"] == ["1", "2"]
    assert found["HEADERS"] == ["1", "1"]
    assert found["DATA"] == ["0", "1"]


def test_requests_responses_connections_and_time(conversation) -> None:
    found = rows(counted(conversation))
    assert found["requests"] == ["1", "GET", "1"]
    assert found["responses"] == ["1", "200", "1"]
    assert found["connections"] == ["1"]
    assert found["records"] == ["10", "over", "0.090", "s"]


def test_octets_are_those_on_the_wire(conversation) -> None:
    received = sum(
        len(one.record.octets) for one in conversation.readings if one.direction == "received"
    )
    assert counted(conversation).octets["received"] == received


def test_findings_are_counted_by_section_with_the_first_of_them(conversation, tell) -> None:
    tell(Kind.FRAME_RECEIVED, frame_octets(8, 0, 0, bytes(4)))
    lines = list(counted(conversation).lines())
    [line] = [line for line in lines if line.strip().startswith("6.9")]
    assert line.split()[1:4] == ["2", "9", "error:"]


def test_nothing_at_all_is_a_report_too() -> None:
    assert "findings              none" in list(Stats().lines())


def test_a_record_of_the_server_itself_is_of_no_connection(tell) -> None:
    stats = Stats()
    stats.add(tell(Kind.LISTENING, connection=0, origin=Origin.ENGINE, detail={"port": 8443}))
    found = rows(stats)
    assert (found["records"][0], found["connections"]) == ("1", ["0"])


def test_the_busiest_connections_are_listed_where_there_are_several(tell) -> None:
    stats = Stats()
    for number in range(1, 13):
        for _ in range(13 - number):
            stats.add(tell(Kind.FRAME_RECEIVED, frame_octets(6, 0, 0, bytes(8)), connection=number))
    lines = list(stats.lines())
    at = lines.index("frames on connection, the ten busiest")
    assert [line.split() for line in lines[at + 1 : at + 11]] == [
        [str(number), str(13 - number)] for number in range(1, 11)
    ]


def test_an_exception_of_a_handler_is_counted(tell) -> None:
    stats = Stats()
    stats.add(tell(Kind.HANDLER_RAISED, detail={"stream": 1, "hook": "main"}))
    assert rows(stats)["exceptions"] == ["1", "in", "handler", "scripts"]


def test_fields_that_are_no_head_are_no_message(conversation) -> None:
    before = rows(counted(conversation))
    trailers = frame_octets(1, 5, 1, b"\x00\x01a\x01b")
    conversation(Kind.FRAME_SENT, trailers)
    after = rows(counted(conversation))
    assert (after["requests"], after["responses"]) == (before["requests"], before["responses"])
    assert after["HEADERS"] == ["1", "2"]


def test_of_very_many_sections_the_first_are_shown_and_the_rest_counted() -> None:
    stats = Stats()
    for number in range(SECTIONS_SHOWN + 3):
        stats.findings[f"s{number}", "error"] += 1
        stats.first_finding[f"s{number}", "error"] = (number, "wrong")
    assert list(stats.lines())[-1] == "  and 3 sections more"
