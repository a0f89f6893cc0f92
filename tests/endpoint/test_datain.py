from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hyperframe.frame import (
    DataFrame,
    GoAwayFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from h2craft.actions import Policy, Reply, Send, Settings
from h2craft.endpoint import Greeting, events
from h2craft.wire import ErrorCode

Greet = Callable[..., Any]
SMALL = Greeting(settings=(), connection_window=65_535)


def test_data_ends_the_stream_for_h2_too(greet: Greet) -> None:
    peer = greet()
    peer.sends(peer.headers(1, peer.POST))
    [data] = peer.sends(DataFrame(1, b"abc", flags=["END_STREAM"]))
    assert (data.data, data.stream_ended.stream_id) == (b"abc", 1)
    assert peer.endpoint.lawful.state_of(1) == "half-closed-remote"


def test_data_on_an_idle_stream_is_a_connection_error(greet: Greet) -> None:
    peer = greet()
    peer.sends(DataFrame(7, b"abc"))
    peer.wants(GoAwayFrame)


def test_data_after_the_end_is_answered_by_h2(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    peer.sends(DataFrame(1, b"abc"))
    assert peer.unread.pop().type in (RstStreamFrame.type, GoAwayFrame.type)


def test_data_within_a_header_block_is_a_connection_error(greet: Greet) -> None:
    peer = greet()
    peer.sends(peer.headers(1, peer.POST))
    head = peer.headers(3)
    head.flags.discard("END_HEADERS")
    peer.sends(head, DataFrame(1, b"abc"))
    peer.wants(GoAwayFrame, error_code=ErrorCode.PROTOCOL_ERROR)


def test_padding_as_long_as_the_payload_is_a_connection_error(greet: Greet) -> None:
    peer = greet()
    peer.sends(peer.headers(1, peer.POST))
    happened = peer.sends(bytes.fromhex("000002 00 08 00000001 02ff"))
    assert isinstance(happened[-1], events.ConnectionEnded)
    assert b"padding" in peer.wants(GoAwayFrame, error_code=1).additional_data


def test_data_on_stream_0_is_a_connection_error(greet: Greet) -> None:
    peer = greet()
    peer.sends(bytes.fromhex("000001 00 00 00000000 61"))
    peer.wants(GoAwayFrame)


def test_an_overrun_stream_is_reset(greet: Greet) -> None:
    peer = greet()
    peer.fires(Send(frames=(Settings(pairs=((4, 10),)),)))
    peer.wants(SettingsFrame)
    peer.sends(SettingsFrame(0, flags=["ACK"]), peer.headers(1, peer.POST))
    [reset] = peer.sends(DataFrame(1, bytes(11)))
    assert (reset.error_code, reset.remote) == (ErrorCode.FLOW_CONTROL_ERROR, False)
    peer.wants(RstStreamFrame, error_code=ErrorCode.FLOW_CONTROL_ERROR)


def test_an_overrun_connection_is_given_up(greet: Greet) -> None:
    peer = greet(greeting=SMALL)
    peer.fires(Policy(changes={"window_update": Reply.DROP, "reset": Reply.DROP}))
    peer.sends(peer.headers(1, peer.POST))
    for _ in range(4):
        peer.sends(DataFrame(1, bytes(16_384)))
    assert isinstance(peer.events[-1], events.ConnectionEnded)
    peer.wants(GoAwayFrame, error_code=ErrorCode.FLOW_CONTROL_ERROR)


def test_what_was_consumed_before_a_smaller_window_was_acknowledged_is_given_back(
    greet: Greet,
) -> None:
    peer = greet()
    initial = peer.endpoint.inflows.initial
    peer.fires(Send(frames=(Settings(pairs=((4, 10),)),)))
    peer.wants(SettingsFrame)
    peer.sends(peer.headers(1, peer.POST), DataFrame(1, bytes(100)))
    assert initial > 200
    peer.endpoint.credit(1, 100, peer.now)
    peer.sends(SettingsFrame(0, flags=["ACK"]))
    peer.wants(WindowUpdateFrame, stream_id=1, window_increment=100)
