from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hyperframe.frame import (
    DataFrame,
    Frame,
    HeadersFrame,
    PingFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import (
    Action,
    AltSvc,
    Await,
    Close,
    Continuation,
    Data,
    Door,
    GoAway,
    Headers,
    Hpack,
    Note,
    Ping,
    Policy,
    Priority,
    PushPromise,
    Raw,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    Sleep,
    WindowUpdate,
    fields_of,
)
from h2craft.endpoint import Endpoint, Preview
from h2craft.trace import SENT, Journal, Kind, Record
from h2craft.wire import PREFACE, encode_stateless

Greet = Callable[..., Any]

OK = fields_of([(":status", "200"), ("x-one", "two")])
GET = fields_of([(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/p")])
HEAD = Send(frames=(Headers(stream_id=1, fields=OK),))


def octets(preview: Preview) -> bytes:
    return b"".join(frame.octets for frame in preview.frames)


class TestWhatIsShown:
    def test_the_octets_of_a_lawful_answer(self, greet: Greet) -> None:
        peer = greet()
        peer.request(1)
        body = Data(stream_id=1, data=b"hi", end_stream=True)
        answer = Send(frames=(Headers(stream_id=1, fields=OK), body))
        shown = peer.endpoint.preview(answer, peer.now)
        peer.wants_nothing()
        before = len(peer.received_octets)
        peer.fires(answer)
        assert octets(shown) == peer.received_octets[before:]
        assert [frame.told for frame in shown.frames] == ["", ""]
        peer.unread.clear()

    def test_what_h2_would_be_told_by_the_wire_door(self, greet: Greet) -> None:
        peer = greet()
        peer.request(1)
        frames = (
            Headers(stream_id=1, fields=OK),
            Data(stream_id=1, data=b"hi", padding=3, end_stream=True),
            Ping(),
            Data(stream_id=9, data=b"hi"),
        )
        shown = peer.endpoint.preview(Send(frames=frames, door=Door.WIRE), peer.now)
        assert [frame.told for frame in shown.frames] == [
            "a header block on stream 1",
            "6 octets leave the windows of stream 1 and connection; our direction of it ends",
            "nothing: h2 keeps no state of it",
            "",
        ]
        assert "no open stream 9" in shown.frames[3].step

    def test_nobody_is_told_where_the_action_says_so(self, greet: Greet) -> None:
        peer = greet()
        send = Send(frames=(RstStream(stream_id=1),), door=Door.WIRE, inform=False)
        [frame] = peer.endpoint.preview(send, peer.now).frames
        assert (frame.told, frame.step) == ("", "h2 was not informed")

    def test_h2s_reason_and_its_section(self, greet: Greet) -> None:
        shown = greet().endpoint.preview(HEAD, 1.0)
        assert (shown.frames, shown.refused, shown.section) == ((), "stream 1 is idle", "5.1")

    def test_octets_that_are_no_whole_frame(self, greet: Greet) -> None:
        ping = PingFrame(0, bytes(8)).serialize()
        shown = greet().endpoint.preview(SendOctets(octets=ping + b"\0\0"), 1.0)
        assert shown.octets == ping + b"\0\0"
        assert [frame.octets for frame in shown.frames] == [ping, b"\0\0"]
        assert "not a whole frame" in shown.frames[1].step

    def test_after_h2_has_given_up_it_is_told_nothing(self, greet: Greet) -> None:
        peer = greet()
        peer.sends(DataFrame(7, b"x"))
        peer.unread.clear()
        [frame] = peer.endpoint.preview(Send(frames=(Data(stream_id=7),), door=Door.WIRE), 1).frames
        assert frame.told == "nothing: h2 has given the connection up"

    @pytest.mark.parametrize(
        "action", [Sleep(seconds=1), Await(pattern=""), Close(), Note(text="")]
    )
    def test_what_is_not_about_frames_shows_none(self, greet: Greet, action: Action) -> None:
        assert greet().endpoint.preview(action, 1.0) == Preview()

    def test_replies_of_the_tray_that_would_leave(self, greet: Greet) -> None:
        peer = greet()
        peer.fires(Policy(changes={"ping_ack": Reply.HOLD}))
        peer.sends(PingFrame(0, b"12345678"))
        [held] = peer.records(Kind.FRAME_HELD)
        release = Policy(release=(held.seq,))
        assert octets(peer.endpoint.preview(release, 1.0)) == held.octets
        assert octets(peer.endpoint.preview(Policy(drop=(held.seq,)), 1.0)) == b""
        peer.fires(release)
        peer.wants(PingFrame)


class TestWaiting:
    def test_the_streams_window(self, greet: Greet) -> None:
        peer = greet({SettingsFrame.INITIAL_WINDOW_SIZE: 10})
        peer.request(1)
        frames = (*HEAD.frames, Data(stream_id=1, data=bytes(25)))
        shown = peer.endpoint.preview(Send(frames=frames), peer.now)
        assert len(shown.frames) == 2
        assert (shown.waiting, shown.why) == (15, "the window of stream 1 is 0 octets")

    def test_the_connections_window(self, greet: Greet) -> None:
        peer = greet({SettingsFrame.INITIAL_WINDOW_SIZE: 100_000})
        peer.request(1)
        frames = (*HEAD.frames, Data(stream_id=1, data=bytes(70_000)))
        shown = peer.endpoint.preview(Send(frames=frames), peer.now)
        assert (shown.waiting, shown.why) == (4_465, "the connection's window is 0 octets")

    def test_what_the_stream_has_to_send_before(self, greet: Greet) -> None:
        peer = greet({SettingsFrame.INITIAL_WINDOW_SIZE: 0})
        peer.request(1)
        peer.fires(HEAD)
        data = Send(frames=(Data(stream_id=1, data=b"four"),))
        peer.fires(data)
        shown = peer.endpoint.preview(data, peer.now)
        assert (shown.waiting, shown.why) == (4, "stream 1 has more to send before it")
        peer.unread.clear()

    def test_a_transport_that_is_full(self, greet: Greet) -> None:
        peer = greet()
        peer.request(1)
        peer.fires(HEAD)
        peer.endpoint.writable = False
        shown = peer.endpoint.preview(Send(frames=(Data(stream_id=1, data=b"four"),)), peer.now)
        assert (shown.waiting, shown.why) == (4, "what was sent before has not left yet")
        peer.unread.clear()

    def test_more_than_leaves_in_one_turn(self, greet: Greet) -> None:
        peer = greet({SettingsFrame.INITIAL_WINDOW_SIZE: 1 << 20})
        peer.sends(WindowUpdateFrame(0, window_increment=1 << 20))
        peer.request(1)
        peer.fires(HEAD)
        shown = peer.endpoint.preview(Send(frames=(Data(stream_id=1, data=bytes(500_000)),)), 1.0)
        assert shown.waiting and shown.why == "262,144 octets leave at a time"
        peer.unread.clear()


# Nothing changes by asking: an endpoint that was asked and one that was not say the same for ever.

streams = st.sampled_from([0, 1, 2, 3, 5, 8])
content = st.sampled_from([b"", b"x", bytes(40), bytes(70_000)])
fields = st.sampled_from([OK, GET, fields_of([("x-two", "b" * 30)]), fields_of([("Bad", "x")]), ()])
hpacks = st.sampled_from(Hpack)
padding = st.sampled_from([None, 0, 7])
crafted = st.one_of(
    st.builds(
        Data,
        stream_id=streams,
        data=content,
        end_stream=st.booleans(),
        padding=padding,
        whole=st.booleans(),
    ),
    st.builds(
        Headers,
        stream_id=streams,
        fields=fields,
        end_stream=st.booleans(),
        end_headers=st.sampled_from([True, True, False]),
        hpack=hpacks,
        block=st.sampled_from([None, None, b"\x88", b"\xff"]),
    ),
    st.builds(Continuation, stream_id=streams, fields=fields, hpack=hpacks),
    st.builds(
        PushPromise,
        stream_id=streams,
        promised_stream_id=st.sampled_from([None, 2, 4, 1 << 40]),
        fields=fields,
    ),
    st.builds(Priority, stream_id=streams),
    st.builds(RstStream, stream_id=streams, error_code=st.sampled_from([0, 8, 1 << 33])),
    st.builds(
        Settings,
        pairs=st.sampled_from([(), ((4, 10),), ((5, 16_385), (4, 1 << 31)), ((1, 0), (1, 100))]),
        ack=st.booleans(),
    ),
    st.builds(Ping, ack=st.booleans()),
    st.builds(GoAway, last_stream_id=st.sampled_from([None, 1])),
    st.builds(WindowUpdate, increment=st.sampled_from([0, 5, 1 << 31]), stream_id=streams),
    st.builds(AltSvc, field_value=st.just(b"h2=:1")),
    st.builds(
        Raw, type=st.integers(0, 12), payload=st.binary(max_size=9), stream_id=streams,
        flags=st.integers(0, 255),
    ),
)  # fmt: skip
replies = st.sampled_from(["settings_ack", "ping_ack", "window_update", "reset"])
actions = st.one_of(
    st.builds(
        Send,
        frames=st.lists(crafted, min_size=1, max_size=3).map(tuple),
        door=st.sampled_from(Door),
        inform=st.booleans(),
    ),
    st.builds(SendOctets, octets=st.binary(max_size=30)),
    st.builds(Policy, changes=st.dictionaries(replies, st.sampled_from(Reply), max_size=2)),
    st.builds(Policy, release=st.lists(st.integers(1, 40), max_size=2).map(tuple)),
    st.builds(Policy, drop=st.lists(st.integers(1, 40), max_size=2).map(tuple)),
    st.sampled_from([Note(text="n"), Sleep(seconds=1)]),
)
BLOCK = encode_stateless([(field.name, field.value) for field in GET])


def request(stream_id: int, *flags: str) -> Frame:
    return HeadersFrame(stream_id, BLOCK, flags=["END_HEADERS", *flags])


received = st.one_of(
    st.builds(request, st.sampled_from([1, 3, 5, 7])),
    st.builds(request, st.sampled_from([1, 3, 5, 7]), st.just("END_STREAM")),
    st.builds(DataFrame, st.sampled_from([1, 3]), data=content),
    st.builds(PingFrame, st.just(0), st.just(b"12345678")),
    st.builds(
        WindowUpdateFrame, st.sampled_from([0, 1, 3]), window_increment=st.sampled_from([1, 9_000])
    ),
    st.builds(
        SettingsFrame,
        st.just(0),
        st.sampled_from([{1: 0}, {1: 100}, {4: 20}, {4: 100_000}, {2: 0}, {}]),
    ),
    st.builds(RstStreamFrame, st.sampled_from([1, 3])),
)
steps = st.lists(st.one_of(actions, actions, received), max_size=12)


class End:
    """An endpoint past its greeting, and what it has put out."""

    def __init__(self) -> None:
        self.journal = Journal()
        self.endpoint = Endpoint(connection=1, journal=self.journal)
        self.endpoint.open(1.0)
        settings = SettingsFrame(0).serialize() + SettingsFrame(0, flags=["ACK"]).serialize()
        self.hear(PREFACE + settings + request(1).serialize())
        self.output: list[bytes] = []

    def hear(self, octets: bytes) -> None:
        self.endpoint.receive(octets, 1.0)
        self.flush()

    def flush(self) -> None:
        self.output = self.endpoint.take_output()

    def does(self, step: Action | Frame) -> list[Record]:
        """One step; the records it made."""
        before = self.journal.last
        if isinstance(step, Frame):
            self.hear(step.serialize())
        else:
            self.endpoint.apply(step, 1.0)
            self.flush()
        self.endpoint.completed()
        return self.journal.read(before)


@given(steps, actions)
def test_asking_changes_nothing_that_comes_after(
    steps: list[Action | Frame], asked: Action
) -> None:
    plain, curious = End(), End()
    for step in steps:
        curious.endpoint.preview(asked, 1.0)
        if not isinstance(step, Frame):
            curious.endpoint.preview(step, 1.0)
        assert curious.journal.last == plain.journal.last
        assert curious.does(step) == plain.does(step)
        assert curious.output == plain.output


@given(steps, actions)
def test_what_is_shown_is_what_leaves(steps: list[Action | Frame], action: Action) -> None:
    end = End()
    for step in steps:
        end.does(step)
    shown = end.endpoint.preview(action, 1.0)
    made = end.does(action)
    fired, sent = made[0].seq, [record for record in made if record.kind in SENT]
    if not isinstance(action, Policy):
        sent = [record for record in sent if record.cause == fired]
    assert [frame.octets for frame in shown.frames] == [record.octets for record in sent]
    steps_said = [(record.detail or {}).get("step", "") for record in sent]
    assert [frame.step for frame in shown.frames] == steps_said
    refusals = [record.detail for record in made if record.kind is Kind.ACTION_REFUSED]
    assert shown.refused == (refusals[0]["reason"] if refusals else "") or isinstance(action, Sleep)
