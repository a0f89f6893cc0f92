from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hyperframe.frame import (
    DataFrame,
    GoAwayFrame,
    PingFrame,
    PriorityFrame,
    PushPromiseFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from h2craft.actions import (
    Data,
    Door,
    GoAway,
    Headers,
    Policy,
    Reply,
    RstStream,
    Send,
    Settings,
    fields_of,
)
from h2craft.endpoint import Greeting, events
from h2craft.endpoint.judge import REMEMBERED_RESETS
from h2craft.endpoint.lawful import KEPT_UNMEASURED
from h2craft.trace import Kind
from h2craft.wire import ErrorCode, SettingId

Greet = Callable[..., Any]


def test_control_frames_become_events_for_those_who_ask(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    peer.endpoint.wants_control = True
    happened = peer.sends(
        SettingsFrame(0, {4: 5}),
        PingFrame(0, b"12345678"),
        WindowUpdateFrame(1, window_increment=7),
        PriorityFrame(3, depends_on=1, stream_weight=9),
        bytes.fromhex("000001 42 00 00000001 3f"),
        SettingsFrame(0, flags=["ACK"]),
    )
    kinds = [type(event) for event in happened]
    assert kinds == [
        events.SettingsReceived,
        events.PingReceived,
        events.WindowUpdated,
        events.PriorityUpdated,
        events.UnknownReceived,
        events.SettingsReceived,
    ]
    assert happened[0].settings == {4: 5}
    assert (happened[3].depends_on, happened[3].weight) == (1, 10)
    assert happened[4].stream_id == 1
    assert happened[5].ack
    peer.wants(SettingsFrame)
    peer.wants(PingFrame)


def test_every_frame_is_an_event_for_those_who_ask(greet: Greet) -> None:
    peer = greet()
    peer.endpoint.wants_frames = True
    [event] = peer.sends(PriorityFrame(3))
    assert event.frame.type == 2


def test_data_above_our_goaway_is_credited_and_not_served(greet: Greet) -> None:
    peer = greet()
    peer.fires(Send(frames=(GoAway(last_stream_id=0),), door=Door.WIRE))
    peer.wants(GoAwayFrame)
    assert peer.sends(peer.headers(1, peer.POST)) == []
    assert peer.sends(DataFrame(1, b"x"), peer.headers(1, [("a", "b")], "END_STREAM")) == []


def test_malformed_trailers_reset_the_stream(greet: Greet) -> None:
    peer = greet()
    peer.sends(peer.headers(1, peer.POST))
    [reset] = peer.sends(peer.headers(1, [(":path", "/again")], "END_STREAM"))
    assert (type(reset), reset.remote) == (events.StreamReset, False)
    peer.wants(RstStreamFrame)


def test_trailers_close_a_body_that_is_too_short(greet: Greet) -> None:
    peer = greet()
    peer.sends(peer.headers(1, [*peer.POST, ("content-length", "5")]))
    peer.sends(DataFrame(1, b"four"))
    peer.sends(peer.headers(1, [("a", "b")], "END_STREAM"))
    peer.wants(RstStreamFrame)


def test_good_trailers_pass(greet: Greet) -> None:
    peer = greet()
    peer.sends(peer.headers(1, peer.POST))
    [trailers] = peer.sends(peer.headers(1, [("a", "b")], "END_STREAM"))
    assert trailers.headers == [(b"a", b"b")]


def test_two_content_lengths_that_differ_are_malformed(greet: Greet) -> None:
    peer = greet()
    fields = [*peer.POST, ("content-length", "1"), ("content-length", "2")]
    peer.sends(peer.headers(1, fields))
    peer.wants(RstStreamFrame)


def test_a_wrong_body_reaches_the_script_where_resets_are_held(greet: Greet) -> None:
    peer = greet()
    peer.fires(Policy(changes={"reset": Reply.HOLD}))
    peer.sends(peer.headers(1, [*peer.POST, ("content-length", "5")]))
    happened = peer.sends(DataFrame(1, b"four", flags=["END_STREAM"]))
    assert [type(event) for event in happened] == [events.DataReceived]


@pytest.mark.parametrize("verdict", [Reply.HOLD, Reply.DROP])
def test_and_the_script_can_answer_there(greet: Greet, verdict: Reply) -> None:
    peer = greet()
    peer.fires(Policy(changes={"reset": verdict}))
    peer.sends(peer.headers(1, [*peer.POST, ("content-length", "3")]))
    peer.sends(DataFrame(1, b"four"), DataFrame(1, b"more", flags=["END_STREAM"]))
    kind = Kind.FRAME_HELD if verdict is Reply.HOLD else Kind.FRAME_DROPPED
    assert len(peer.records(kind)) == 1
    head = Headers(stream_id=1, fields=fields_of([(":status", "200")]), end_stream=True)
    assert peer.fires(Send(frames=(head,))).accepted
    peer.wants_fields(1)


def test_a_reset_that_is_released_closes_its_stream(greet: Greet) -> None:
    peer = greet()
    peer.fires(Policy(changes={"reset": Reply.HOLD}))
    peer.request(1, [*peer.GET, ("connection", "close")])
    peer.fires(Policy(changes={"reset": Reply.SEND}))
    peer.wants(RstStreamFrame, stream_id=1, error_code=1)
    [event] = peer.endpoint.take_events()
    assert (event.stream_id, event.error_code, event.remote) == (1, 1, False)
    peer.refused(Send(frames=(Data(stream_id=1),)), "5.1")


def test_a_malformed_goaway_is_h2s_to_judge(greet: Greet) -> None:
    peer = greet()
    peer.sends(bytes.fromhex("000001 07 00 00000000 00"))
    peer.wants(GoAwayFrame)


def test_a_limit_we_announce_later_counts_too(greet: Greet) -> None:
    peer = greet()
    peer.fires(Send(frames=(Settings(pairs=((SettingId.MAX_CONCURRENT_STREAMS, 0),)),)))
    peer.wants(SettingsFrame)
    assert peer.request(1) == []
    peer.wants(RstStreamFrame, error_code=7)


def test_a_stream_above_the_limit_reaches_the_script_where_its_reset_is_not_sent(
    greet: Greet,
) -> None:
    peer = greet(greeting=Greeting(settings=((SettingId.MAX_CONCURRENT_STREAMS, 0),)))
    peer.fires(Policy(changes={"reset": Reply.DROP}))
    assert [type(event) for event in peer.request(1)] == [events.RequestReceived]
    [dropped] = peer.records(Kind.FRAME_DROPPED)
    assert dropped.octets.endswith(ErrorCode.REFUSED_STREAM.to_bytes(4, "big"))
    head = Headers(stream_id=1, fields=fields_of([(":status", "200")]), end_stream=True)
    assert peer.fires(Send(frames=(head,))).accepted
    peer.wants_fields(1)


def test_streams_we_have_reset_are_remembered_up_to_a_number(greet: Greet) -> None:
    judge = greet().endpoint.judge
    for stream_id in range(1, 2 * REMEMBERED_RESETS + 10, 2):
        judge.reset_by_us(stream_id)
    assert not judge.reset_already(RstStreamFrame(1).serialize())
    assert judge.reset_already(RstStreamFrame(999).serialize())


def test_data_in_flight_on_a_stream_we_reset_is_discarded(greet: Greet) -> None:
    peer = greet()
    peer.sends(peer.headers(1, peer.POST))
    peer.fires(Send(frames=(RstStream(stream_id=1, error_code=8),)))
    peer.wants(RstStreamFrame)
    assert [type(e) for e in peer.sends(DataFrame(1, b"late"))] == [events.StreamReset]
    peer.wants_nothing()


def test_resets_are_counted_by_the_second(greet: Greet) -> None:
    peer = greet()
    for stream_id in range(1, 1000, 2):
        peer.now += 0.1
        peer.sends(peer.headers(stream_id), RstStreamFrame(stream_id, error_code=8))
    peer.wants_nothing()


# As a client


def asked(peer: Any, method: str = "GET", stream_id: int = 1, *, ended: bool = True) -> None:
    """We have made a request."""
    fields = fields_of([(":method", method), *peer.GET[1:]])
    peer.fires(Send(frames=(Headers(stream_id=stream_id, fields=fields, end_stream=ended),)))
    peer.wants_fields(stream_id)


def of_kind(happened: Any, kind: type) -> list[Any]:
    return [event for event in happened if type(event) is kind]


def test_a_response_comes_as_what_it_is(call: Greet) -> None:
    peer = call()
    asked(peer)
    happened = peer.sends(
        peer.headers(1, [(":status", "103"), ("link", "</a>")]),
        peer.headers(1, [(":status", "200"), ("content-length", "3")]),
        DataFrame(1, b"abc"),
        peer.headers(1, [("t", "v")], "END_STREAM"),
    )
    heads = of_kind(happened, events.ResponseReceived)
    assert [head.informational for head in heads] == [True, False]
    assert (b"content-length", b"3") in heads[1].headers
    assert [type(event) for event in happened[2:]] == [
        events.DataReceived,
        events.TrailersReceived,
    ]


@pytest.mark.parametrize(
    "fields",
    [
        [("server", "no status")],
        [(":status", "200"), ("Upper", "case")],
        [(":status", "200"), ("connection", "close")],
        [(":status", "200"), (":path", "/")],
        [(":status", "200"), ("content-length", "three")],
        [(":status", "200"), ("content-length", "3"), ("content-length", "4")],
        [(":status", "103"), ("Upper", "case")],
    ],
)
def test_a_malformed_response_is_answered_with_a_reset(call: Greet, fields: Any) -> None:
    peer = call()
    asked(peer)
    (reset,) = peer.sends(peer.headers(1, fields))
    assert (type(reset), reset.remote) == (events.StreamReset, False)
    peer.wants(RstStreamFrame, stream_id=1, error_code=ErrorCode.PROTOCOL_ERROR)


def test_unless_the_policy_lets_it_through(call: Greet) -> None:
    peer = call()
    asked(peer)
    peer.fires(Policy(changes={"reset": Reply.DROP}))
    assert of_kind(peer.sends(peer.headers(1, [("no", "status")])), events.ResponseReceived)
    assert peer.records(Kind.FRAME_DROPPED)


@pytest.mark.parametrize("content", [b"ab", b"abcd"])
def test_content_that_is_not_of_its_length_is_malformed(call: Greet, content: bytes) -> None:
    peer = call()
    asked(peer, "POST", ended=False)
    peer.sends(peer.headers(1, [(":status", "200"), ("content-length", "3")]))
    peer.sends(DataFrame(1, content, flags=["END_STREAM"]))
    peer.wants(RstStreamFrame, stream_id=1, error_code=ErrorCode.PROTOCOL_ERROR)


def test_a_length_of_content_that_never_comes_is_malformed(call: Greet) -> None:
    peer = call()
    asked(peer, "POST", ended=False)
    peer.sends(peer.headers(1, [(":status", "200"), ("content-length", "3")], "END_STREAM"))
    peer.wants(RstStreamFrame, stream_id=1, error_code=ErrorCode.PROTOCOL_ERROR)


def test_where_both_ends_have_ended_nothing_is_left_to_reset(call: Greet) -> None:
    """5.1: no RST_STREAM on a closed stream. Whoever waits for the response is told."""
    peer = call()
    asked(peer)
    fields = [(":status", "200"), ("content-length", "3")]
    (told,) = peer.sends(peer.headers(1, fields, "END_STREAM"))
    assert (type(told), told.remote) == (events.StreamReset, False)


def test_but_not_of_a_304_or_where_head_was_asked(call: Greet) -> None:
    """RFC 9110 8.6: the length the content would have had."""
    peer = call()
    asked(peer)
    long = ("content-length", "3")
    assert peer.sends(peer.headers(1, [(":status", "304"), long], "END_STREAM"))
    asked(peer, "HEAD", 3)
    assert peer.sends(peer.headers(3, [(":status", "200"), long], "END_STREAM"))


def test_nor_where_nobody_knows_what_was_asked(call: Greet) -> None:
    peer = call()
    head = Headers(stream_id=1, block=b"\x82\x87\x84\x41\1a", end_stream=True)
    peer.fires(Send(frames=(head,), door=Door.WIRE))
    peer.wants_fields(1)
    fields = [(":status", "200"), ("content-length", "3")]
    assert of_kind(peer.sends(peer.headers(1, fields, "END_STREAM")), events.ResponseReceived)


def test_what_was_asked_by_head_is_forgotten_in_the_end(call: Greet) -> None:
    peer = call()
    lawful = peer.endpoint.lawful
    for number in range(KEPT_UNMEASURED + 1):
        lawful.unmeasure(2 * number + 1)
    assert len(lawful.unmeasured) == KEPT_UNMEASURED
    assert 1 not in lawful.unmeasured


def test_a_strict_client_leaves_responses_to_h2(call: Greet) -> None:
    peer = call(strict=True)
    asked(peer)
    peer.sends(peer.headers(1, [(":status", "200"), ("Upper", "case")]))
    peer.wants(GoAwayFrame, error_code=ErrorCode.PROTOCOL_ERROR)
    assert peer.records(Kind.H2_GAVE_UP)


def promise(peer: Any, promised: int, fields: Any, carrier: int = 1) -> PushPromiseFrame:
    block = peer.encoder.encode(list(fields))
    return PushPromiseFrame(carrier, promised, block, flags=["END_HEADERS"])


def test_a_push_comes_with_its_request_and_its_response(call: Greet) -> None:
    peer = call()
    asked(peer)
    happened = peer.sends(promise(peer, 2, peer.GET), peer.headers(2, [(":status", "200")]))
    assert [type(one) for one in happened] == [events.PushReceived, events.ResponseReceived]
    assert (happened[0].stream_id, happened[0].promised_stream_id) == (1, 2)


def test_a_push_of_a_request_that_is_none_is_reset_on_its_own_stream(call: Greet) -> None:
    peer = call()
    asked(peer)
    peer.sends(promise(peer, 2, [(":method", "GET")]))
    peer.wants(RstStreamFrame, stream_id=2, error_code=ErrorCode.PROTOCOL_ERROR)


def test_a_pushed_head_has_a_length_and_no_content(call: Greet) -> None:
    peer = call()
    asked(peer)
    peer.sends(promise(peer, 2, [(":method", "HEAD"), *peer.GET[1:]]))
    fields = [(":status", "200"), ("content-length", "3")]
    assert of_kind(peer.sends(peer.headers(2, fields, "END_STREAM")), events.ResponseReceived)


def test_a_push_that_we_have_refused_is_an_error_of_the_connection(call: Greet) -> None:
    peer = call(ours=[(2, 0)])
    asked(peer)
    peer.sends(promise(peer, 2, peer.GET))
    peer.wants(GoAwayFrame, error_code=ErrorCode.PROTOCOL_ERROR)


def test_more_pushes_at_once_than_we_allow_are_refused(call: Greet) -> None:
    peer = call(ours=[(2, 1), (3, 1)])
    asked(peer)
    peer.sends(promise(peer, 2, peer.GET), promise(peer, 4, peer.GET))
    peer.sends(peer.headers(2, [(":status", "200")]))
    assert not peer.sends(peer.headers(4, [(":status", "200")]))
    peer.wants(RstStreamFrame, stream_id=4, error_code=ErrorCode.REFUSED_STREAM)


def test_our_goaway_turns_pushes_away_and_lets_responses_come(call: Greet) -> None:
    """6.8: its last stream is the highest of the peer's, here of the server's."""
    peer = call()
    asked(peer)
    peer.fires(Send(frames=(GoAway(),)))
    peer.wants(GoAwayFrame, last_stream_id=0)
    assert not peer.sends(promise(peer, 2, peer.GET), peer.headers(2, [(":status", "200")]))
    happened = peer.sends(
        peer.headers(1, [(":status", "200")]),
        DataFrame(1, b"abc"),
        peer.headers(1, [("t", "v")], "END_STREAM"),
    )
    assert [type(one) for one in happened] == [
        events.ResponseReceived,
        events.DataReceived,
        events.TrailersReceived,
    ]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("content", [b"abc", b"ab", b"abcd"])
def test_content_is_held_to_its_length_in_either_profile(
    greet: Greet, call: Greet, content: bytes, strict: bool
) -> None:
    """h2 sees no payload of DATA, so it cannot do the arithmetic in any of them."""
    server = greet(strict=strict)
    server.sends(server.headers(1, [*server.POST, ("content-length", "3")]))
    told = server.sends(DataFrame(1, content, flags=["END_STREAM"]))
    client = call(strict=strict)
    asked(client, "POST", ended=False)
    client.sends(client.headers(1, [(":status", "200"), ("content-length", "3")]))
    told += client.sends(DataFrame(1, content, flags=["END_STREAM"]))
    if content == b"abc":
        assert [type(event) for event in told] == [events.DataReceived] * 2
        return
    for peer in (server, client):
        peer.wants(RstStreamFrame, stream_id=1, error_code=ErrorCode.PROTOCOL_ERROR)
