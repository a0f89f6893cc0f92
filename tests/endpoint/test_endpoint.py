from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hyperframe.frame import (
    DataFrame,
    GoAwayFrame,
    PingFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from h2craft.actions import (
    Await,
    Close,
    CloseHow,
    Data,
    Door,
    GoAway,
    Headers,
    Note,
    Ping,
    Policy,
    PushPromise,
    Raw,
    Reply,
    RstStream,
    Send,
    Settings,
    Sleep,
    WindowUpdate,
    fields_of,
)
from h2craft.endpoint import Greeting, Limits, events
from h2craft.trace import Kind, Origin
from h2craft.wire import ErrorCode, SettingId

Greet = Callable[..., Any]
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
OK = fields_of([(":status", "200"), ("content-type", "text/plain")])


def respond(stream_id: int, body: bytes, **data: Any) -> Send:
    head = Headers(stream_id=stream_id, fields=OK)
    return Send(frames=(head, Data(stream_id=stream_id, data=body, end_stream=True, **data)))


def test_playbook_teaches_itself(greet: Greet) -> None:
    """Read this one first.

    `greet` makes a peer that is past the preface. It `sends` frames and gets the events our end
    made of them; we `fire` actions; the peer `wants` what we sent, frame by frame. What is not
    asked for fails the test at its end.
    """
    peer = greet()
    [request] = peer.request(1)
    assert (request.stream_id, dict(request.headers)[b":path"]) == (1, b"/")
    assert request.stream_ended

    assert peer.fires(respond(1, b"hello")).accepted
    assert (":status", "200") in peer.wants_fields(1, flags={"END_HEADERS"})
    peer.wants(DataFrame, stream_id=1, data=b"hello", flags={"END_STREAM"})
    peer.wants_nothing()


def test_the_greeting_is_settings_and_a_wider_connection_window(meet: Greet) -> None:
    peer = meet(greeting=Greeting(settings=((3, 7), (3, 8)), connection_window=100_000))
    peer.endpoint.open(0.0)
    peer._read()
    assert peer.received_octets[:21].hex() == "00000c040000000000000300000007000300000008"
    peer.wants(SettingsFrame)
    peer.wants(WindowUpdateFrame, stream_id=0, window_increment=34_465)


def test_a_crafted_greeting_goes_out_as_it_is(meet: Greet) -> None:
    octets = bytes.fromhex("000000 04 00 00000000")
    peer = meet(greeting=Greeting(octets=octets))
    peer.endpoint.open(0.0)
    peer._read()
    assert peer.received_octets == octets
    peer.wants(SettingsFrame)


def test_a_greeting_of_somebodys_own_is_said_to_be_theirs(meet: Greet) -> None:
    peer = meet(greeting=Greeting(send=False))
    peer.endpoint.open(0.0, Greeting(settings=((3, 7),), connection_window=0), Origin.SCRIPT)
    peer.sends(PREFACE)
    assert peer.wants(SettingsFrame).settings == {3: 7}
    assert {record.origin for record in peer.records(Kind.FRAME_SENT)} == {Origin.SCRIPT}


def test_no_greeting_is_a_greeting_too(meet: Greet) -> None:
    peer = meet(greeting=Greeting(send=False))
    peer.endpoint.open(0.0)
    peer._read()
    peer.wants_nothing()


def test_each_automatic_reply_names_the_record_it_answers(greet: Greet) -> None:
    peer = greet()
    peer.sends(PingFrame(0, b"12345678"), SettingsFrame(0), PingFrame(0, b"87654321"))
    replies = [r for r in peer.records(Kind.FRAME_SENT) if r.origin is Origin.AUTOMATIC][-3:]
    causes = [peer.journal.get(reply.cause).octets[3] for reply in replies]
    assert causes == [6, 4, 6]
    peer.wants(PingFrame, opaque_data=b"12345678", flags={"ACK"})
    peer.wants(SettingsFrame, flags={"ACK"})
    peer.wants(PingFrame, opaque_data=b"87654321", flags={"ACK"})


def test_a_good_request_before_a_bad_frame_in_one_read_is_not_lost(greet: Greet) -> None:
    peer = greet()
    bad_ping = bytes.fromhex("000007 06 00 00000000 31323334353637")
    happened = peer.sends(peer.headers(1, peer.GET, "END_STREAM"), bad_ping)
    assert [type(event) for event in happened] == [
        events.RequestReceived,
        events.ConnectionEnded,
    ]
    peer.wants(GoAwayFrame)


def test_a_large_body_is_kept_once(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    peer.fires(respond(1, b"x" * 10_000))
    peer.wants_fields(1)
    peer.wants(DataFrame)
    fired = peer.records(Kind.ACTION_FIRED)[-1].detail.frames[1]
    assert (fired.data, fired.elided) == (b"", 10_000)


def test_data_longer_than_the_windows_waits_and_is_cut_to_size(greet: Greet) -> None:
    peer = greet({SettingId.INITIAL_WINDOW_SIZE: 20_000})
    peer.request(1)
    outcome = peer.fires(respond(1, b"x" * 50_000))
    assert outcome.accepted
    assert outcome.pending
    peer.wants_fields(1)
    assert len(peer.wants(DataFrame, stream_id=1, flags=set()).data) == 16_384
    assert len(peer.wants(DataFrame, stream_id=1, flags=set()).data) == 3_616
    assert peer.endpoint.completed() == []
    peer.sends(WindowUpdateFrame(1, window_increment=100_000))
    assert sum(len(peer.wants(DataFrame, flags=set()).data) for _ in range(1)) == 16_384
    assert len(peer.wants(DataFrame, flags={"END_STREAM"}).data) == 13_616
    assert peer.endpoint.completed() == [(outcome.pending, None)]
    assert [r.cause for r in peer.records(Kind.ACTION_DONE)] == [outcome.seq]


def test_one_octet_windows_are_used_octet_by_octet(greet: Greet) -> None:
    peer = greet({SettingId.INITIAL_WINDOW_SIZE: 0})
    peer.request(1)
    peer.fires(respond(1, b"abc"))
    peer.wants_fields(1)
    for expected in (b"a", b"b"):
        peer.sends(WindowUpdateFrame(1, window_increment=1))
        peer.wants(DataFrame, data=expected, flags=set())
    peer.sends(WindowUpdateFrame(1, window_increment=1))
    peer.wants(DataFrame, data=b"c", flags={"END_STREAM"})


def test_a_window_that_opens_through_settings_lets_data_go(greet: Greet) -> None:
    peer = greet({SettingId.INITIAL_WINDOW_SIZE: 0})
    peer.request(1)
    peer.fires(respond(1, b"abc"))
    peer.wants_fields(1)
    peer.sends(SettingsFrame(0, {SettingId.INITIAL_WINDOW_SIZE: 10}))
    peer.wants(SettingsFrame, flags={"ACK"})
    peer.wants(DataFrame, data=b"abc", flags={"END_STREAM"})


def test_an_empty_end_of_stream_needs_no_window(greet: Greet) -> None:
    peer = greet({SettingId.INITIAL_WINDOW_SIZE: 0})
    peer.request(1)
    assert peer.fires(respond(1, b"")).pending is None
    peer.wants_fields(1)
    peer.wants(DataFrame, data=b"", flags={"END_STREAM"})


def test_trailers_wait_behind_the_body(greet: Greet) -> None:
    peer = greet({SettingId.INITIAL_WINDOW_SIZE: 2})
    peer.request(1)
    trailers = Headers(stream_id=1, fields=fields_of([("grpc-status", "0")]), end_stream=True)
    head, body = Headers(stream_id=1, fields=OK), Data(stream_id=1, data=b"four")
    outcome = peer.fires(Send(frames=(head, body, trailers)))
    peer.wants_fields(1)
    peer.wants(DataFrame, data=b"fo")
    peer.sends(WindowUpdateFrame(1, window_increment=5))
    peer.wants(DataFrame, data=b"ur")
    assert peer.wants_fields(1, flags={"END_STREAM", "END_HEADERS"}) == [("grpc-status", "0")]
    assert peer.endpoint.completed() == [(outcome.pending, None)]


def test_streams_take_turns(greet: Greet) -> None:
    peer = greet()
    for stream_id in (1, 3):
        peer.request(stream_id)
        peer.endpoint.writable = False
        peer.fires(respond(stream_id, b"x" * 30_000))
        peer.wants_fields(stream_id)
    peer.endpoint.writable = True
    peer.endpoint.pump(peer.now)
    peer._read()
    order = [peer.wants(DataFrame).stream_id for _ in range(4)]
    assert order == [1, 3, 1, 3]


def test_a_budget_bounds_one_turn(greet: Greet) -> None:
    peer = greet({SettingId.INITIAL_WINDOW_SIZE: 1 << 20}, limits=Limits(pump_octets=20_000))
    peer.request(1)
    peer.fires(respond(1, b"x" * 60_000))
    peer.wants_fields(1)
    assert [len(peer.wants(DataFrame).data) for _ in range(2)] == [16_384, 16_384]
    peer.wants_nothing()
    assert peer.endpoint.pump(peer.now) is False
    peer._read()
    assert [len(peer.wants(DataFrame).data) for _ in range(2)] == [16_384, 10_848]


def test_waiting_data_fails_when_the_peer_resets_the_stream(greet: Greet) -> None:
    peer = greet({SettingId.INITIAL_WINDOW_SIZE: 0})
    peer.request(1)
    outcome = peer.fires(respond(1, b"x"))
    peer.wants_fields(1)
    [reset] = peer.sends(RstStreamFrame(1, error_code=8))
    assert (reset.error_code, reset.remote) == (8, True)
    assert peer.endpoint.completed() == [(outcome.pending, "the stream was reset")]


def test_waiting_data_fails_when_the_connection_ends(greet: Greet) -> None:
    peer = greet({SettingId.INITIAL_WINDOW_SIZE: 0})
    peer.request(1)
    outcome = peer.fires(respond(1, b"x"))
    peer.wants_fields(1)
    peer.endpoint.end(2.0, "the peer went away")
    assert peer.endpoint.completed() == [(outcome.pending, "the peer went away")]


def test_a_whole_frame_is_never_cut(greet: Greet) -> None:
    peer = greet({SettingId.INITIAL_WINDOW_SIZE: 3})
    peer.request(1)
    peer.fires(Send(frames=(Headers(stream_id=1, fields=OK),)))
    peer.wants_fields(1)
    peer.fires(Send(frames=(Data(stream_id=1, data=b"four", whole=True),)))
    peer.wants_nothing()
    peer.sends(WindowUpdateFrame(1, window_increment=1))
    peer.wants(DataFrame, data=b"four")
    peer.refused(Send(frames=(Data(stream_id=1, data=b"x" * 16_385, whole=True),)), "4.2")


class TestRefusals:
    """The lawful door says no, and nothing has changed."""

    def test_data_on_a_closed_stream(self, greet: Greet) -> None:
        peer = greet()
        peer.request(1)
        peer.fires(respond(1, b"x"))
        peer.wants_fields(1)
        peer.wants(DataFrame)
        reason = peer.refused(Send(frames=(Data(stream_id=1, data=b"y"),)), "5.1")
        assert reason == "stream 1 is closed"
        assert peer.refused(Send(frames=(Data(stream_id=9),)), "5.1") == "stream 9 is idle"

    def test_a_head_without_a_status(self, greet: Greet) -> None:
        peer = greet()
        peer.request(1)
        head = Headers(stream_id=1, fields=fields_of([("content-type", "text/plain")]))
        peer.refused(Send(frames=(head,)), "8.3.2")

    @pytest.mark.parametrize("fields", [[(":status", "200"), ("Upper", "x")]])
    def test_a_head_that_is_malformed(self, greet: Greet, fields: Any) -> None:
        peer = greet()
        peer.request(1)
        peer.refused(Send(frames=(Headers(stream_id=1, fields=fields_of(fields)),)), "8.2.1")

    def test_trailers_that_do_not_end_the_stream_leave_everything_as_it_was(
        self, greet: Greet
    ) -> None:
        peer = greet()
        peer.request(1)
        peer.fires(Send(frames=(Headers(stream_id=1, fields=OK),)))
        peer.wants_fields(1)
        trailers = Headers(stream_id=1, fields=fields_of([("x-new", "entry")]))
        peer.refused(Send(frames=(trailers,)), "8.1")
        end = Data(stream_id=1, data=b"still open", end_stream=True)
        assert peer.fires(Send(frames=(end,))).accepted
        peer.wants(DataFrame, data=b"still open")
        peer.request(3)
        peer.fires(respond(3, b""))
        assert (":status", "200") in peer.wants_fields(3)
        peer.wants(DataFrame)

    def test_push_to_a_peer_that_forbids_it(self, greet: Greet) -> None:
        peer = greet({SettingId.ENABLE_PUSH: 0})
        peer.request(1)
        push = PushPromise(stream_id=1, fields=fields_of(peer.GET))
        assert "ENABLE_PUSH" in peer.refused(Send(frames=(push,)), "6.6")

    def test_what_is_for_the_connection_is_no_stream(self, greet: Greet) -> None:
        peer = greet()
        push = PushPromise(stream_id=0, fields=fields_of(peer.GET))
        for frame in (Data(stream_id=0), Headers(stream_id=0, fields=OK), push):
            reason = peer.refused(Send(frames=(frame,)), "5.1.1")
            assert reason == "stream 0 is the connection itself"

    def test_whatever_a_script_puts_into_an_action_has_an_outcome(self, greet: Greet) -> None:
        peer = greet()
        huge: Any = Raw(type=0x42, flags=1 << 80)
        odd: Any = Raw(type=1.5)  # type: ignore[arg-type]
        for frame in (huge, odd, Raw(type=0x42, reserved=2), None):
            peer.refused(Send(frames=(frame,), door=Door.WIRE), "")
            peer.refused(Send(frames=(frame,)), "")

    def test_a_reset_with_a_code_that_has_no_octets_resets_nothing(self, greet: Greet) -> None:
        peer = greet()
        peer.request(1)
        peer.refused(Send(frames=(RstStream(stream_id=1, error_code=1 << 32),)), "")
        assert peer.endpoint.lawful.state_of(1) == "half-closed-remote"

    def test_verbs_that_need_a_clock(self, greet: Greet) -> None:
        peer = greet()
        for action in (Sleep(seconds=1), Await(pattern="type:PING")):
            peer.refused(action, "")

    def test_an_automatic_reply_nobody_knows(self, greet: Greet) -> None:
        assert "pings" in greet().refused(Policy(changes={"pings": Reply.DROP}), "")


class TestGoAway:
    """RFC 9113 6.8."""

    def test_a_received_goaway_leaves_open_streams_alone(self, greet: Greet) -> None:
        peer = greet()
        peer.request(1)
        [event] = peer.sends(GoAwayFrame(0, last_stream_id=0, additional_data=b"bye"))
        assert (event.error_code, event.debug_data) == (0, b"bye")
        assert peer.fires(respond(1, b"x")).accepted
        peer.wants_fields(1)
        peer.wants(DataFrame, data=b"x")
        peer.sends(PingFrame(0, b"12345678"))
        peer.wants(PingFrame, flags={"ACK"})

    def test_ours_names_the_last_stream_of_the_peer_at_either_door(self, greet: Greet) -> None:
        peer = greet()
        peer.request(1)
        peer.request(3)
        for door in Door:
            peer.fires(Send(frames=(GoAway(),), door=door))
            peer.wants(GoAwayFrame, last_stream_id=3)
        peer.fires(Send(frames=(GoAway(last_stream_id=0),), door=Door.WIRE))
        peer.wants(GoAwayFrame, last_stream_id=0)

    def test_after_ours_streams_above_the_last_are_not_served(self, greet: Greet) -> None:
        peer = greet()
        peer.request(1)
        peer.fires(Send(frames=(GoAway(),)))
        peer.wants(GoAwayFrame, last_stream_id=1, error_code=0)
        assert peer.request(3) == []
        assert peer.fires(respond(1, b"x")).accepted
        peer.wants_fields(1)
        peer.wants(DataFrame)


class TestJudgement:
    """Stream errors where h2 would end the connection (RFC 9113 8.1.1)."""

    @pytest.mark.parametrize(
        "extra",
        [("Upper", "x"), ("connection", "close"), ("te", "gzip"), ("content-length", "+3")],
    )
    def test_a_malformed_request_is_reset(self, greet: Greet, extra: tuple[str, str]) -> None:
        peer = greet()
        happened = peer.request(1, [*peer.GET, extra])
        assert [type(event) for event in happened] == [events.StreamReset]
        peer.wants(RstStreamFrame, stream_id=1, error_code=ErrorCode.PROTOCOL_ERROR)
        assert isinstance(peer.request(3)[0], events.RequestReceived)

    def test_a_body_shorter_or_longer_than_its_content_length_is_reset(self, greet: Greet) -> None:
        for body in (b"four", b"sixsix"):
            peer = greet()
            peer.sends(peer.headers(1, [*peer.POST, ("content-length", "5")]))
            peer.sends(DataFrame(1, body, flags=["END_STREAM"]))
            peer.wants(RstStreamFrame, stream_id=1, error_code=ErrorCode.PROTOCOL_ERROR)

    def test_scripts_see_the_content_length_h2_does_not(self, greet: Greet) -> None:
        peer = greet()
        [request] = peer.sends(peer.headers(1, [*peer.POST, ("content-length", "5")]))
        assert (b"content-length", b"5") in request.headers
        [data] = peer.sends(DataFrame(1, b"12345", flags=["END_STREAM"]))
        assert data.stream_ended

    def test_streams_over_the_limit_are_refused_not_punished(self, greet: Greet) -> None:
        peer = greet(greeting=Greeting(settings=((SettingId.MAX_CONCURRENT_STREAMS, 2),)))
        for stream_id in (1, 3):
            assert peer.sends(peer.headers(stream_id))
        assert peer.sends(peer.headers(5)) == []
        peer.wants(RstStreamFrame, stream_id=5, error_code=ErrorCode.REFUSED_STREAM)
        peer.sends(DataFrame(5, b"in flight"))  # discarded, not answered again (5.1)
        assert len(peer.records(Kind.FRAME_DROPPED)) == 1

    def test_rapid_reset_is_asked_to_calm_down(self, greet: Greet) -> None:
        peer = greet(limits=Limits(resets_per_second=3))
        for stream_id in range(1, 11, 2):
            peer.sends(peer.headers(stream_id), RstStreamFrame(stream_id, error_code=8))
        peer.wants(GoAwayFrame, error_code=ErrorCode.ENHANCE_YOUR_CALM)

    def test_padding_is_credited_with_the_data(self, greet: Greet) -> None:
        peer = greet()
        peer.sends(peer.headers(1, peer.POST))
        [data] = peer.sends(DataFrame(1, b"abc", pad_length=4, flags=["PADDED"]))
        assert data.flow_controlled_length == 8

    def test_credit_opens_both_windows_when_it_is_worth_a_frame(self, greet: Greet) -> None:
        peer = greet(greeting=Greeting(settings=(), connection_window=65_535))
        peer.sends(peer.headers(1, peer.POST))
        for _ in range(3):
            [data] = peer.sends(DataFrame(1, bytes(16_384)))
            peer.endpoint.credit(1, data.flow_controlled_length, peer.now)
        peer._read()
        assert {peer.wants(WindowUpdateFrame).stream_id for _ in range(2)} == {0, 1}


class TestLawfulConnectionFrames:
    def test_settings_ping_window_update_reset(self, greet: Greet) -> None:
        peer = greet()
        peer.request(1)
        peer.fires(Send(frames=(Settings(pairs=((4, 5), (4, 70_000))),)))
        assert peer.wants(SettingsFrame).settings == {4: 70_000}
        assert peer.sends(SettingsFrame(0, flags=["ACK"])) == []
        peer.fires(Send(frames=(Ping(opaque_data=b"abcdefgh"),)))
        peer.wants(PingFrame, opaque_data=b"abcdefgh", flags=set())
        peer.fires(Send(frames=(WindowUpdate(increment=9), WindowUpdate(increment=8, stream_id=1))))
        peer.wants(WindowUpdateFrame, stream_id=0, window_increment=9)
        peer.wants(WindowUpdateFrame, stream_id=1, window_increment=8)
        peer.fires(Send(frames=(RstStream(stream_id=1, error_code=11),)))
        peer.wants(RstStreamFrame, error_code=11)
        assert [type(event) for event in peer.endpoint.take_events()] == [events.StreamReset]
        peer.refused(Send(frames=(WindowUpdate(increment=0),)), "6.9")
        peer.refused(Send(frames=(WindowUpdate(increment=2**31 - 1),)), "6.9.1")
        peer.refused(Send(frames=(WindowUpdate(increment=1, stream_id=9),)), "5.1")
        peer.refused(Send(frames=(Ping(opaque_data=b"short"),)), "6.7")

    def test_padded_headers_with_priority_are_reshaped_from_h2s(self, greet: Greet) -> None:
        peer = greet()
        peer.request(1)
        big = fields_of([(":status", "200"), ("x-big", "y" * 20_000)])
        head = Headers(stream_id=1, fields=big, padding=9, priority=(True, 0, 256))
        peer.fires(Send(frames=(head,)))
        fields = peer.wants_fields(1)
        assert fields[1] == ("x-big", "y" * 20_000)

    def test_close_and_note(self, greet: Greet) -> None:
        peer = greet()
        assert peer.fires(Note(text="watch this")).accepted
        peer.fires(Close(how=CloseHow.HALF))
        assert peer.endpoint.closing is CloseHow.HALF


class TestUpgrade:
    """RFC 7540 3.2: HTTP/1.1 asked for h2c."""

    def test_stream_1_is_the_request_and_the_settings_count(self, meet: Greet) -> None:
        peer = meet()
        headers = [(b":method", b"GET"), (b":path", b"/"), (b":scheme", b"http")]
        [request] = peer.endpoint.upgrade(0.0, bytes.fromhex("000400000003"), headers)
        assert request.stream_ended
        peer.endpoint.open(0.0)
        peer._read()
        peer.wants(SettingsFrame)
        peer.wants(WindowUpdateFrame)
        peer.fires(respond(1, b"four"))
        peer.wants_fields(1)
        peer.wants(DataFrame, data=b"fou")
        peer.sends(PREFACE, SettingsFrame(0, {4: 10}))
        peer.wants(SettingsFrame, flags={"ACK"})
        peer.wants(DataFrame, data=b"r", flags={"END_STREAM"})
