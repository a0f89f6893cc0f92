from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hyperframe.frame import DataFrame, ExtensionFrame, PingFrame, RstStreamFrame

from h2craft.actions import Data, Door, Headers, PushPromise, Raw, Send, SendOctets, fields_of
from h2craft.trace import Kind

Greet = Callable[..., Any]
OK = fields_of([(":status", "200"), ("content-type", "text/plain")])


def test_raw_frames_leave_as_they_are_and_h2_follows_where_it_can(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    head = Headers(stream_id=1, fields=OK)
    body = Data(stream_id=1, data=b"hi", end_stream=True)
    peer.fires(Send(frames=(head, body), door=Door.WIRE))
    assert peer.wants_fields(1)[0] == (":status", "200")
    peer.wants(DataFrame, data=b"hi", flags={"END_STREAM"})
    assert [r.detail for r in peer.records(Kind.FRAME_SENT)[-2:]] == [{"door": "wire"}] * 2
    peer.refused(Send(frames=(Data(stream_id=1, data=b"more"),)), "5.1")


def test_a_frame_h2_cannot_be_told_of_says_so(greet: Greet) -> None:
    peer = greet()
    peer.fires(Send(frames=(Data(stream_id=7, data=b"hi"),), door=Door.WIRE))
    peer.wants(DataFrame, stream_id=7)
    assert "no open stream 7" in peer.records(Kind.FRAME_SENT)[-1].detail["step"]


def test_the_state_h2_stays_in_is_recorded_with_it(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    end = Data(stream_id=1, end_stream=True)
    peer.fires(Send(frames=(end,), door=Door.WIRE, inform=False))
    assert peer.records(Kind.FRAME_SENT)[-1].detail == {
        "door": "wire",
        "step": "h2 was not informed",
        "h2": "half-closed-remote",
    }
    push = PushPromise(stream_id=1, promised_stream_id=2, fields=fields_of(peer.GET))
    peer.fires(Send(frames=(push,), door=Door.WIRE, inform=False))
    assert peer.records(Kind.FRAME_SENT)[-1].detail["h2_promised"] == "idle"
    peer.unread.clear()


def test_a_length_that_lies(greet: Greet) -> None:
    peer = greet()
    peer.fires(Send(frames=(Raw(type=0x42, payload=b"abc", length=3, flags=0xFF),), door=Door.WIRE))
    assert peer.wants(ExtensionFrame).flag_byte == 0xFF
    peer.endpoint.apply(
        Send(frames=(Raw(type=6, payload=b"abc", length=99),), door=Door.WIRE),
        peer.now,
    )
    octets = b"".join(peer.endpoint.take_output())
    peer.received_octets += octets
    assert octets == bytes.fromhex("000063 06 00 00000000 616263")


def test_octets_are_recorded_as_frames_where_they_are_some(greet: Greet) -> None:
    peer = greet()
    ping = PingFrame(0, b"12345678").serialize()
    peer.endpoint.apply(SendOctets(octets=ping + b"\0\0"), peer.now)
    peer.received_octets += b"".join(peer.endpoint.take_output())
    assert peer.records(Kind.FRAME_SENT)[-1].octets == ping
    assert [r.octets for r in peer.records(Kind.OCTETS_SENT)] == [b"\0\0"]


def test_a_frame_written_in_parts_is_one_frame(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    peer.fires(Send(frames=(Headers(stream_id=1, fields=OK),)))
    peer.wants_fields(1)
    inner = RstStreamFrame(1).serialize()
    octets = DataFrame(1, inner, flags=["END_STREAM"]).serialize()
    for part in (octets[:4], octets[4:9], octets[9:12], octets[12:]):
        peer.endpoint.apply(SendOctets(octets=part), peer.now)
    peer._read()
    peer.wants(DataFrame, data=inner)
    assert [r.octets for r in peer.records(Kind.OCTETS_SENT)][-1] == octets[12:]
    assert peer.endpoint.lawful.state_of(1) == "closed"
    peer.fires(SendOctets(octets=PingFrame(0, bytes(8)).serialize()))
    peer.wants(PingFrame)
    assert peer.records(Kind.FRAME_SENT)[-1].octets[3] == PingFrame.type


def test_a_reset_by_octets_ends_the_stream_for_h2_too(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    peer.fires(SendOctets(octets=RstStreamFrame(1, error_code=2).serialize()))
    peer.wants(RstStreamFrame, error_code=2)
    peer.refused(Send(frames=(Data(stream_id=1),)), "5.1")


def test_uninformed_h2_stays_ignorant(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    end = Data(stream_id=1, end_stream=True)
    peer.fires(Send(frames=(end,), door=Door.WIRE, inform=False))
    peer.wants(DataFrame, flags={"END_STREAM"})
    answer = (Headers(stream_id=1, fields=OK), Data(stream_id=1, data=b"again", end_stream=True))
    assert peer.fires(Send(frames=answer)).accepted
    peer.wants_fields(1)
    peer.wants(DataFrame, data=b"again")


def test_what_has_no_octets_is_refused_and_the_encoder_is_not_ahead(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    new = fields_of([("x-first", "seen")])
    head = Headers(stream_id=1, fields=new, padding=300)
    peer.refused(Send(frames=(head,), door=Door.WIRE), "")
    peer.fires(Send(frames=(Headers(stream_id=1, fields=OK),)))
    assert peer.wants_fields(1)[0] == (":status", "200")


def test_a_block_given_as_octets_that_changes_the_peers_table_is_marked(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    block = b"\x88\x40\x01a\x01b"
    peer.fires(Send(frames=(Headers(stream_id=1, block=block),), door=Door.WIRE))
    assert peer.wants_fields(1) == [(":status", "200"), ("a", "b")]
    assert "differs" in peer.records(Kind.FRAME_SENT)[-1].detail["hpack"]
