from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hyperframe import frame as hf

from h2craft.actions import (
    Continuation,
    CraftedFrame,
    Data,
    Door,
    GoAway,
    Headers,
    Hpack,
    Priority,
    PushPromise,
    Raw,
    RstStream,
    Send,
    Settings,
    WindowUpdate,
    fields_of,
)
from h2craft.endpoint.crafting import flow_controlled_length
from h2craft.endpoint.reconcile import meaning_of, tell
from h2craft.trace import Kind

Greet = Callable[..., Any]
OK = fields_of([(":status", "200")])


def step(peer: Any, frame: CraftedFrame) -> str | None:
    """Write a frame through the wire door and say what the record calls out of step."""
    peer.endpoint.apply(Send(frames=(frame,), door=Door.WIRE), peer.now)
    peer.received_octets += b"".join(peer.endpoint.take_output())
    detail = peer.records(Kind.FRAME_SENT)[-1].detail
    return detail.get("step")  # type: ignore[no-any-return]


def test_data_charges_both_windows_padding_included(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    lawful = peer.endpoint.lawful
    assert step(peer, Headers(stream_id=1, fields=OK)) is None
    before = lawful.window(1), lawful.connection_window
    assert step(peer, Data(stream_id=1, data=b"abc", padding=4)) is None
    assert (lawful.window(1), lawful.connection_window) == (before[0] - 8, before[1] - 8)
    assert flow_controlled_length(Data(stream_id=1, data=b"abc")) == 3


def test_data_beyond_the_window_leaves_it_negative(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    step(peer, Headers(stream_id=1, fields=OK))
    step(peer, Data(stream_id=1, data=bytes(70_000)))
    assert peer.endpoint.lawful.window(1) == 65_535 - 70_000


def test_data_before_the_head_is_out_of_step(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    assert "before the response head" in (step(peer, Data(stream_id=1, data=b"x")) or "")


@pytest.mark.parametrize(
    ("frame", "word"),
    [
        (Headers(stream_id=9, fields=OK), "idle"),
        (Headers(stream_id=1, fields=fields_of([("x", "trailer first")]), end_stream=False), None),
        (PushPromise(stream_id=1, promised_stream_id=3, fields=OK), "stream"),
        (Settings(ack=True), "itself"),
        (Settings(pairs=((4, 1),), stream_id=1), "on a stream"),
        (Settings(pairs=((5, 1),)), "not told"),
        (WindowUpdate(increment=0), None),
        (RstStream(stream_id=9), None),
        (Priority(stream_id=1), None),
        (GoAway(last_stream_id=1), None),
        (Raw(type=0x42), None),
        (Continuation(stream_id=1, fields=OK), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_h2_cannot_be_told_has_a_reason(
    greet: Greet, frame: CraftedFrame, word: str | None
) -> None:
    peer = greet()
    peer.request(1)
    said = step(peer, frame)
    assert said is None if word is None else word in (said or "")


def test_a_raw_reset_and_a_raw_push_are_told(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    assert step(peer, PushPromise(stream_id=1, fields=fields_of(peer.GET))) is None
    assert peer.endpoint.lawful.next_stream_id == 4
    assert step(peer, RstStream(stream_id=1, error_code=2)) is None
    assert peer.endpoint.lawful.state_of(1) == "closed"


def test_a_raw_reset_ends_what_only_the_peer_could_go_on_with(greet: Greet) -> None:
    peer = greet()
    peer.sends(peer.headers(1, peer.GET))
    assert step(peer, Headers(stream_id=1, fields=fields_of([(":status", "413")]))) is None
    assert step(peer, Data(stream_id=1, end_stream=True)) is None
    assert peer.endpoint.active_streams == 1
    assert step(peer, RstStream(stream_id=1, error_code=0)) is None
    assert peer.endpoint.lawful.state_of(1) == "closed"
    assert peer.endpoint.active_streams == 0


def test_nothing_is_told_once_h2_has_given_up(greet: Greet) -> None:
    peer = greet()
    lawful = peer.endpoint.lawful
    lawful.retire("enough", 0, "5.4.1")
    assert tell(lawful, Data(stream_id=1)) is None


@pytest.mark.parametrize(
    ("frame", "meaning"),
    [
        (
            hf.DataFrame(1, b"ab", pad_length=1, flags=["PADDED", "END_STREAM"]),
            Data(stream_id=1, data=b"ab", padding=1, end_stream=True),
        ),
        (hf.RstStreamFrame(1, error_code=3), RstStream(stream_id=1, error_code=3)),
        (hf.SettingsFrame(0, {4: 9}), Settings(pairs=((4, 9),))),
        (hf.WindowUpdateFrame(3, window_increment=4), WindowUpdate(increment=4, stream_id=3)),
        (hf.GoAwayFrame(0, last_stream_id=5), GoAway(last_stream_id=5)),
        (
            hf.HeadersFrame(1, b"\x88", flags=["END_STREAM"]),
            Headers(
                stream_id=1,
                block=b"\x88",
                end_stream=True,
                end_headers=False,
                hpack=Hpack.OCTETS,
            ),
        ),
        (
            hf.ContinuationFrame(1, b"\x88"),
            Continuation(stream_id=1, block=b"\x88", hpack=Hpack.OCTETS),
        ),
        (
            hf.PushPromiseFrame(1, promised_stream_id=2, data=b"\x82"),
            PushPromise(stream_id=1, promised_stream_id=2, block=b"\x82", hpack=Hpack.OCTETS),
        ),
        (hf.PingFrame(0, bytes(8)), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_octets_mean_what_the_frame_says(frame: hf.Frame, meaning: CraftedFrame | None) -> None:
    assert meaning_of(frame.serialize()) == meaning


def test_a_lying_length_means_nothing() -> None:
    assert meaning_of(bytes.fromhex("000009 06 00 00000000 00")) is None
