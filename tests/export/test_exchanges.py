from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.export import Selection
from h2craft.export.exchanges import LARGEST_BODY, LINGER, Exchange, Exchanges
from h2craft.trace import Kind
from h2craft.wire import FrameType, encode_stateless

Select = Callable[..., Selection]
END_HEADERS, END_STREAM = 0x4, 0x1


@pytest.fixture
def exchanges(select: Select) -> Callable[..., list[Exchange]]:
    return lambda *words, **more: list(Exchanges(select(*words, **more)))


def trailers(talk: Any, stream_id: int = 1) -> None:
    block = encode_stateless([(b"x-checksum", b"7")])
    talk.sent(FrameType.HEADERS, END_HEADERS | END_STREAM, stream_id, block)


def test_a_request_and_all_that_came_back_are_one(talk: Any, exchanges: Any) -> None:
    talk.opened()
    talk.request(1, "/x", method="POST", end=False)
    talk.received(0, END_STREAM, 1, b"asked")
    talk.response(1, "103", fields=())
    talk.response(1)
    talk.data(1, b"hel")
    talk.data(1, b"lo")
    trailers(talk)
    (one,) = exchanges()
    request, response = one.request, one.response
    assert request.value(b":path") == b"/x" and request.content == b"asked"
    assert response.interim == [((b":status", b"103"),)]
    assert response.value(b":status") == b"200" and response.content == b"hello"
    assert response.trailers == ((b"x-checksum", b"7"),)
    assert (response.octets, response.data_octets) == (5, 23)
    assert [step.type for step in one.frames] == [
        *("HEADERS", "DATA", "HEADERS", "HEADERS", "DATA", "DATA", "HEADERS"),
    ]
    times = (request.began, request.ended, response.began, response.ended)
    assert times == pytest.approx((0.008, 0.009, 0.010, 0.014))
    assert not one.reset and one.pushed_on == 0


def test_octets_of_heads_are_those_of_their_frames(talk: Any, exchanges: Any) -> None:
    talk.opened()
    block = encode_stateless([(b":method", b"GET"), (b":scheme", b"https"), (b":path", b"/")])
    talk.received(FrameType.HEADERS, END_STREAM, 1, block[:3])
    talk.received(FrameType.CONTINUATION, END_HEADERS, 1, block[3:])
    (one,) = exchanges()
    assert one.request.head_octets == len(block) + 18
    assert one.request.value(b":method") == b"GET"


def test_a_promised_request_is_an_exchange_of_its_own(talk: Any, exchanges: Any) -> None:
    talk.opened()
    talk.request(1, "/page")
    promised = encode_stateless([(b":method", b"GET"), (b":path", b"/style")])
    talk.sent(FrameType.PUSH_PROMISE, 0, 1, (2).to_bytes(4, "big") + promised[:2])
    talk.sent(FrameType.CONTINUATION, END_HEADERS, 1, promised[2:])
    talk.response(1, end=True)
    talk.response(2, end=True)
    page, style = exchanges()
    assert (page.stream_id, page.pushed_on) == (1, 0)
    assert (style.stream_id, style.pushed_on) == (2, 1)
    assert style.request.value(b":path") == b"/style"
    assert style.response.value(b":status") == b"200"
    assert [step.type for step in style.frames] == ["PUSH_PROMISE", "CONTINUATION", "HEADERS"]


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (
            lambda talk: talk.received(FrameType.RST_STREAM, 0, 1, b"\0\0\0\x08"),
            "RST_STREAM CANCEL from the client",
        ),
        (
            lambda talk: talk.sent(FrameType.RST_STREAM, 0, 1, b"\0\0\0\x02"),
            "RST_STREAM INTERNAL_ERROR from the server",
        ),
        (lambda talk: talk.closed(), "the connection was closed"),
        (lambda talk: None, ""),
    ],
    ids=["client", "server", "closed", "open"],
)
def test_what_was_broken_off_says_how(talk: Any, exchanges: Any, end: Any, said: str) -> None:
    talk.opened()
    talk.request(1)
    talk.response(1)
    end(talk)
    (one,) = exchanges()
    assert one.reset == said


def test_what_ended_well_is_not_broken_off_by_the_end_of_the_connection(
    talk: Any, exchanges: Any
) -> None:
    talk.opened()
    talk.exchange(1)
    talk.closed()
    (one,) = exchanges()
    assert not one.reset


def test_they_come_in_the_order_of_the_requests_with_what_came_late(
    talk: Any, exchanges: Any
) -> None:
    talk.opened()
    for stream_id in range(1, 2 * LINGER + 4, 2):
        talk.request(stream_id)
    for stream_id in range(2 * LINGER + 3, 0, -2):
        talk.response(stream_id, end=True)
    talk.received(FrameType.WINDOW_UPDATE, 0, 1, bytes(3) + b"\x01")
    found = exchanges()
    assert [one.stream_id for one in found] == list(range(1, 2 * LINGER + 4, 2))
    assert found[0].frames[-1].type == "WINDOW_UPDATE"


def test_those_leave_early_that_ended_long_ago(talk: Any, select: Select) -> None:
    talk.opened()
    for stream_id in range(1, 2 * LINGER + 6, 2):
        talk.exchange(stream_id)
    made = Exchanges(select())
    assert next(iter(made)).stream_id == 1
    assert len(made._open) == LINGER


def test_an_exchange_is_whole_where_anything_of_it_is_selected(talk: Any, exchanges: Any) -> None:
    talk.opened(1)
    talk.exchange(1, "/one")
    talk.exchange(3, "/three")
    talk(Kind.PRINTED, detail={"stream": 1, "text": "x"})
    (one,) = exchanges("type:DATA stream:3")
    assert one.request.value(b":path") == b"/three" and len(one.frames) == 3
    (one,) = exchanges("kind:PRINTED")
    assert one.stream_id == 1
    assert exchanges("type:PING") == []


def test_what_is_of_the_connection_stands_apart(talk: Any, select: Select) -> None:
    talk.opened()
    talk.exchange()
    made = Exchanges(select("type:SETTINGS"))
    assert list(made) == []
    assert [step.type for step in made.rest[1].frames] == ["SETTINGS"] * 4
    assert all(step.stream_id == 0 for step in made.rest[1].frames)


def test_a_stream_on_which_nobody_asked_or_answered_is_no_exchange(
    talk: Any, select: Select
) -> None:
    talk.opened()
    talk.received(FrameType.PRIORITY, 0, 3, bytes(4) + b"\x10")
    talk.received(FrameType.PRIORITY, 0, 5, bytes(4) + b"\x20")
    talk.request(5)
    talk.closed()
    made = Exchanges(select("type:PRIORITY"))
    (one,) = made
    assert [step.type for step in one.frames] == ["PRIORITY", "HEADERS"]
    assert [(step.type, step.stream_id) for step in made.rest[1].frames] == [("PRIORITY", 3)]


def test_an_upgraded_request_is_stream_1(talk: Any, exchanges: Any) -> None:
    talk(Kind.CONNECTION_OPENED, detail={"scheme": "http"})
    talk(Kind.OCTETS_RECEIVED, b"GET /x HTTP/1.1\r\nHost: a.te")
    talk(Kind.OCTETS_RECEIVED, b"st\r\nCookie: sid=1\r\n\r\n")
    talk(Kind.UPGRADED, detail={"from": "h2c", "method": "GET", "path": "/x"})
    talk(Kind.OCTETS_SENT, b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
    talk.response(1, end=True)
    (one,) = exchanges()
    assert one.request.value(b":authority") == b"a.test"
    assert one.request.value(b"cookie") == b"sid=*"
    assert one.request.ended is not None and one.response.value(b":status") == b"200"


def test_as_a_client_what_we_send_is_the_request(talk: Any, exchanges: Any) -> None:
    talk(Kind.CONNECTION_OPENED, detail={"role": "client", "scheme": "https"})
    head = [(b":method", b"GET"), (b":scheme", b"https"), (b":path", b"/"), (b":authority", b"a")]
    talk.sent(FrameType.HEADERS, END_HEADERS | END_STREAM, 1, encode_stateless(head))
    answer = encode_stateless([(b":status", b"204")])
    talk.received(FrameType.HEADERS, END_HEADERS | END_STREAM, 1, answer)
    (one,) = exchanges()
    assert one.request.value(b":method") == b"GET" and one.response.value(b":status") == b"204"


def test_blocks_that_cannot_be_read_are_counted(talk: Any, exchanges: Any) -> None:
    talk.opened()
    talk.received(FrameType.HEADERS, END_HEADERS, 1, b"\xff\xff\xff\xff\xff\x0f")
    (one,) = exchanges(secrets=True)
    assert one.request.unread == 1 and one.request.fields is None


def test_of_a_long_content_the_beginning_is_kept_and_all_is_counted(
    talk: Any, exchanges: Any
) -> None:
    talk.opened()
    talk.request(1)
    talk.response(1)
    for _ in range(3):
        talk.data(1, bytes(LARGEST_BODY // 2 + 1))
    (one,) = exchanges()
    assert len(one.response.content) == LARGEST_BODY
    assert one.response.octets == 3 * (LARGEST_BODY // 2 + 1)


def test_what_is_of_no_stream_we_know_is_of_no_exchange(talk: Any, exchanges: Any) -> None:
    talk(Kind.LISTENING, connection=0)
    talk.opened()
    talk(Kind.PRINTED, detail={"stream": 9, "text": "x"})
    promised = encode_stateless([(b":method", b"GET"), (b":path", b"/style")])
    talk.sent(FrameType.PUSH_PROMISE, END_HEADERS, 1, bytes(4) + promised)
    assert exchanges() == []


def test_the_first_reset_is_what_broke_it_off(talk: Any, exchanges: Any) -> None:
    talk.opened()
    talk.request(1)
    talk.received(FrameType.RST_STREAM, 0, 1, b"\0\0\0\x08")
    talk.sent(FrameType.RST_STREAM, 0, 1, b"\0\0\0\x05")
    (one,) = exchanges()
    assert one.reset == "RST_STREAM CANCEL from the client" and len(one.frames) == 3
