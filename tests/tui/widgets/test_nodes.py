"""What connections and streams say in a tree, in any width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.client import Desk, HeldRequest
from h2craft.explain import Role, Span
from h2craft.model import Connection, Stream, StreamState
from h2craft.tui.widgets.nodes import (
    Part,
    address,
    agent_of,
    compact,
    connection_line,
    fit,
    short_time,
    state_text,
    stream_line,
    stream_words,
    words_of,
)


@pytest.fixture
def connection(talk: Any, session_of: Callable[..., Any]) -> Connection:
    """Stream 1 is over, 3 waits for its answer, 5 has a finding."""
    talk.opened()
    talk.exchange(1, "/done")
    talk.request(3, "/waits")
    talk.request(5, "/wrong", end=False)
    talk.received(8, 0, 5, bytes(4))
    made = session_of(talk).reader.board.connections[1]
    assert isinstance(made, Connection)
    return made


def stream_of(connection: Connection, stream_id: int) -> Stream:
    stream = connection.stream(stream_id)
    assert stream is not None
    return stream


def text(line: tuple[Span, ...]) -> str:
    return "".join(span.text for span in line)


def test_parts_make_way_by_their_rank() -> None:
    parts = [Part(Span("first")), Part(Span("second"), 2), Part(Span("third"), 1)]
    assert text(fit(parts, 40)) == "first second third"
    assert text(fit(parts, 17)) == "first second"
    assert text(fit(parts, 11)) == "first"
    assert text(fit(parts, 3)) == "fir"
    assert fit(parts, 0) == ()


def test_a_part_with_a_least_is_cut_before_others_go() -> None:
    parts = [Part(Span("a" * 20), 0, 6), Part(Span("b" * 10), 1)]
    assert text(fit(parts, 31)) == "a" * 20 + " " + "b" * 10
    cut = text(fit(parts, 20))
    assert cut.endswith(" " + "b" * 10)
    assert len(cut) == 20


@pytest.mark.parametrize("width", range(1, 120, 7))
def test_no_line_is_wider_than_its_pane(connection: Connection, width: int) -> None:
    assert len(text(connection_line(connection, width, folded=True, agent="a" * 99))) <= width
    for stream_id in (1, 3, 5):
        stream = stream_of(connection, stream_id)
        assert len(text(stream_line(connection, stream, width, last=False))) <= width


def test_a_connection_says_who_how_and_how_long(connection: Connection) -> None:
    line = text(connection_line(connection, 80, folded=False, agent="curl/8.5.0", age=65.0))
    assert line.startswith("\N{BLACK DOWN-POINTING SMALL TRIANGLE} 1 curl/8.5.0 TLS1.3 h2")
    assert "2 open" in line
    assert "+1m" in line


def test_without_a_user_agent_it_is_its_address(connection: Connection) -> None:
    assert "127.0.0.1:50001" in text(connection_line(connection, 80, folded=True))


def test_a_closed_connection_is_dim(
    talk: Any, session_of: Callable[..., Any], connection: Connection
) -> None:
    talk.closed()
    over = session_of(talk).reader.board.connections[1]
    line = connection_line(over, 80, folded=True)
    assert "closed" in text(line)
    assert line[0].role is Role.DIM


def test_a_stream_says_state_request_status_and_windows(connection: Connection) -> None:
    assert text(stream_line(connection, stream_of(connection, 1), 60, last=True)) == (
        "  \N{BOX DRAWINGS LIGHT UP AND RIGHT} 1 closed GET /done 200"
    )
    waits = text(stream_line(connection, stream_of(connection, 3), 34, last=False))
    assert waits == "  \N{BOX DRAWINGS LIGHT VERTICAL AND RIGHT} 3 half(r) GET /waits <63k >63k"
    wide = text(stream_line(connection, stream_of(connection, 3), 60, last=False))
    assert "half-closed (remote)" in wide


def test_badges_of_a_stream_stay_where_it_is_narrow(connection: Connection) -> None:
    held = HeldRequest(connection=1, stream_id=3, seq=1, held_seq=2, at=0.0)
    desk = Desk(requests=(held,))
    stream = stream_of(connection, 3)
    assert "held" in text(stream_line(connection, stream, 34, last=False, desk=desk))
    assert "held" in stream_words(connection, stream, desk)


def test_h2s_state_stands_beside_the_wires_where_it_differs(connection: Connection) -> None:
    stream = stream_of(connection, 3)
    assert state_text(stream, 30) == "half(r)"
    stream.h2_state = StreamState.OPEN
    assert state_text(stream, 30) == "half(r)/h2:open"
    stream.h2_state = StreamState.HALF_CLOSED_LOCAL
    assert state_text(stream, 60) == "half-closed (remote)/h2:half-closed (local)"


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (b"curl/8.5.0", "curl/8.5.0"),
        (b"python-httpx/0.28.1 (x)", "python-httpx/0.28.1"),
        (
            b"Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
            "Chrome/120.0",
        ),
        (b"Mozilla/5.0 (X11) HeadlessChrome/138.0 Safari/537.36", "HeadlessChrome/138.0"),
        (b"Mozilla/5.0 (Mac) AppleWebKit/605 Version/17.1 Safari/605", "Safari/17.1"),
        (b"Mozilla/5.0 (X11; rv:120) Gecko/2010 Firefox/120.0", "Firefox/120.0"),
        (b"\x1b[31mred", "\\x1b[31mred"),
        (b"", ""),
    ],
)
def test_a_user_agent_is_told_in_a_word(field: bytes, shown: str) -> None:
    assert agent_of(field) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (["::1", 80], "[::1]:80"),
        (["127.0.0.1", 80], "127.0.0.1:80"),
        (None, "unknown peer"),
        ("\x1b", "\\x1b"),
    ],
)
def test_addresses_of_any_shape_are_told(given: Any, shown: str) -> None:
    assert address(given) == shown


@pytest.mark.parametrize(
    ("octets", "shown"),
    [
        (0, "0"),
        (1023, "1023"),
        (65_535, "63k"),
        (1 << 20, "1M"),
        (1_600_000, "1.5M"),
        (2**31 - 1, "1.9G"),
        (-70_000, "-68k"),
    ],
)
def test_windows_are_told_in_few_digits(octets: int, shown: str) -> None:
    assert compact(octets) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(-1.0, "0s"), (4.9, "4s"), (65, "1m"), (7200, "2h"), (200_000, "2d")]
)
def test_ages_are_told_in_few_digits(seconds: float, shown: str) -> None:
    assert short_time(seconds) == shown


def test_words_to_look_for_are_in_small_letters(connection: Connection) -> None:
    assert "curl" in words_of(connection, "CURL/8")
    assert "live" in words_of(connection, "")
    said = stream_words(connection, stream_of(connection, 1))
    assert all(word in said for word in ("1", "closed", "get /done", "a.test", "200"))
