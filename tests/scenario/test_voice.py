from __future__ import annotations

import hashlib

from h2craft.scenario.voice import Uttered, Voice


def test_streams_have_numbers_by_their_order_and_pushed_ones_below_nought() -> None:
    voice = Voice(1)
    for stream_id in (5, 3, 5):
        voice.requested(stream_id, 10)
    voice.promised(2, 10)
    voice.promised(4, 10)
    assert [voice.called(number) for number in (5, 3, 2, 4, 7)] == [1, 2, -1, -2, None]


def test_no_more_streams_are_known_than_is_said_and_the_connection_is_none() -> None:
    voice = Voice(1, ours=True)
    voice.requested(0, 1)
    voice.requested(1, 1)
    voice.requested(3, 1)
    voice.promised(2, 0)
    assert (voice.requests, voice.pushed, voice.ours) == ({1: 1}, {}, True)


def test_what_grows_is_one_thing_until_its_stream_closes() -> None:
    voice, body = Voice(1), Uttered(1, 1, "DATA", {}, 7)
    voice.growing[1, 0] = voice.growing[1, 8] = voice.growing[3, 0] = body
    voice.closes(1)
    assert list(voice.growing) == [(3, 0)]
    body.add(b"he")
    body.add(b"llo")
    said = body.said()
    assert said.meaning == {"octets": 5, "sha256": hashlib.sha256(b"hello").hexdigest()[:16]}
    assert (said.seq, said.frame) == (7, "DATA")
