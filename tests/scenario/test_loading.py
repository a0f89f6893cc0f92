"""Acts loaded again, whole, from the records they are in."""

from __future__ import annotations

import sys

import pytest

from h2craft.actions import Data, Door, Headers, Policy, Reply, Send
from h2craft.scenario import ScenarioError, loading
from h2craft.scenario.loading import AROUND, NEAR
from h2craft.trace import Kind, Origin, TraceReader, TraceWriter

BODY = bytes(range(256)) * 300
END_STREAM, PADDED = 1, 8


def elided(octets: int, *, end: bool = True, stream: int = 1) -> Data:
    return Data(stream_id=stream, data=b"", elided=octets, end_stream=end)


class Counting:
    """Records, and how many were read."""

    def __init__(self, records) -> None:
        self.records = records
        self.read_so_far = 0

    def read(self, after=0, limit=1000):
        found = self.records.read(after, limit)
        self.read_so_far += len(found)
        return found


def fired(play, *frames, door: Door = Door.LAWFUL) -> int:
    play.talk.request(1)
    return play.fire(Send(frames=frames, door=door), leaves=False)


def leave(play, seq: int, octets: bytes, size: int = 16_384, *, between: int = 0) -> None:
    """The DATA of an act leaves, in frames of `size`."""
    for at in range(0, len(octets), size):
        end = at + size >= len(octets)
        play.talk.data(1, octets[at : at + size], end=end, cause=seq, origin=Origin.HAND)
        for _ in range(between):
            play.talk.received(6, 0, 0, bytes(8))


def test_what_is_whole_in_its_record_is_loaded_as_it_is(play) -> None:
    play.talk.request(1)
    seq = play.fire('headers :status=200 x="\\0"')
    assert play.load(seq) == next(r.detail for r in play.records() if r.seq == seq)


def test_data_a_record_leaves_out_comes_from_its_frames(play) -> None:
    seq = fired(play, Headers(stream_id=1), elided(len(BODY)))
    leave(play, seq, BODY)
    head, data = play.load(seq).frames
    assert head == Headers(stream_id=1)
    assert data == Data(stream_id=1, data=BODY, end_stream=True)


def test_data_that_waited_for_windows_is_found_wherever_it_left(play) -> None:
    seq = fired(play, elided(len(BODY)))
    leave(play, seq, BODY, 1_000, between=NEAR)
    [data] = play.load(seq).frames
    assert data.data == BODY


def test_padding_is_no_data(play) -> None:
    from h2craft.endpoint.crafting import octets_of
    from h2craft.wire import Encoder

    seq = fired(play, Data(stream_id=1, elided=5_000, padding=200))
    octets = octets_of(Data(stream_id=1, data=b"x" * 5_000, padding=200), Encoder())
    play.talk(Kind.FRAME_SENT, octets, cause=seq, origin=Origin.HAND)
    [data] = play.load(seq).frames
    assert data == Data(stream_id=1, data=b"x" * 5_000, padding=200)


def test_several_bodies_of_one_act_are_told_apart(play) -> None:
    seq = fired(play, elided(5_000, end=False), elided(6_000))
    play.talk.data(1, b"a" * 5_000, cause=seq)
    play.talk.data(1, b"b" * 6_000, cause=seq)
    first, second = play.load(seq).frames
    assert (first.data, second.data) == (b"a" * 5_000, b"b" * 6_000)


def test_of_data_of_which_only_a_part_had_left_that_part_is_known_and_it_is_said(play) -> None:
    seq = fired(play, elided(100_000))
    play.talk.data(1, b"x" * 65_535, cause=seq)
    [data] = play.load(seq).frames
    assert data == Data(stream_id=1, data=b"x" * 65_535)
    score = play.score()
    assert any("100,000 octets" in one and "65,535" in one for one in score.remarks)
    assert not score.turns[0].ended


def test_data_that_still_waits_is_whole_where_the_record_has_it(play) -> None:
    seq = fired(play, Data(stream_id=1, data=b"hello", end_stream=True))
    assert play.load(seq).frames[0].data == b"hello"


def test_data_that_was_cut_off_by_our_own_reset_is_what_had_left(play) -> None:
    seq = fired(play, Data(stream_id=1, data=b"hello", end_stream=True))
    play.talk.data(1, b"he", cause=seq)
    play.fire("rst")
    assert play.load(seq).frames == (Data(stream_id=1, data=b"he"),)


def test_data_that_was_cut_off_by_closing_is_what_had_left(play) -> None:
    seq = fired(play, Data(stream_id=1, data=b"hello", end_stream=True))
    play.talk.data(1, b"he", cause=seq)
    play.fire("close")
    assert play.load(seq).frames == (Data(stream_id=1, data=b"he"),)


@pytest.mark.parametrize("something", [True, False])
def test_data_cut_off_by_the_client_is_cut_only_where_something_was_done_after(
    play, something
) -> None:
    seq = fired(play, Data(stream_id=1, data=b"hello", end_stream=True))
    play.talk.data(1, b"he", cause=seq)
    play.reset(1)
    if something:
        play.fire("goaway")
    assert play.load(seq).frames[0].data == (b"he" if something else b"hello")


def test_data_that_never_began_to_leave_before_our_reset_is_no_act_and_that_is_said(play) -> None:
    fired(play, Data(stream_id=1, data=b"hello"))
    reset = play.fire("rst")
    score = play.score()
    assert [act.seq for act in score.acts] == [reset]
    assert any("5 octets of DATA" in one for one in score.remarks)


def test_an_automatic_reply_is_the_frame_it_was(play) -> None:
    seq = play.talk.sent(8, 0, 1, (100).to_bytes(4, "big"), origin=Origin.AUTOMATIC)
    assert play.load(seq).door is Door.WIRE
    assert play.load(seq).frames[0].increment == 100


def test_replies_let_out_beside_a_change_are_let_out_by_the_change(play) -> None:
    change = Policy(changes={"ping_ack": Reply.SEND}, release=(3,))
    seq = play.fire(change)
    assert play.load(seq) == Policy(changes=change.changes)


def test_what_is_no_act_is_not_loaded(play) -> None:
    request = play.talk.request(1)
    for seq in (0, request, request + 1):
        with pytest.raises(ScenarioError, match="is gone, or is no act"):
            play.load(seq)


def test_a_trace_file_serves_as_well_as_a_journal(play, tmp_path) -> None:
    seq = fired(play, elided(len(BODY)))
    leave(play, seq, BODY, 1_000, between=NEAR)
    raw = play.talk.journal.read_raw(0, 1 << 20)
    with TraceWriter(tmp_path / "run.h2trace") as writer:
        writer.write(raw)
    with TraceReader(tmp_path / "run.h2trace") as reader:
        assert loading(reader)(seq).frames[0].data == BODY


def test_a_journal_that_grows_is_looked_at_again(play) -> None:
    seq = fired(play, elided(2_000, end=False))
    load = play.load
    play.talk.data(1, b"a" * 1_000, cause=seq)
    assert load(seq).frames[0].data == b"a" * 1_000
    for _ in range(NEAR):
        play.talk.received(6, 0, 0, bytes(8))
    play.talk.data(1, b"b" * 1_000, cause=seq)
    assert load(seq).frames[0].data == b"a" * 1_000 + b"b" * 1_000


def test_loading_acts_that_waited_beside_one_another_is_linear(play) -> None:
    """Each looked for alone would read all records again."""

    def reads(count: int) -> int:
        talk = type(play.talk)(memory_records=1 << 20)
        talk.opened()
        acts = []
        for number in range(count):
            stream = 2 * number + 1
            talk.request(stream)
            acts.append(
                talk(
                    Kind.ACTION_FIRED,
                    origin=Origin.HAND,
                    detail=Send(frames=(elided(2_000, stream=stream),)),
                )
            )
        for half in range(2):
            for number, seq in enumerate(acts):
                talk.data(2 * number + 1, b"x" * 1_000, end=half == 1, cause=seq)
        counting = Counting(talk.journal)
        load = loading(counting)
        assert all(len(load(seq).frames[0].data) == 2_000 for seq in acts)
        return counting.read_so_far

    assert reads(400) < 5 * reads(100)


def test_a_frame_that_is_none_is_no_act(play) -> None:
    seq = play.talk(Kind.FRAME_SENT, b"\0\0", origin=Origin.AUTOMATIC)
    with pytest.raises(ScenarioError):
        play.load(seq)


def test_behind_a_body_that_was_cut_off_nothing_of_its_stream_is_left(play) -> None:
    play.talk.request(3)
    frames = (elided(2_000, end=False), Data(stream_id=1, data=b"never"), Data(stream_id=3))
    seq = fired(play, *frames)
    play.talk.data(1, b"a" * 1_000, cause=seq)
    play.fire("rst 1 CANCEL")
    sent = play.load(seq).frames
    assert [(one.stream_id, len(one.data)) for one in sent] == [(1, 1_000), (3, 0)]


def test_of_a_body_of_which_nothing_has_left_nothing_is_left(play) -> None:
    seq = fired(play, Data(stream_id=1, data=b"a"), elided(2_000))
    play.talk.data(1, b"a", cause=seq)
    play.fire("rst 1 CANCEL")
    assert [one.data for one in play.load(seq).frames] == [b"a"]


def test_pages_that_weigh_too_much_are_read_again(play, monkeypatch) -> None:
    monkeypatch.setattr(sys.modules[loading.__module__], "KEPT_OCTETS", 1)
    play.talk.request(1)
    seqs = [play.fire(f'ping "{number:08d}"') for number in range(300)]
    counting = Counting(play.talk.journal)
    load = loading(counting)

    def reads(number: int) -> int:
        before = counting.read_so_far
        assert load(seqs[number]).frames[0].opaque_data == b"%08d" % number
        return counting.read_so_far - before

    assert [reads(number) for number in (0, 0, 150, 0)] == [AROUND, 0, AROUND, AROUND]


def test_of_a_body_that_memory_has_forgotten_nothing_is_made_up(play) -> None:
    talk = type(play.talk)(memory_records=512)
    talk.opened()
    acts = {}
    for stream in (1, 3):
        talk.request(stream)
        send = Send(frames=(elided(2_000, stream=stream),))
        acts[stream] = talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=send)
    for stream in (3, 1):
        for _ in range(2 * AROUND):
            talk.received(6, 0, 0, bytes(8))
        talk.data(stream, b"x" * 2_000, end=True, cause=acts[stream])
    load = loading(talk.journal)
    [data] = load(acts[3]).frames
    assert data.data == b"x" * 2_000
    for _ in range(1_000):
        talk.received(6, 0, 0, bytes(8))
    assert load(acts[1]).frames == ()


def test_what_went_past_the_windows_has_left_whole_whatever_came_then(play) -> None:
    seq = fired(play, Data(stream_id=1, data=b"x" * 10, end_stream=True), door=Door.WIRE)
    play.reset(1)
    play.fire("close")
    assert play.load(seq).frames[0].data == b"x" * 10


def test_octets_that_are_no_frame_cut_nothing_off(play) -> None:
    seq = fired(play, Data(stream_id=1, data=b"x" * 10))
    play.talk(Kind.FRAME_SENT, b"\0\0", origin=Origin.ENGINE)
    assert play.load(seq).frames[0].data == b"x" * 10
