from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hyperframe.frame import GoAwayFrame, PingFrame, WindowUpdateFrame

from h2craft.actions import CloseHow, Headers, Send, fields_of
from h2craft.endpoint import Limits, events
from h2craft.trace import Kind
from h2craft.wire import ErrorCode

Greet = Callable[..., Any]
OK = fields_of([(":status", "200"), ("content-type", "text/plain")])


def test_h2s_reason_goes_out_as_debug_data_and_frames_are_still_recorded(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    happened = peer.sends(bytes.fromhex("000007 06 00 00000000 31323334353637"))
    assert isinstance(happened[-1], events.ConnectionEnded)
    goaway = peer.wants(GoAwayFrame, last_stream_id=1)
    assert goaway.additional_data
    [gave_up] = peer.records(Kind.H2_GAVE_UP)
    assert peer.journal.get(gave_up.cause).octets[3] == 6
    assert peer.sends(PingFrame(0, b"12345678")) == []
    assert peer.records(Kind.FRAME_RECEIVED)[-1].octets[9:] == b"12345678"
    peer.refused(Send(frames=(Headers(stream_id=1, fields=OK),)), gave_up.detail["section"])
    assert peer.endpoint.closing is None


def test_strict_closes(greet: Greet) -> None:
    peer = greet(strict=True)
    peer.sends(WindowUpdateFrame(0, window_increment=1).serialize()[:-4] + bytes(4))
    peer.wants(GoAwayFrame)
    assert peer.endpoint.closing is CloseHow.CLEAN


def test_a_frame_longer_than_we_take_is_refused_at_its_header(greet: Greet) -> None:
    peer = greet()
    peer.sends((100_000).to_bytes(3, "big") + b"\0\0\0\0\0\1" + b"some of it")
    goaway = peer.wants(GoAwayFrame, error_code=ErrorCode.FRAME_SIZE_ERROR)
    assert b"100,000" in goaway.additional_data
    peer.sends(b"more of it")


def test_a_preface_that_goes_wrong_says_where(meet: Greet) -> None:
    peer = meet()
    peer.sends(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    assert b"octet 0" in peer.wants(GoAwayFrame).additional_data
    peer.sends(b"whatever")


def test_a_peer_that_goes_on_for_ever_is_cut_off(greet: Greet) -> None:
    peer = greet(limits=Limits(records_after_goaway=5))
    peer.sends(WindowUpdateFrame(0, window_increment=1).serialize()[:-4] + bytes(4))
    peer.wants(GoAwayFrame)
    peer.sends(*[PingFrame(0, bytes(8))] * 6)
    assert peer.endpoint.closing is CloseHow.RESET
    assert [r.detail["limit"] for r in peer.records(Kind.LIMIT_REACHED)] == ["records_after_goaway"]
