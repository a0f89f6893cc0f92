from __future__ import annotations

from h2craft.endpoint import events
from h2craft.script import answers
from h2craft.script.answers import Answers


def head(stream_id: int, status: bytes, *, interim: bool = False, end: bool = False):
    ended = events.StreamEnded(stream_id) if end else None
    fields = [(b":status", status), (b"X", b"y")]
    return events.ResponseReceived(stream_id, fields, ended, informational=interim)


def test_a_response_is_gathered_as_it_comes() -> None:
    made = Answers()
    made.take(head(1, b"103", interim=True))
    made.take(head(1, b"200"))
    made.take(events.DataReceived(1, b"ab", 2))
    assert not made.of(1).ended
    made.take(events.DataReceived(1, b"c\xff", 2))
    made.take(events.TrailersReceived(1, [(b"t", b"1")], events.StreamEnded(1)))
    answer = made.of(1)
    assert (answer.informational, answer.status, answer.body) == ([103], 200, b"abc\xff")
    assert answer.headers["x"] == "y" and answer.trailers["t"] == "1" and answer.ended
    assert answer.text == "abc\ufffd"


def test_a_reset_of_the_servers_has_its_code_and_one_of_ours_none() -> None:
    made = Answers()
    made.take(events.StreamReset(1, 8))
    made.take(events.StreamReset(3, 8, remote=False))
    assert (made.of(1).reset, made.of(3).reset) == (8, None)


def test_what_a_server_promises_is_kept_with_its_request() -> None:
    made = Answers()
    made.take(events.PushReceived(1, 2, [(b":path", b"/style.css")]))
    assert made.pushed[2][":path"] == "/style.css"


def test_a_status_that_is_none_is_no_number() -> None:
    made = Answers()
    made.take(head(1, b"abc", end=True))
    assert (made.of(1).status, made.of(1).ended) == (0, True)


def test_bodies_and_streams_are_bounded(monkeypatch) -> None:
    monkeypatch.setattr(answers, "KEPT_OCTETS", 3)
    monkeypatch.setattr(answers, "KEPT_STREAMS", 2)
    made = Answers()
    made.take(events.DataReceived(1, b"abcde", 5))
    assert (made.of(1).body, made.of(1).lost) == (b"abc", 2)
    for number in (3, 5):
        made.take(head(number, b"200"))
    assert made.of(1).body == b""
