from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hyperframe.frame import DataFrame, GoAwayFrame, SettingsFrame

from h2craft.actions import (
    AUTOMATIC_REPLIES,
    Continuation,
    Data,
    Door,
    Headers,
    Ping,
    Policy,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    fields_of,
)
from h2craft.endpoint import Endpoint, standing
from h2craft.endpoint.shadow import Following
from h2craft.model import Connection, resume
from h2craft.trace import Journal, NullJournal

OK = fields_of([(":status", "200")])
Greet = Callable[..., Any]


def follows(peer: Any) -> bool:
    return isinstance(peer.endpoint.journal, Following)


def late(peer: Any) -> Connection:
    made = Connection(1)
    resume(made, standing(peer.endpoint), peer.journal.last, peer.now)
    return made


def wire(*frames: Any, inform: bool = True) -> Send:
    return Send(frames=frames, door=Door.WIRE, inform=inform)


def test_a_lawful_conversation_is_not_followed(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    peer.fires(Send(frames=(Headers(stream_id=1, fields=OK, end_stream=True),)))
    peer.wants_fields(1)
    assert not follows(peer)


@pytest.mark.parametrize(
    "crafted",
    [
        Headers(stream_id=1, fields=OK),
        Headers(stream_id=1, fields=OK, end_stream=True),
        RstStream(stream_id=1),
        Ping(opaque_data=b"\0" * 8),
    ],
    ids=lambda crafted: type(crafted).__name__,
)
def test_nor_is_one_with_frames_by_the_wire_door_that_h2_agrees_to(
    greet: Greet, crafted: Any
) -> None:
    peer = greet()
    peer.request(1)
    peer.fires(wire(crafted))
    peer.unread.clear()
    assert not follows(peer)


@pytest.mark.parametrize(
    "crafted",
    [
        Data(stream_id=1, data=b"before the head"),
        Data(stream_id=9, data=b"on an idle stream"),
        Headers(stream_id=1, fields=OK, end_headers=False),
        Headers(stream_id=1, block=b"\x88"),
        Continuation(stream_id=1, block=b"\x88"),
        Settings(ack=True),
    ],
    ids=lambda crafted: type(crafted).__name__,
)
def test_a_frame_h2_may_not_agree_to_is_followed(greet: Greet, crafted: Any) -> None:
    peer = greet()
    peer.request(1)
    peer.fires(wire(crafted))
    peer.unread.clear()
    assert follows(peer)


def test_a_frame_h2_is_not_told_of_is_on_the_wire_all_the_same(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    peer.fires(wire(Headers(stream_id=1, fields=OK, end_stream=True), inform=False))
    peer.unread.clear()
    known = late(peer)
    assert not known.streams
    assert str(known.closed_streams[1].h2_state) == "half-closed-remote"


def test_a_reset_that_is_held_leaves_the_stream_open_on_the_wire(greet: Greet) -> None:
    peer = greet()
    peer.fires(Policy(changes={"reset": Reply.HOLD}))
    peer.sends(peer.headers(1, (*peer.POST, ("te", "gzip"))))
    assert follows(peer)
    assert str(late(peer).streams[1].state) == "open"


def test_settings_that_are_not_acknowledged_are_not_in_force(greet: Greet) -> None:
    peer = greet()
    peer.fires(Policy(changes={"settings_ack": Reply.HOLD}))
    peer.sends(SettingsFrame(0, {4: 7}))
    theirs = late(peer).peer.settings
    assert (theirs[4], dict(theirs.in_flight[0].values)) == (65_535, {4: 7})


def test_a_policy_that_holds_from_the_beginning_is_followed_from_there(meet: Greet) -> None:
    peer = meet(policy=dict.fromkeys(AUTOMATIC_REPLIES, Reply.HOLD))
    peer.endpoint.open(peer.now)
    peer._read()
    peer.unread.clear()
    assert follows(peer)


def test_the_wire_goes_on_after_h2_has_given_up(greet: Greet) -> None:
    peer = greet()
    peer.sends(peer.headers(1, peer.POST))
    peer.sends(SettingsFrame(0, {2: 7}))
    peer.wants(GoAwayFrame)
    peer.sends(DataFrame(1, b"still here", flags=["END_STREAM"]))
    known = late(peer)
    assert known.h2_gave_up is not None
    assert str(known.streams[1].state) == "half-closed-remote"


def test_a_header_block_h2_could_not_read_leaves_a_table_with_gaps(greet: Greet) -> None:
    peer = greet()
    frame = peer.headers(1)
    frame.data = b"\x40\x01a\x01b\xff\xff"
    peer.sends(frame)
    peer.wants(GoAwayFrame)
    assert late(peer).peer.table_lost


def test_octets_by_hand_are_followed(greet: Greet) -> None:
    peer = greet()
    peer.fires(SendOctets(octets=b"\0\0\0"))
    assert follows(peer)


def test_a_preview_follows_nothing(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    peer.endpoint.preview(wire(Continuation(stream_id=1, block=b"\x88")), peer.now)
    assert not follows(peer)


def test_without_a_journal_there_is_nobody_to_follow_for() -> None:
    endpoint = Endpoint(connection=1, journal=NullJournal())
    endpoint.apply(wire(Continuation(stream_id=1, block=b"\x88")), 0.0)
    assert isinstance(endpoint.journal, NullJournal)


def test_following_records_as_the_journal_does() -> None:
    journal = Journal()
    following = Following(journal, Connection(1))
    assert following.append(0.0, 1, 61, b"", 0, 4, {"text": "x"}) == journal.last == following.last
