from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hyperframe.frame import DataFrame, HeadersFrame, PingFrame

from h2craft.actions import Data, Headers, Send, SendOctets, fields_of
from h2craft.trace import Kind, Origin

Greet = Callable[..., Any]
PING = PingFrame(0, b"12345678").serialize()


def taken(peer: Any) -> bytes:
    """What is to leave now."""
    octets = b"".join(peer.endpoint.take_output())
    peer.received_octets += octets
    return octets


def test_octets_are_cut_into_frames_and_the_rest_is_kept(greet: Greet) -> None:
    peer = greet()
    for octets in (PING + PING[:3], PING[3:]):
        peer.endpoint.apply(SendOctets(octets=octets), peer.now)
    taken(peer)
    pieces = [r.octets for r in peer.records(Kind.OCTETS_SENT)]
    assert pieces == [PING[:3], PING[3:]]
    assert [r.octets for r in peer.records(Kind.FRAME_SENT)][-1] == PING


@pytest.mark.parametrize("octets", [PING * 3, PING[:-1], b"\xff" * 20])
def test_what_is_poured_is_one_record_whatever_it_is(greet: Greet, octets: bytes) -> None:
    peer = greet()
    peer.endpoint.pour(octets, peer.now, 7, Origin.SCRIPT)
    assert taken(peer) == octets
    (record,) = peer.records(Kind.OCTETS_SENT)
    assert (record.octets, record.cause, record.origin) == (octets, 7, Origin.SCRIPT)
    assert record.detail == {"door": "wire", "step": "h2 was not informed", "poured": True}


def test_the_windows_that_are_spent_are_h2s(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    before = peer.endpoint.lawful.window(1)
    peer.endpoint.pour(DataFrame(1, bytes(100)).serialize(), 1.0, 0, Origin.SCRIPT, (1, 100))
    taken(peer)
    assert peer.endpoint.lawful.window(1) == before - 100
    assert peer.endpoint.lawful.connection_window == 65_535 - 100


def test_h2_goes_on_as_if_nothing_had_been_poured(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    peer.endpoint.pour(DataFrame(1, b"x", flags=["END_STREAM"]).serialize(), 1.0, 0, Origin.SCRIPT)
    taken(peer)
    head = Headers(stream_id=1, fields=fields_of([(":status", "200")]))
    assert peer.fires(Send(frames=(head, Data(stream_id=1, end_stream=True)))).accepted
    peer.wants(HeadersFrame)
    peer.wants(DataFrame)
