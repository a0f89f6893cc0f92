from __future__ import annotations

from h2craft.actions import Continuation, Data, Door, Headers, Hpack, Ping, PushPromise, Send
from h2craft.language.making import barrier, door_of, usual_hpack


def test_a_block_that_cannot_be_lawful_takes_the_wire() -> None:
    assert door_of(Headers(stream_id=1), Door.LAWFUL) is Door.LAWFUL
    assert door_of(Headers(stream_id=1, end_headers=False), Door.LAWFUL) is Door.WIRE
    assert door_of(Headers(stream_id=1, block=b""), Door.LAWFUL) is Door.WIRE
    assert door_of(PushPromise(stream_id=1, hpack=Hpack.OCTETS), Door.LAWFUL) is Door.WIRE
    assert door_of(Data(stream_id=1), Door.LAWFUL) is Door.LAWFUL
    assert door_of(Continuation(stream_id=1), Door.WIRE) is Door.WIRE


def test_given_octets_are_nobodys_block() -> None:
    assert usual_hpack(None) is Hpack.SHARED
    assert usual_hpack(b"") is Hpack.OCTETS


def test_no_two_barriers_are_the_same() -> None:
    pings = set()
    for _ in range(100):
        sent, _wait = barrier({"timeout": 1.0})
        assert isinstance(sent, Send)
        (ping,) = sent.frames
        assert isinstance(ping, Ping) and len(ping.opaque_data) == 8
        pings.add(ping.opaque_data)
    assert len(pings) == 100
