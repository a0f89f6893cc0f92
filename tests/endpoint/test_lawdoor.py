from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hyperframe.frame import (
    DataFrame,
    ExtensionFrame,
    GoAwayFrame,
    HeadersFrame,
    PushPromiseFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from h2craft.actions import (
    AltSvc,
    Continuation,
    Data,
    GoAway,
    Headers,
    Origin,
    Ping,
    Priority,
    PushPromise,
    Raw,
    RstStream,
    Send,
    Settings,
    fields_of,
)
from h2craft.endpoint import Greeting, events

Greet = Callable[..., Any]
OK = fields_of([(":status", "200")])


def lawfully(frame: Any) -> Send:
    return Send(frames=(frame,))


def test_a_push_takes_the_next_even_stream(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    outcome = peer.fires(lawfully(PushPromise(stream_id=1, fields=fields_of(peer.GET))))
    assert outcome.stream_id == 2
    peer.wants(PushPromiseFrame, promised_stream_id=2)
    peer.fires(Send(frames=(Headers(stream_id=2, fields=OK), Data(stream_id=2, end_stream=True))))
    peer.wants(HeadersFrame, stream_id=2)
    peer.wants(DataFrame, stream_id=2)
    peer.fires(lawfully(PushPromise(stream_id=1, promised_stream_id=8, fields=fields_of(peer.GET))))
    peer.wants(PushPromiseFrame, promised_stream_id=8)


def test_what_has_no_lawful_form_is_refused(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    for frame, section in [
        (Continuation(stream_id=1), ""),
        (Raw(type=0), ""),
        (Priority(stream_id=1), "5.3.2"),
        (Settings(ack=True), ""),
        (Settings(stream_id=1), "6.5"),
        (Settings(pairs=((2, 7),)), "6.5.2"),
        (Ping(ack=True), ""),
        (GoAway(stream_id=1), "6.8"),
        (Headers(stream_id=1, fields=OK, end_headers=False), "6.2"),
        (Headers(stream_id=3, fields=OK), "5.1"),
        (Headers(stream_id=1, fields=OK, padding=256), ""),
        (Headers(stream_id=1, fields=OK, priority=(False, 0, 0)), ""),
        (PushPromise(stream_id=1, fields=OK, end_headers=False), "6.6"),
        (PushPromise(stream_id=1, fields=fields_of(peer.GET), padding=256), ""),
        (PushPromise(stream_id=1, fields=OK), "8.3"),
        (Data(stream_id=1, padding=256), ""),
    ]:
        peer.refused(lawfully(frame), section)
    peer.fires(lawfully(Headers(stream_id=1, fields=OK)))
    assert peer.wants_fields(1) == [(":status", "200")]
    peer.refused(lawfully(Headers(stream_id=1, end_stream=True)), "8.1")


def test_a_block_given_as_octets_may_leave_lawfully(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    head = Headers(stream_id=1, fields=OK, block=b"\x48\x03200", end_stream=True)
    assert peer.fires(lawfully(head)).accepted
    assert peer.wants(HeadersFrame, flags={"END_HEADERS", "END_STREAM"}).data == b"\x48\x03200"
    assert peer.endpoint.lawful.state_of(1) == "closed"


def test_padded_data_is_cut_with_its_padding(greet: Greet) -> None:
    peer = greet({4: 10})
    peer.request(1)
    peer.fires(lawfully(Headers(stream_id=1, fields=OK)))
    peer.wants_fields(1)
    peer.fires(lawfully(Data(stream_id=1, data=b"abcdef", padding=5, end_stream=True)))
    assert peer.wants(DataFrame, pad_length=5, flags={"PADDED"}).data == b"abcd"
    peer.sends(WindowUpdateFrame(1, window_increment=8))
    assert peer.wants(DataFrame, pad_length=5, flags={"PADDED", "END_STREAM"}).data == b"ef"


def test_a_client_may_prioritize_but_not_on_itself(meet: Greet) -> None:
    peer = meet(role="client")
    peer.endpoint.apply(lawfully(Priority(stream_id=3, depends_on=1)), 0.0)
    octets = b"".join(peer.endpoint.take_output())
    peer.received_octets += octets
    assert octets[3] == 2
    peer.refused(lawfully(Priority(stream_id=3, depends_on=3)), "RFC 7540 5.3.1")


def test_a_client_opens_with_the_preface(meet: Greet) -> None:
    peer = meet(role="client", greeting=Greeting(settings=(), connection_window=1))
    peer.endpoint.open(0.0)
    octets = b"".join(peer.endpoint.take_output())
    peer.received_octets += octets
    assert octets == b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SettingsFrame(0).serialize()
    request = Headers(stream_id=1, fields=fields_of(peer.GET), end_stream=True)
    assert peer.endpoint.apply(lawfully(request), 0.0).accepted
    peer.received_octets += b"".join(peer.endpoint.take_output())


def test_an_unlawful_greeting_is_sent_and_h2_is_not_told(meet: Greet) -> None:
    peer = meet(greeting=Greeting(settings=((5, 1),)))
    peer.endpoint.open(0.0)
    peer._read()
    assert peer.wants(SettingsFrame).settings == {5: 1}
    peer.wants(WindowUpdateFrame)


def test_extension_frames_of_ours(greet: Greet) -> None:
    peer = greet()
    peer.fires(lawfully(Origin(origins=(b"https://a.test",))))
    assert peer.wants(ExtensionFrame).type == 0xC
    assert peer.fires(lawfully(AltSvc(field_value=b"h2", origin=b"a"))).accepted
    peer.unread.pop()


def test_a_queued_head_that_has_become_unlawful_fails_its_action(greet: Greet) -> None:
    peer = greet({4: 1})
    peer.request(1)
    peer.fires(lawfully(Headers(stream_id=1, fields=OK)))
    peer.wants_fields(1)
    body = peer.fires(lawfully(Data(stream_id=1, data=b"ab")))
    late = peer.fires(lawfully(Headers(stream_id=1, fields=OK, end_stream=True)))
    peer.wants(DataFrame, data=b"a")
    peer.sends(WindowUpdateFrame(1, window_increment=10))
    peer.wants(DataFrame, data=b"b")
    done = dict(peer.endpoint.completed())
    assert done[body.pending] is None
    assert ":status" in (done[late.pending] or "")


def test_a_new_settings_frame_is_acknowledged_into_force(greet: Greet) -> None:
    peer = greet()
    peer.fires(lawfully(Settings(pairs=((5, 20_000),))))
    peer.wants(SettingsFrame)
    peer.sends(SettingsFrame(0, flags=["ACK"]))
    peer.sends(peer.headers(1, peer.POST))
    [data] = peer.sends(DataFrame(1, bytes(20_000)))
    assert len(data.data) == 20_000


# As a client

REQUEST = fields_of([(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")])


def test_a_client_says_a_request_in_every_lawful_way(call: Greet) -> None:
    peer = call({4: 10})
    peer.fires(lawfully(Headers(stream_id=1, fields=REQUEST, priority=(True, 0, 256))))
    peer.wants_fields(1, stream_weight=255, exclusive=True)
    peer.fires(lawfully(Data(stream_id=1, data=b"x" * 25)))
    assert peer.wants(DataFrame, stream_id=1).data == b"x" * 10
    peer.sends(WindowUpdateFrame(1, window_increment=100))
    assert peer.wants(DataFrame, stream_id=1).data == b"x" * 15
    trailers = fields_of([("checksum", "none")])
    peer.fires(lawfully(Headers(stream_id=1, fields=trailers, end_stream=True)))
    assert peer.wants_fields(1, flags={"END_STREAM", "END_HEADERS"}) == [("checksum", "none")]


def test_a_large_head_of_a_client_is_continued(call: Greet) -> None:
    peer = call()
    fields = (*REQUEST, *fields_of([("large", "x" * 40_000)]))
    peer.fires(lawfully(Headers(stream_id=1, fields=fields, end_stream=True)))
    assert len(dict(peer.wants_fields(1))["large"]) == 40_000


@pytest.mark.parametrize(
    ("action", "section"),
    [
        (Headers(stream_id=0, fields=REQUEST), "5.1.1"),
        (Headers(stream_id=2, fields=REQUEST), "5.1"),
        (Headers(stream_id=1, fields=REQUEST[1:]), "8.3.1"),
        (Headers(stream_id=1, fields=fields_of([(":status", "200")])), "8.3"),
        (Data(stream_id=1, data=b"before the head"), "5.1"),
        (PushPromise(stream_id=1, fields=REQUEST), "8.4"),
        (AltSvc(field_value=b'h2=":1"'), "RFC 7838 4"),
        (Origin(origins=(b"https://a",)), "RFC 8336 2.1"),
    ],
)
def test_what_no_client_says_is_refused(call: Greet, action: Any, section: str) -> None:
    call().refused(lawfully(action), section)


def test_a_client_opens_no_stream_below_its_last_one(call: Greet) -> None:
    peer = call()
    peer.fires(lawfully(Headers(stream_id=5, fields=REQUEST, end_stream=True)))
    peer.wants_fields(5)
    peer.refused(lawfully(Headers(stream_id=3, fields=REQUEST)), "5.1.1")


def test_a_client_opens_no_more_streams_at_once_than_the_server_takes(call: Greet) -> None:
    peer = call({3: 1})
    peer.fires(lawfully(Headers(stream_id=1, fields=REQUEST)))
    peer.wants_fields(1)
    peer.refused(lawfully(Headers(stream_id=3, fields=REQUEST)), "5.1.2")
    peer.fires(lawfully(RstStream(stream_id=1, error_code=8)))
    peer.wants(RstStreamFrame, stream_id=1)
    peer.fires(lawfully(Headers(stream_id=3, fields=REQUEST)))
    peer.wants_fields(3)


def test_after_the_servers_goaway_only_open_streams_go_on(call: Greet) -> None:
    peer = call()
    peer.fires(lawfully(Headers(stream_id=1, fields=REQUEST)))
    peer.wants_fields(1)
    peer.sends(GoAwayFrame(0, 1, 0))
    reason = peer.refused(lawfully(Headers(stream_id=3, fields=REQUEST)), "6.8")
    assert reason == "the server has said GOAWAY: no stream can be opened any more"
    peer.fires(lawfully(Data(stream_id=1, data=b"x", end_stream=True)))
    peer.wants(DataFrame, stream_id=1, flags={"END_STREAM"})


def test_with_an_upgrade_the_settings_are_in_force_and_stream_1_has_been_asked(meet: Greet) -> None:
    """RFC 7540 3.2.1: the 101 acknowledges them."""
    peer = meet(role="client", greeting=Greeting(settings=((4, 7), (2, 0))))
    assert peer.endpoint.upgrade(peer.now, b"", []) == []
    assert peer.endpoint.ours.acknowledged[4] == 7
    assert peer.endpoint.inflows.initial == 7
    assert peer.endpoint.lawful.state_of(1) == "half-closed-local"
    peer.sends(SettingsFrame(0), peer.headers(1, [(":status", "200")]))
    assert type(peer.events[-1]) is events.ResponseReceived
    peer.wants(SettingsFrame, flags={"ACK"})
    peer.sends(DataFrame(1, b"eight oc"))
    peer.wants(RstStreamFrame, stream_id=1, error_code=3)
