from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hyperframe.frame import DataFrame, PingFrame, SettingsFrame

from h2craft.actions import Policy, Reply
from h2craft.endpoint import Limits, events, usual_policy
from h2craft.trace import Kind, Origin

Greet = Callable[..., Any]
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def test_a_held_acknowledgement_waits_in_the_tray_until_released(greet: Greet) -> None:
    peer = greet()
    peer.fires(Policy(changes={"ping_ack": Reply.HOLD}))
    peer.sends(PingFrame(0, b"12345678"))
    peer.wants_nothing()
    [held] = peer.records(Kind.FRAME_HELD)
    assert held.octets[9:] == b"12345678"
    peer.fires(Policy(changes={"ping_ack": Reply.SEND}))
    peer.wants(PingFrame, opaque_data=b"12345678", flags={"ACK"})
    assert peer.records(Kind.FRAME_SENT)[-1].cause == held.seq


def test_a_dropped_reply_is_recorded_and_never_sent(greet: Greet) -> None:
    peer = greet()
    peer.fires(Policy(changes={"settings_ack": Reply.DROP}))
    peer.sends(SettingsFrame(0))
    peer.fires(Policy(changes={"settings_ack": Reply.SEND}))
    assert len(peer.records(Kind.FRAME_DROPPED)) == 1


def test_single_replies_are_released_while_others_are_held(greet: Greet) -> None:
    peer = greet()
    peer.fires(Policy(changes={"ping_ack": Reply.HOLD}))
    peer.sends(PingFrame(0, b"11111111"), PingFrame(0, b"22222222"))
    first, second = (record.seq for record in peer.records(Kind.FRAME_HELD))
    peer.fires(Policy(release=(second,)))
    peer.wants(PingFrame, opaque_data=b"22222222", flags={"ACK"})
    assert peer.records(Kind.FRAME_SENT)[-1].cause == second
    peer.fires(Policy(release=(first,)))
    peer.wants(PingFrame, opaque_data=b"11111111", flags={"ACK"})


def test_a_held_reply_that_is_dropped_never_leaves(greet: Greet) -> None:
    peer = greet()
    peer.fires(Policy(changes={"ping_ack": Reply.HOLD}))
    peer.sends(PingFrame(0, b"12345678"))
    [held] = peer.records(Kind.FRAME_HELD)
    peer.fires(Policy(drop=(held.seq,)))
    [dropped] = peer.records(Kind.FRAME_DROPPED)
    assert (dropped.octets, dropped.cause) == (held.octets, held.seq)
    assert dropped.origin is Origin.HAND
    peer.fires(Policy(changes={"ping_ack": Reply.SEND}))
    peer.wants_nothing()


def test_a_reply_that_is_not_held_is_refused_and_nothing_else_is_done(greet: Greet) -> None:
    peer = greet()
    peer.fires(Policy(changes={"ping_ack": Reply.HOLD}))
    peer.sends(PingFrame(0, b"12345678"))
    [held] = peer.records(Kind.FRAME_HELD)
    wish = Policy(changes={"ping_ack": Reply.SEND}, release=(held.seq, 1))
    assert peer.refused(wish, "") == "record 1 is no reply that is held here"
    peer.wants_nothing()
    assert peer.endpoint.tray.policy["ping_ack"] is Reply.HOLD


def test_a_policy_given_at_the_start_is_there_for_the_first_frame(meet: Greet) -> None:
    policy = {**usual_policy(), "settings_ack": Reply.HOLD}
    peer = meet(policy=policy)
    peer.sends(PREFACE, SettingsFrame(0))
    assert len(peer.records(Kind.FRAME_HELD)) == 1
    peer.fires(Policy(changes={"settings_ack": Reply.SEND}))
    peer.wants(SettingsFrame, flags={"ACK"})
    assert policy["settings_ack"] is Reply.HOLD


def test_the_tray_is_bounded_and_says_so_once(greet: Greet) -> None:
    peer = greet(limits=Limits(held_replies=2))
    peer.fires(Policy(changes={"ping_ack": Reply.HOLD}))
    pings = [PingFrame(0, bytes(8))] * 5
    peer.sends(*pings)
    assert len(peer.records(Kind.FRAME_HELD)) == 2
    assert len(peer.records(Kind.FRAME_DROPPED)) == 3
    assert [r.detail["limit"] for r in peer.records(Kind.LIMIT_REACHED)] == ["held_replies"]
    peer.fires(Policy(drop=tuple(r.seq for r in peer.records(Kind.FRAME_HELD))))
    peer.sends(*pings)
    assert len(peer.records(Kind.FRAME_HELD)) == 4
    assert len(peer.records(Kind.LIMIT_REACHED)) == 2


def test_a_held_reset_says_where_h2_is(greet: Greet) -> None:
    peer = greet()
    peer.fires(Policy(changes={"reset": Reply.HOLD}))
    peer.request(1)
    peer.sends(DataFrame(1, b"after the end"))
    [held] = peer.records(Kind.FRAME_HELD)
    assert held.detail == {"h2": "closed"}


def test_a_malformed_request_reaches_the_script_where_resets_are_dropped(greet: Greet) -> None:
    peer = greet()
    peer.fires(Policy(changes={"reset": Reply.DROP}))
    happened = peer.request(1, [*peer.GET, ("connection", "close")])
    assert [type(event) for event in happened] == [events.RequestReceived]
