"""One connection: what the client did there, and where the case's marks stand in it."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.judge.contact import Contact
from h2craft.trace import Kind, Origin
from h2craft.wire import PREFACE, SettingId, frame_octets


@pytest.fixture
def contact(told: Any) -> Any:
    """`contact()`: connection 1 as it is so far."""
    return lambda number=1: told().contacts[number]


def test_a_connection_is_followed_from_its_opening_to_its_end(scene, contact) -> None:
    scene.asks().whole().leaves()
    one = contact()
    assert (one.secure, one.alpn, one.speaks_http2, one.requests) == (True, "h2", True, 1)
    assert one.end is not None and one.end.how == "fin"
    assert one.closed == scene.last
    answer = one.answers[1]
    assert (answer.method, answer.status, answer.content) == (
        b"GET",
        200,
        b"the first half, and the rest\n",
    )
    assert 0 < answer.asked == answer.ended < answer.begun < answer.complete


def test_the_last_value_of_each_setting_counts(scene, contact) -> None:
    size = SettingId.HEADER_TABLE_SIZE
    scene.opened(settings=((size, 1), (0x42, 7), (size, 2)))
    assert contact().settings == {size: 2, 0x42: 7}


def test_the_streams_of_a_violation_are_those_of_its_frames(scene, contact) -> None:
    scene.asks(1).request(3).half(1).half(3).violates(0, 0, 3, b"x")
    one = contact()
    assert one.violated_streams == {3}
    assert len(one.committed) == 1


def test_a_violation_by_a_promise_is_about_the_promised_stream(scene, contact) -> None:
    scene.asks().half().violates(5, 4, 1, (2).to_bytes(4, "big") + b"\x82")
    assert contact().violated_streams == {2}


def test_a_violation_without_a_frame_is_about_the_stream_of_its_mark(scene, contact) -> None:
    scene.asks(1).request(3).half(1).half(3).mark("violation", stream=3).mark("violated")
    assert contact().violated_streams == {3}


def test_a_violation_of_no_stream_is_about_all_that_are_not_answered(scene, contact) -> None:
    scene.asks(1).request(3).whole(1).half(3).mark("violation", stream=0).mark("violated")
    one = contact()
    assert one.violated_streams == {3}
    assert [one.was_complete(one.answers[stream]) for stream in (1, 3)] == [True, False]


def test_without_a_violation_no_stream_is_violated(scene, contact) -> None:
    scene.asks().whole()
    assert contact().violated_streams == set()


def test_an_answer_that_was_ended_after_the_violation_was_not_there_before(scene, contact) -> None:
    scene.asks().half().violates().canary()
    one = contact()
    assert one.answers[1].complete > 0
    assert not one.was_complete(one.answers[1])


def test_reading_past_the_violation_is_proved_by_a_ping_sent_after_it(scene, contact) -> None:
    scene.asks().half().ping(data=b"earlier.").violates().pong(data=b"earlier.")
    assert contact().read_past == 0
    scene.ping().pong()
    assert contact().read_past == scene.last


@pytest.mark.parametrize(
    ("after", "ignored"),
    [
        (lambda s: s.ping().pong(), False),
        (lambda s: s.ping().leaves(), False),
        (lambda s: s.ping().passes(3.0).leaves(), True),
        (lambda s: s.ping().ping(data=b"abcdefgh").pong(data=b"abcdefgh"), True),
        (lambda s: s.ping().leaves().passes(3.0).mark("x"), False),
    ],
)
def test_a_ping_that_was_ignored_is_told(scene, contact, after, ignored: bool) -> None:
    after(scene.asks().whole())
    assert (contact().ignored_ping > 0) is ignored


def test_objections_are_kept_in_order_with_their_codes(scene, contact) -> None:
    scene.asks().goaway("NO_ERROR").resets("CANCEL").goaway("PROTOCOL_ERROR")
    one = contact()
    assert [said.code for said in one.goaways] == [0, 1]
    assert [said.code for said in one.errors()] == [1]
    assert [(said.stream_id, said.code) for said in one.resets] == [(1, 8)]
    assert one.errors(after=scene.last) == []
    assert one.answers[1].refused_with == 8


def test_an_objection_that_is_cut_short_says_no_code(scene, contact, talk) -> None:
    scene.asks().half()
    talk.received(7, 0, 0, bytes(4))
    talk.received(3, 0, 1, bytes(2))
    one = contact()
    assert (one.goaways, one.resets, one.answers[1].refused) == ([], [], 0)


def test_a_violation_that_is_cut_short_tells_no_code_and_promises_nothing(scene, contact) -> None:
    scene.asks().half()
    scene.violates(3, 0, 1, bytes(2)).violates(7, 0, 0, bytes(4)).violates(5, 4, 1, bytes(2))
    one = contact()
    assert (one.told_code, one.lasts) == (None, [])
    assert 0 not in one.violated_streams
    assert list(one.answers) == [1]


def test_how_much_had_come_when_it_gave_up_is_kept(scene, contact) -> None:
    scene.asks().half().goaway().half()
    effort = contact().gave_up
    assert (effort.frames, effort.octets) == (4, 66)  # SETTINGS, its ACK, HEADERS, DATA


def test_who_leaves_after_us_has_not_left(scene, contact) -> None:
    scene.asks().closes().leaves()
    assert contact().gone is not None and contact().end is None


def test_tls_that_fails_after_its_handshake_is_an_end(scene, contact) -> None:
    scene.asks().tells(Kind.TLS_FAILED, reason="alert")
    one = contact()
    assert (one.tls_failed, one.end.how, one.end is one.alert) == ("", "alert", True)


def test_a_handshake_that_fails_is_none(scene, contact) -> None:
    scene.tells(Kind.CONNECTION_OPENED).tells(Kind.TLS_FAILED)
    one = contact()
    assert (one.tls_failed, one.alert, one.speaks_http2) == ("no reason is known", None, False)


def test_what_is_no_http2_is_kept_for_a_look(scene, contact) -> None:
    scene.tells(Kind.CONNECTION_OPENED).talk(Kind.OCTETS_RECEIVED, b"GET / HTTP/1.1\r\n" * 100)
    assert contact().octets_seen.startswith(b"GET / HTTP/1.1")
    assert len(contact().octets_seen) == 256


def test_an_upgraded_request_is_one(scene, contact) -> None:
    scene.tells(Kind.CONNECTION_OPENED).talk(Kind.OCTETS_RECEIVED, b"GET /x HTTP/1.1\r\n\r\n")
    scene.tells(Kind.UPGRADED, **{"from": "h2c", "settings": ""})
    scene.talk(Kind.PREFACE_RECEIVED, PREFACE)
    scene.whole()
    one = contact()
    assert (one.requests, one.answers[1].method, one.answers[1].complete > 0) == (1, b"GET", True)


def test_an_answer_that_was_cut_in_pieces_is_an_answer(scene, contact) -> None:
    scene.asks()
    octets = b"".join(
        len(payload).to_bytes(3, "big") + bytes((kind, flags, 0, 0, 0, 1)) + payload
        for kind, flags, payload in ((1, 4, b"\x88"), (0, 1, b"body"))
    )
    for octet in octets:
        scene.talk(Kind.OCTETS_SENT, bytes((octet,)))
    one = contact()
    assert (one.answers[1].status, one.answers[1].content) == (200, b"body")
    assert one.answers[1].complete == scene.last and not one.opaque
    assert one.octets_sent == 18 + len(octets)
    scene.talk(Kind.OCTETS_SENT, b"\0\0")
    assert contact().opaque


def test_padding_is_no_content_and_may_be_anything(scene, contact) -> None:
    scene.asks().head()
    scene.talk.sent(0, 0x8, 1, b"\x03body\x01\x02\x03")
    scene.talk.sent(0, 0x8, 1, b"\x30body")  # more padding than there is: nothing can be told
    assert contact().answers[1].content == b"body"


def test_what_a_promise_brings_is_no_answer_to_a_request(scene, contact) -> None:
    scene.asks()
    scene.talk.sent(5, 4, 1, (2).to_bytes(4, "big") + b"\x82\x86\x84\x41\x01a")
    scene.whole(2)
    promised = contact().answers[2]
    assert (promised.promised, promised.complete > 0) == (True, True)


def test_a_request_above_our_goaway_was_turned_away(scene, contact) -> None:
    scene.asks(1).request(3)
    scene.talk.sent(7, 0, 0, (1).to_bytes(4, "big") + bytes(4))
    scene.resets("CANCEL", 1).resets("CANCEL", 3)
    one = contact()
    assert [one.turned_away(said) for said in one.resets] == [False, True]
    assert one.told_code == 0


def test_streams_of_our_own_making_that_are_wrong_are_kept(scene, contact) -> None:
    scene.asks()
    scene.talk.sent(5, 4, 1, (2).to_bytes(4, "big") + b"\x82\x87\x84\x41\x01a")
    assert contact().faulty == set()
    scene.talk.sent(1, 4, 2, b"\x88\x00\x01A\x01b")  # a field name in upper case
    assert contact().faulty == {2}


def test_what_is_kept_is_bounded(scene, contact) -> None:
    scene.asks()
    for _ in range(300):
        scene.resets("CANCEL").goaway("NO_ERROR")
    one = contact()
    assert (len(one.resets), len(one.goaways)) == (256, 256)


def test_a_connection_that_is_not_there_yet_says_nothing() -> None:
    one = Contact(7)
    assert (one.end, one.errors(), one.speaks_http2, one.ignored_ping) == (None, [], False, 0)


def test_a_frame_that_is_held_back_was_not_sent(scene, contact) -> None:
    scene.asks()
    before = contact().octets_sent
    scene.talk(Kind.FRAME_HELD, frame_octets(1, 0x5, 1, b"\x88"), origin=Origin.AUTOMATIC)
    one = contact()
    assert (one.octets_sent, one.answers[1].begun) == (before, 0)


def test_requests_beyond_those_that_are_kept_are_counted(scene, contact, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.judge.contact.KEPT_ANSWERS", 2)
    scene.asks(1).request(3).request(5).whole(5)
    promise = (2).to_bytes(4, "big") + b"\x82\x86\x84\x41\x01a"
    scene.talk.sent(5, 4, 1, promise)
    one = contact()
    assert (one.requests, len(one.asked), list(one.answers)) == (3, 2, [1, 3])


def test_content_of_a_request_that_never_was_is_nobody_s(scene, contact) -> None:
    scene.asks(method="POST", end=False)
    scene.talk.received(0, 0x1, 3, b"for nobody")
    scene.talk.received(0, 0x1, 1, b"content")
    one = contact()
    assert (list(one.answers), one.answers[1].octets) == ([1], 7)
    assert one.answers[1].ended == scene.last


def test_settings_beyond_those_that_are_kept_are_let_go_and_known_ones_kept_up(
    scene, contact
) -> None:
    scene.opened(settings=tuple((0x100 + number, 1) for number in range(256)))
    scene.talk.received(4, 0, 0, b"\x0f\x00\0\0\0\1" + b"\x01\x00\0\0\0\2")
    settings = contact().settings
    assert (len(settings), 0xF00 in settings, settings[0x100]) == (256, False, 2)


def test_a_head_that_goes_on_in_a_continuation_begins_where_its_block_ends(scene, contact) -> None:
    scene.asks()
    scene.talk.sent(1, 0x1, 1, b"\x88")
    assert contact().answers[1].begun == 0
    scene.talk.sent(9, 0, 1, b"\x00\x01a")
    scene.talk.sent(9, 0x4, 3, b"")
    assert contact().answers[1].begun == 0
    scene.talk.sent(9, 0x4, 1, b"\x01b")
    answer = contact().answers[1]
    assert answer.begun == answer.complete == scene.last


def test_a_head_in_pieces_is_read_once_it_is_whole(scene, contact) -> None:
    scene.asks()
    scene.talk.sent(1, 0, 1, b"\x88\x00\x01a")
    scene.talk.sent(9, 0x4, 1, b"\x01b")
    answer = contact().answers[1]
    assert (answer.status, answer.fields) == (200, ((b"a", b"b"),))


def test_our_reset_of_a_finished_answer_undoes_nothing(scene, contact) -> None:
    scene.asks().whole().reset("NO_ERROR")
    one = contact()
    assert (one.answers[1].complete > 0, one.answers[1].reset, one.told_code) == (True, 0, 0)
    scene.request(3).reset("CANCEL", 3)
    first = scene.last
    scene.reset("INTERNAL_ERROR", 3)
    one = contact()
    assert (one.answers[3].reset, one.told_code) == (first, 2)


def test_of_very_many_goaways_of_ours_the_first_are_kept(scene, contact) -> None:
    scene.asks()
    for last in range(300, 0, -1):
        scene.talk.sent(7, 0, 0, last.to_bytes(4, "big") + (last % 2).to_bytes(4, "big"))
    one = contact()
    assert ([last for _, last in one.lasts], one.told_code) == (list(range(300, 44, -1)), 1)


def test_only_a_ping_that_asks_for_an_answer_can_be_ignored(scene, contact) -> None:
    scene.asks().whole()
    scene.talk.sent(6, 0x1, 0, b"an ACK. ")
    scene.talk.sent(6, 0, 1, b"stream 1")
    scene.talk.sent(6, 0, 0, b"short")
    scene.passes(3.0).mark("x")
    assert contact().ignored_ping == 0


def test_of_very_many_pings_the_last_are_waited_for(scene, contact, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.judge.contact.KEPT_PINGS", 1)
    scene.asks().whole().ping(data=b"abcdefgh").ping()
    assert contact().ignored_ping == 0
    scene.passes(3.0).mark("x")
    assert contact().ignored_ping == scene.last - 1


def test_the_first_reason_of_a_handshake_that_fails_is_told(scene, contact) -> None:
    scene.tells(Kind.CONNECTION_OPENED)
    scene.tells(Kind.TLS_FAILED, reason="unknown ca").tells(Kind.TLS_FAILED, reason="again")
    assert contact().tls_failed == "unknown ca"


def test_an_upgrade_of_nothing_is_no_request(scene, contact) -> None:
    scene.tells(Kind.CONNECTION_OPENED)
    scene.talk(Kind.OCTETS_RECEIVED, b"GET /x HTTP/1.1\r\n\r\n")
    scene.tells(Kind.UPGRADED, **{"from": "h2c", "settings": ""})
    scene.tells(Kind.UPGRADED, **{"from": "h2c", "settings": ""})
    one = contact()
    assert (one.requests, list(one.answers)) == (1, [1])


def test_frames_that_are_poured_are_counted_and_no_part_of_an_answer(scene, contact) -> None:
    scene.asks().half()
    before = contact()
    pings = frame_octets(6, 0, 0, b"12345678") * 3
    scene.talk(Kind.OCTETS_SENT, pings, detail={"poured": True})
    scene.data(b"more", end=True)
    one = contact()
    assert (one.frames_sent - before.frames_sent, one.flooded, one.opaque) == (4, False, False)
    assert one.octets_sent - before.octets_sent == len(pings) + 13
    assert one.answers[1].content == b"the first half, more"


def test_frames_of_a_response_are_one_however_they_were_sent(scene, contact) -> None:
    scene.asks()
    octets = frame_octets(1, 0x4, 1, b"\x88") + frame_octets(0, 0x1, 1, b"body")
    scene.talk(Kind.OCTETS_SENT, octets, detail={"poured": True})
    assert contact().answers[1].content == b"body"


def test_the_first_end_is_the_end(scene, contact) -> None:
    scene.asks().tells(Kind.END_RECEIVED, how="close-notify")
    first = scene.last
    scene.tells(Kind.END_RECEIVED, how="fin")
    one = contact()
    assert (one.gone.seq, one.gone.how) == (first, "close-notify")
