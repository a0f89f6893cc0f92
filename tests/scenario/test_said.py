from __future__ import annotations

import hashlib
from typing import Any

import pytest

from h2craft.actions import Close, CloseHow, GoAway, Send
from h2craft.model import Board
from h2craft.scenario import Listening, Said
from h2craft.trace import Kind, Origin

ACK, END_STREAM, END_HEADERS = 0x1, 0x1, 0x4


def heard(talk: Any, limit: int | None = None) -> list[Said]:
    return listened(talk, limit).said


def listened(talk: Any, limit: int | None = None) -> Listening:
    listening = Listening() if limit is None else Listening(limit)
    board = Board()
    for record in talk.journal.read(0, 1_000_000):
        listening.take(board.fold(record))
    return listening


def of(said: list[Said], frame: str) -> list[dict[str, Any]]:
    return [dict(one.meaning) for one in said if one.frame == frame]


def digest(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()[:16]


def promise(talk: Any, stream_id: int, promised: int, **more: Any) -> int:
    block = b"\x82\x84\x87\x41\x01a"
    payload = promised.to_bytes(4, "big") + block
    return int(talk.sent(5, END_HEADERS, stream_id, payload, **more))


def test_requests_are_numbered_in_the_order_they_came_whatever_their_streams_are(talk: Any) -> None:
    talk.opened()
    talk.request(13)
    talk.request(15, "/b")
    said = [one for one in heard(talk) if one.frame == "HEADERS"]
    assert [one.stream for one in said] == [1, 2]
    assert [":path", "/b"] in said[1].meaning["fields"]
    assert said[1].meaning["end_stream"] is True


def test_fields_keep_their_order_and_their_octets(talk: Any) -> None:
    talk.opened()
    block = b"\x82\x84\x87\x41\x01a" + b"\x00\x01x\x02\xff\x00" + b"\x00\x01x\x01b"
    talk.received(1, END_HEADERS | END_STREAM, 1, block)
    (meaning,) = of(heard(talk), "HEADERS")
    assert meaning["fields"][-2:] == [["x", "\xff\x00"], ["x", "b"]]


def test_trailers_are_told_apart(talk: Any, talking: Any) -> None:
    talk.opened()
    talk.request(1, end=False)
    talk.received(1, END_HEADERS | END_STREAM, 1, talking.block_of([("checksum", "1")]))
    first, second = of(heard(talk), "HEADERS")
    assert "trailers" not in first
    assert second["trailers"] is True and second["fields"] == [["checksum", "1"]]


def test_a_header_block_in_pieces_is_said_once_where_it_begins(talk: Any, talking: Any) -> None:
    talk.opened()
    block = talking.block_of([(":method", "GET"), (":scheme", "https"), (":path", "/")])
    began = talk.received(1, END_STREAM, 1, block[:5])
    talk.received(9, END_HEADERS, 1, block[5:])
    (said,) = [one for one in heard(talk) if one.stream == 1]
    assert said.seq == began
    assert said.meaning["end_stream"] is True
    assert [":path", "/"] in said.meaning["fields"]


def test_a_header_block_in_three_pieces_is_read_at_its_end(talk: Any, talking: Any) -> None:
    talk.opened()
    block = talking.block_of([(":method", "GET"), (":scheme", "https"), (":path", "/")])
    talk.received(1, END_STREAM, 1, block[:5])
    talk.received(9, 0, 1, block[5:9])
    assert of(heard(talk), "HEADERS")[0]["fields"] is None
    talk.received(9, END_HEADERS, 1, block[9:])
    (meaning,) = of(heard(talk), "HEADERS")
    assert meaning["fields"] == [[":method", "GET"], [":scheme", "https"], [":path", "/"]]


def test_a_header_block_nobody_can_read_says_so(talk: Any) -> None:
    talk.opened()
    talk.received(1, END_HEADERS | END_STREAM, 1, b"\xff\xff\xff\xff\xff\xff")
    (meaning,) = of(heard(talk), "HEADERS")
    assert meaning["fields"] is None


def test_a_body_is_one_thing_however_it_is_cut(talk: Any) -> None:
    talk.opened()
    talk.request(1, end=False)
    talk.received(0, 0, 1, b"he")
    talk.received(8, 0, 1, (5).to_bytes(4, "big"))
    talk.received(0, 0x8, 1, b"\x02ll\x00\x00")  # padded: what is in the padding is not said
    talk.received(0, END_STREAM, 1, b"o")
    (meaning,) = of(heard(talk), "DATA")
    assert meaning == {"octets": 5, "end_stream": True, "sha256": digest(b"hello")}


def test_bodies_of_two_streams_do_not_mix(talk: Any) -> None:
    talk.opened()
    talk.request(1, end=False)
    talk.request(3, end=False)
    for stream_id, octets in ((1, b"a"), (3, b"x"), (1, b"b"), (3, b"y")):
        talk.received(0, 0, stream_id, octets)
    bodies = [one for one in heard(talk) if one.frame == "DATA"]
    assert [(one.stream, one.meaning["sha256"]) for one in bodies] == [
        (1, digest(b"ab")),
        (2, digest(b"xy")),
    ]


def test_data_after_the_end_of_the_stream_is_another_thing(talk: Any) -> None:
    talk.opened()
    talk.request(1, end=False)
    talk.received(0, END_STREAM, 1, b"a")
    talk.received(0, 0, 1, b"b")
    assert [meaning["octets"] for meaning in of(heard(talk), "DATA")] == [1, 1]


def test_window_updates_are_added_up(talk: Any) -> None:
    talk.opened()
    talk.request(1)
    for increment in (10, 20):
        talk.received(8, 0, 1, increment.to_bytes(4, "big"))
        talk.received(8, 0, 0, increment.to_bytes(4, "big"))
    said = [(one.stream, dict(one.meaning)) for one in heard(talk) if one.frame == "WINDOW_UPDATE"]
    assert said == [(1, {"increment": 30, "count": 2}), (0, {"increment": 30, "count": 2})]


def test_a_window_update_that_is_cut_off_is_not_added_up(talk: Any) -> None:
    talk.opened()
    talk.received(8, 0, 0, (10).to_bytes(4, "big"))
    talk.received(8, 0, 0, b"\x01")
    talk.received(8, 0, 0, (10).to_bytes(4, "big"))
    assert of(heard(talk), "WINDOW_UPDATE") == [
        {"increment": 20, "count": 2},
        {"cut_off": "01"},
    ]


def test_pushed_streams_have_numbers_of_their_own(talk: Any) -> None:
    talk.opened()
    talk.request(1)
    promise(talk, 1, 2)
    promise(talk, 1, 4)
    talk.received(3, 0, 4, (8).to_bytes(4, "big"))
    (said,) = [one for one in heard(talk) if one.frame == "RST_STREAM"]
    assert (said.stream, said.meaning) == (-2, {"code": "CANCEL"})


def test_a_stream_nobody_opened_keeps_its_identifier(talk: Any) -> None:
    talk.opened()
    talk.received(3, 0, 99, (1).to_bytes(4, "big"))
    (said,) = [one for one in heard(talk) if one.frame == "RST_STREAM"]
    assert said.stream == 0
    assert said.meaning == {"code": "PROTOCOL_ERROR", "stream_id": 99}


def test_what_is_no_frame_is_one_thing_with_its_beginning(talk: Any) -> None:
    talk.opened()
    talk(Kind.OCTETS_RECEIVED, b"GET / ")
    talk(Kind.OCTETS_RECEIVED, b"HTTP/1.1\r\n")
    (meaning,) = of(heard(talk), "OCTETS")
    assert meaning["text"] == "GET / " and meaning["octets"] == 16
    assert meaning["sha256"] == digest(b"GET / HTTP/1.1\r\n")


def test_an_upgraded_request_is_the_first_one(talk: Any) -> None:
    talk(Kind.CONNECTION_OPENED, origin=Origin.ENGINE, detail={"scheme": "http"})
    talk(Kind.OCTETS_RECEIVED, b"GET /up HTTP/1.1\r\nHost: a.test\r\nUpgrade: h2c\r\n\r\n")
    talk(Kind.UPGRADED, origin=Origin.ENGINE, detail={"from": "h2c"})
    talk.request(3)
    said = heard(talk)
    assert [(one.stream, one.frame) for one in said] == [(1, "HEADERS"), (2, "HEADERS")]
    assert said[0].meaning["upgraded"] is True
    assert [":path", "/up"] in said[0].meaning["fields"]


@pytest.mark.parametrize(
    ("hows", "told"),
    [(["close-notify", "fin"], "close-notify"), (["fin"], "fin"), (["fin", "reset"], "fin")],
)
def test_how_a_client_ends_is_what_it_did_first(talk: Any, hows: list[str], told: str) -> None:
    talk.opened()
    for how in hows:
        talk(Kind.END_RECEIVED, detail={"how": how})
    assert of(heard(talk), "END") == [{"how": told}]


def test_a_failed_handshake_is_how_the_client_ended(talk: Any) -> None:
    talk(Kind.CONNECTION_OPENED, origin=Origin.ENGINE, detail={})
    talk(Kind.TLS_FAILED, detail={"reason": "unknown CA"})
    talk(Kind.END_RECEIVED, detail={"how": "fin"})
    assert of(heard(talk), "END") == [{"how": "TLS failed", "reason": "unknown CA"}]


def test_connections_count_once_they_speak(talk: Any) -> None:
    talk(Kind.CONNECTION_OPENED, connection=1, origin=Origin.ENGINE, detail={})
    talk.opened(2)
    talk(Kind.END_RECEIVED, connection=1, detail={"how": "fin"})
    talk.opened(3)
    assert [one.connection for one in heard(talk)] == [1, 1, 2, 2]


def test_a_connection_whose_beginning_is_not_known_is_taken_as_it_is(
    talk: Any, talking: Any
) -> None:
    talk.received(0, 0, 7, b"tail")
    talk.request(9)
    talk.received(1, END_HEADERS | END_STREAM, 7, talking.block_of([("a", "b")]))
    said = heard(talk)
    assert [(one.stream, one.frame) for one in said] == [
        (0, "DATA"),
        (1, "HEADERS"),
        (2, "HEADERS"),
    ]
    assert said[0].meaning["stream_id"] == 7


def test_what_is_kept_is_bounded_and_the_rest_is_counted(talk: Any) -> None:
    talk.opened()
    for number in range(100):
        talk.received(6, 0, 0, number.to_bytes(8, "big"))
    listening = listened(talk, 50)
    assert len(listening.said) == 50
    assert listening.unsaid == 52  # two SETTINGS were first


def test_what_was_begun_before_the_bound_goes_on_behind_it(talk: Any) -> None:
    talk.opened()
    talk.request(1, end=False)
    talk.received(0, 0, 1, b"a")
    talk.received(6, 0, 0, bytes(8))
    talk.received(0, END_STREAM, 1, b"b")
    listening = listened(talk, 4)
    assert of(listening.said, "DATA")[0]["octets"] == 2
    assert listening.unsaid == 1


def test_what_we_say_is_not_said_by_the_client(talk: Any) -> None:
    talk.opened()
    before = heard(talk)
    talk.response(1)
    talk.data(1, end=True)
    assert heard(talk) == before


class Ours:
    """A connection of ours to a server."""

    def __init__(self, talk: Any, talking: Any) -> None:
        self.talk, self.block_of = talk, talking.block_of
        detail = {"peer": ["127.0.0.1", 443], "scheme": "https", "role": "client"}
        talk(Kind.CONNECTION_OPENED, origin=Origin.ENGINE, detail=detail)

    def ask(self, stream_id: int, path: str = "/") -> None:
        head = [(":method", "GET"), (":scheme", "https"), (":authority", "a.test"), (":path", path)]
        self.talk.sent(1, END_HEADERS | END_STREAM, stream_id, self.block_of(head))

    def answer(self, stream_id: int, *fields: tuple[str, str], end: bool = True) -> None:
        flags = END_HEADERS | (END_STREAM if end else 0)
        self.talk.received(1, flags, stream_id, self.block_of(fields))


@pytest.fixture
def ours(talk: Any, talking: Any) -> Ours:
    return Ours(talk, talking)


def test_a_server_answers_our_requests_by_their_number_and_says_which(ours: Ours) -> None:
    ours.ask(5, "/a")
    ours.ask(7, "/b")
    ours.answer(7, (":status", "204"))
    ours.talk.received(3, 0, 5, (8).to_bytes(4, "big"))
    first, second = heard(ours.talk)
    assert (first.stream, first.frame, first.meaning["to"]) == (2, "HEADERS", "GET /b")
    assert first.meaning["fields"] == [[":status", "204"]]
    assert (second.stream, second.meaning) == (1, {"to": "GET /a", "code": "CANCEL"})


def test_of_a_server_trailers_are_told_apart_and_say_nothing_of_the_request(ours: Ours) -> None:
    ours.ask(1)
    ours.answer(1, (":status", "103"), end=False)
    ours.answer(1, (":status", "200"), end=False)
    ours.answer(1, ("checksum", "1"))
    told = [("to" in one, one.get("trailers")) for one in of(heard(ours.talk), "HEADERS")]
    assert told == [(True, None), (True, None), (False, True)]


def test_an_answer_that_names_its_server_says_which_it_is(ours: Ours) -> None:
    ours.ask(1)
    ours.answer(1, (":status", "302"), ("location", "https://a.test/x"))
    ours.ask(3)
    ours.answer(3, (":status", "302"), ("location", "https://b.test/x"))
    assert [one.get("at") for one in of(heard(ours.talk), "HEADERS")] == ["a.test", None]


def test_a_servers_promise_is_its_request_and_numbers_the_stream(ours: Ours) -> None:
    ours.ask(1)
    block = ours.block_of([(":method", "GET"), (":path", "/p")])
    ours.talk.received(5, 0, 1, (2).to_bytes(4, "big") + block[:2])
    ours.talk.received(9, END_HEADERS, 1, block[2:])
    ours.answer(2, (":status", "200"))
    promise, pushed = heard(ours.talk)
    assert promise.meaning["promised"] == pushed.stream == -1
    assert [":path", "/p"] in promise.meaning["fields"] and "to" not in pushed.meaning
    cut = ours.talk.received(5, END_HEADERS, 1, b"\x00")
    assert heard(ours.talk)[-1].seq == cut


def test_what_a_server_says_once_we_leave_is_not_listened_to(ours: Ours) -> None:
    ours.ask(1)
    ours.answer(1, (":status", "200"))
    before = heard(ours.talk)
    half = Close(how=CloseHow.HALF)
    ours.talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=half)
    ours.talk.received(6, ACK, 0, bytes(8))
    assert [one.frame for one in heard(ours.talk)] == [*(one.frame for one in before), "PING"]
    ours.talk(Kind.ACTION_FIRED, origin=Origin.ENGINE, detail=Send(frames=(GoAway(),)))
    ours.talk.received(7, 0, 0, bytes(8))
    ours.talk(Kind.END_RECEIVED, detail={"how": "fin"})
    ours.talk(Kind.CONNECTION_CLOSED, detail={"how": "clean"})
    assert heard(ours.talk)[-1].frame == "PING"


def test_where_we_upgraded_the_answer_in_http_1_is_no_octets_without_sense(ours: Ours) -> None:
    ours.talk(Kind.OCTETS_SENT, b"GET /u HTTP/1.1\r\n\r\n")
    ours.talk(Kind.OCTETS_RECEIVED, b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
    ours.talk(Kind.UPGRADED, origin=Origin.ENGINE, detail={"from": "h2c"})
    ours.answer(1, (":status", "200"))
    (answer,) = heard(ours.talk)
    assert (answer.stream, answer.meaning["to"]) == (1, "GET /u")


# What is kept, and what is not


def test_octets_that_go_on_are_one_thing_said(talk: Any) -> None:
    talk.opened()
    before = len(heard(talk))
    talk(Kind.FRAME_RECEIVED, b"\0\0")
    talk(Kind.OCTETS_RECEIVED, b"rest")
    (octets,) = heard(talk)[before:]
    assert octets.frame == "OCTETS" and octets.meaning["octets"] == 6


def test_nothing_more_is_kept_than_there_is_room_for(talk: Any) -> None:
    talk.opened()
    room = len(heard(talk))
    talk(Kind.OCTETS_RECEIVED, b"more")
    talk.request(1, end=False)
    talk.received(0, END_STREAM, 1, b"body")
    talk.received(8, 0, 0, bytes((0, 0, 0, 5)))
    listening = listened(talk, room)
    assert (len(listening.said), listening.unsaid) == (room, 4)


def test_the_first_end_is_how_it_ended(talk: Any) -> None:
    talk.opened()
    talk(Kind.END_RECEIVED, detail={"how": "close-notify"})
    talk(Kind.END_RECEIVED, detail={"how": "fin"})
    assert of(heard(talk), "END") == [{"how": "close-notify"}]


def test_who_never_spoke_has_not_gone_silent(talk: Any) -> None:
    talk(Kind.CONNECTION_OPENED, origin=Origin.ENGINE, detail={})
    talk(Kind.END_RECEIVED, detail={"how": "fin"})
    assert heard(talk) == []


def test_an_end_of_ours_silences_no_client(talk: Any) -> None:
    talk.opened()
    talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=Close(how=CloseHow.HALF))
    talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=Close())
    talk.received(6, 0, 0, bytes(8))
    assert of(heard(talk), "PING") == [{"opaque": "00" * 8}]


def test_a_continuation_of_another_stream_is_said_by_itself(talk: Any, talking: Any) -> None:
    talk.opened()
    block = talking.block_of([(":method", "GET"), (":scheme", "https"), (":path", "/")])
    talk.received(1, END_STREAM, 1, block)
    talk.received(9, END_HEADERS, 3, b"")
    talk.received(9, END_HEADERS, 1, b"")
    said = heard(talk)
    assert len(of(said, "CONTINUATION")) == 1
    assert of(said, "HEADERS")[0]["end_stream"] is True


def test_very_many_connections_are_listened_to_a_few_at_a_time(
    talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("h2craft.scenario.said.CONNECTIONS", 1)
    talk.opened(1)
    talk.opened(2)
    talk.request(1, "/b", connection=2)
    talk.request(1, "/a", connection=1)
    heads = [one for one in heard(talk) if one.frame == "HEADERS"]
    assert [one.connection for one in heads] == [2, 3]


def test_an_upgrade_without_a_request_is_none(talk: Any) -> None:
    talk.opened()
    talk.request(1)
    before = heard(talk)
    talk(Kind.UPGRADED, origin=Origin.ENGINE, detail={"from": "h2c", "settings": ""})
    assert heard(talk) == before
