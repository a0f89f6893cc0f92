"""The Explain tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from h2craft.actions import Data, Send
from h2craft.explain import explain, plain
from h2craft.explain.text import Text
from h2craft.trace import Kind, Origin

LineWith = Callable[[Text, str], str]


def page(story: Any, seq: int) -> Text:
    return explain(story.moment(seq), story.readings)


def test_a_lawful_frame_says_why_what_follows_and_what_followed(story: Any) -> None:
    seq = story.peer.headers(end=True)
    story.us.headers(1, [(":status", "200")])
    shown = plain(page(story, seq))
    assert "  Yes  stream 1 was idle: opens the stream (5.1)" in shown
    assert "What we must answer" in shown and "a response" in shown
    assert "We: HEADERS 200, 0.1000 s later  record 8" in shown


def test_an_unlawful_frame_says_every_reason(story: Any) -> None:
    shown = plain(page(story, story.peer.raw(8, bytes(4), flags=0x40)))
    assert "  No  WINDOW_UPDATE: increment of 0 (6.9)  PROTOCOL_ERROR, connection error" in shown
    assert "  But  WINDOW_UPDATE: undefined flags 0x40 (4.1)" in shown
    assert "  Yes" not in shown


def test_our_own_frames_ask_the_client(story: Any) -> None:
    shown = plain(page(story, story.us.ping()))
    assert "What the client must answer" in shown
    assert "The client: not answered" in shown


def test_a_frame_by_the_wire_door_says_what_h2_was_told(story: Any) -> None:
    told = story.us.ping(detail={"door": "wire"})
    assert "h2 was told what it means" in plain(page(story, told))
    step = story.us.data(1, detail={"door": "wire", "step": "no such stream\x1b", "hpack": "bad"})
    shown = plain(page(story, step))
    assert "h2 is out of step: no such stream\\x1b" in shown and "HPACK: bad" in shown


def test_a_reply_says_what_it_answers(story: Any) -> None:
    cause = story.peer.ping()
    seq = story.us.ping(ack=True, cause=cause, origin=Origin.AUTOMATIC)
    shown = plain(page(story, seq))
    assert f"by an automatic reply, because of record {cause}  PING 3132" in shown


def test_an_unknown_type_is_tolerated(story: Any) -> None:
    shown = plain(page(story, story.peer.raw(0x42, b"x")))
    assert "A frame of type 0x42 is of a type that is not defined here" in shown
    assert "ignores and discards" in shown


def test_records_without_frames_are_explained(story: Any) -> None:
    seq = story(Kind.H2_GAVE_UP, reason="bad", code=1, origin=Origin.ENGINE)
    shown = plain(page(story, seq))
    assert "takes this for a connection error" in shown and "RFC 9113 5.4.1" in shown
    assert "by h2craft" in shown


def test_an_action_says_what_came_of_it(story: Any) -> None:
    story.peer.headers(end=True)
    action = Send(frames=(Data(stream_id=1, data=b"x"),))
    seq = story(Kind.ACTION_FIRED, detail=action, origin=Origin.HAND)
    assert "nothing yet" in plain(page(story, seq))
    story(Kind.ACTION_REFUSED, cause=seq, reason="no head", section="8.1")
    assert "no head" in plain(page(story, seq))


def test_a_held_reply_is_explained_as_not_on_the_wire(story: Any) -> None:
    held = story(Kind.FRAME_HELD, bytes.fromhex("000000 04 01 00000000"))
    assert "not on the wire" in plain(page(story, held))


def test_a_findings_text_of_a_record_without_a_frame_is_shown(story: Any) -> None:
    seq = story(Kind.TLS_ESTABLISHED, version="TLSv1.1", alpn="h2")
    assert "HTTP/2 needs TLS 1.2" in plain(page(story, seq))


def test_of_a_frame_of_no_connection_it_is_not_known_what_was_answered(story: Any) -> None:
    seq = story.journal.append(9.0, 0, Kind.FRAME_RECEIVED, bytes.fromhex("000000 04 00 00000000"))
    shown = plain(page(story, seq))
    assert "What somebody did\n  unknown" in shown


def test_a_cause_that_is_not_at_hand_is_named_by_its_number(story: Any) -> None:
    cause = story.peer.ping()
    seq = story.us.ping(ack=True, cause=cause, origin=Origin.AUTOMATIC)
    shown = plain(explain(story.moment(seq), []))
    assert shown.endswith(f"by an automatic reply, because of record {cause}")


def test_of_an_action_that_has_caused_much_the_beginning_is_told(story: Any) -> None:
    story.peer.headers(end=True)
    fired = story(Kind.ACTION_FIRED, detail=Send(frames=()), origin=Origin.HAND)
    sent = [story.us.ping(cause=fired) for _ in range(60)]
    shown = plain(page(story, fired))
    assert f"record {sent[0]}" in shown and f"record {sent[-1]}" not in shown
