from __future__ import annotations

from typing import Any

from h2craft.scenario import DEFAULT, Said
from h2craft.scenario.spoken import alone, in_order, lines_of, paired_requests


def said(frame: str, stream: int = 0, connection: int = 1, **meaning: Any) -> Said:
    return Said(connection=connection, stream=stream, frame=frame, meaning=meaning)


def request(number: int, path: str, method: str = "GET", connection: int = 1) -> Said:
    fields = [[":method", method], [":path", path]]
    return said("HEADERS", number, connection, fields=fields)


def pairs(before: list[Said], after: list[Said]) -> list[tuple[int | None, int | None]]:
    (first,), (second,) = lines_of(before, DEFAULT), lines_of(after, DEFAULT)
    return paired_requests(first, second)


def test_what_is_said_is_kept_by_connection_and_stream() -> None:
    lines = lines_of(
        [said("SETTINGS"), request(1, "/"), said("END", connection=2, how="fin"), said("PING")],
        DEFAULT,
    )
    assert [(line.number, line.ended) for line in lines] == [(1, False), (2, True)]
    assert [heard.at for heard in lines[0].streams[0]] == [0, 3]
    assert lines[0].requests == [1]
    assert lines[0].first.said.frame == "SETTINGS"


def test_a_connection_of_which_nothing_is_compared_is_none() -> None:
    assert lines_of([said("WINDOW_UPDATE", increment=1)], DEFAULT) == []


def test_a_request_is_called_by_its_line_printable() -> None:
    (line,) = lines_of([request(1, "/\x1b" + "x" * 500)], DEFAULT)
    assert line.label(1).startswith("GET /\\x1b") and len(line.label(1)) <= 100


def test_a_stream_without_a_head_has_no_line() -> None:
    (line,) = lines_of([said("RST_STREAM", 1, code="CANCEL")], DEFAULT)
    assert line.request(1) == ("", "")


def test_requests_of_the_same_path_belong_together_in_any_order() -> None:
    before = [request(1, "/a"), request(2, "/b"), request(3, "/a")]
    after = [request(1, "/b"), request(2, "/a"), request(3, "/new"), request(4, "/a")]
    assert set(pairs(before, after)) == {(1, 2), (2, 1), (3, 4), (None, 3)}


def test_what_is_left_is_paired_by_its_method() -> None:
    before = [request(1, "/a"), request(2, "/p", "POST")]
    after = [request(1, "/q", "POST"), request(2, "/b", "PUT")]
    assert set(pairs(before, after)) == {(2, 1), (1, None), (None, 2)}


def test_what_is_alone_on_both_sides_is_paired_in_its_order() -> None:
    assert in_order([(0, 0), (1, None), (None, 1), (2, None)]) == [(0, 0), (1, 1), (2, None)]


def test_what_has_no_counterpart_is_found_by_its_key() -> None:
    (line,) = lines_of([said("PING"), said("GOAWAY")], DEFAULT)
    before, after = line.streams[0], line.streams[0][::-1]
    gone, come = alone([(0, None), (1, 0), (None, 1)], before, after)
    assert list(gone) == list(come) == [before[0].key]
