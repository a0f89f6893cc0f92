"""Whatever a journal says, the recorder keeps what was done, in order, and never raises."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import (
    Close,
    Data,
    Door,
    GoAway,
    Headers,
    Ping,
    Policy,
    PushPromise,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    Sleep,
    WindowUpdate,
    fields_of,
)
from h2craft.model import Board
from h2craft.scenario import Recorder, Score, loading, render, without_secrets
from h2craft.trace import Kind, Origin, Record
from h2craft.wire import encode_stateless, frame_octets

STREAMS = st.sampled_from((0, 1, 2, 3, 5, 99))
CONNECTIONS = st.sampled_from((1, 1, 1, 1, 2, 0))
HEAD = encode_stateless(
    [(b":method", b"GET"), (b":scheme", b"https"), (b":path", b"/"), (b"cookie", b"a=b")]
)
PAYLOADS = st.sampled_from((b"", bytes(4), bytes(8), b"\0\0\0\x02" + HEAD, HEAD, b"12345678"))

frames = st.builds(
    frame_octets,
    st.sampled_from((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x42)),
    st.sampled_from((0, 1, 4, 5, 8, 0x2D)),
    STREAMS,
    PAYLOADS,
)
crafted = st.one_of(
    st.builds(Data, stream_id=STREAMS, data=PAYLOADS, end_stream=st.booleans()),
    st.builds(Data, stream_id=STREAMS, elided=st.just(5_000), end_stream=st.booleans()),
    st.builds(
        Headers,
        stream_id=STREAMS,
        fields=st.just(fields_of([(":status", 200), ("set-cookie", "a=b")])),
        end_stream=st.booleans(),
    ),
    st.builds(PushPromise, stream_id=STREAMS, promised_stream_id=st.just(2)),
    st.builds(RstStream, stream_id=STREAMS),
    st.builds(Settings, ack=st.booleans()),
    st.builds(Ping, ack=st.booleans()),
    st.builds(WindowUpdate, increment=st.just(10), stream_id=STREAMS),
    st.just(GoAway()),
)
sends = st.builds(
    Send, frames=st.lists(crafted, max_size=3).map(tuple), door=st.sampled_from(list(Door))
)
others = st.one_of(
    st.builds(SendOctets, octets=st.one_of(frames, PAYLOADS)),
    st.builds(Policy, changes=st.just({"ping_ack": Reply.HOLD})),
    st.builds(Policy, release=st.lists(st.integers(1, 40), max_size=2).map(tuple)),
    st.just(Close()),
    st.just(Sleep(seconds=1.0)),
)
actions = st.integers(0, 5).flatmap(lambda number: sends if number else others)
origins = st.sampled_from(list(Origin))
kinds = st.sampled_from(list(Kind))


def seen(kind: Kind, detail: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(st.just(kind), st.just(b""), st.integers(0, 40), origins, detail)


def received(octets: st.SearchStrategy[bytes]) -> st.SearchStrategy[tuple[Any, ...]]:
    peer = st.just(0), st.just(Origin.PEER), st.none()
    return st.tuples(st.just(Kind.FRAME_RECEIVED), octets, *peer)


streams = st.sampled_from((1, 3, 5))
requests = received(
    st.builds(frame_octets, st.just(1), st.sampled_from((4, 5)), streams, st.just(HEAD))
)
events = received(
    st.one_of(
        st.builds(frame_octets, st.just(3), st.just(0), streams, st.just(bytes(4))),
        st.builds(frame_octets, st.just(0), st.sampled_from((0, 1)), streams, st.just(b"body")),
        st.builds(frame_octets, st.sampled_from((4, 6)), st.just(1), st.just(0), st.just(b"")),
        st.builds(frame_octets, st.just(8), st.just(0), streams, st.just(bytes((0, 0, 0, 9)))),
        st.just(frame_octets(7, 0, 0, bytes(8))),
    )
)
acts = st.tuples(
    st.just(Kind.ACTION_FIRED),
    st.just(b""),
    st.integers(0, 40),
    st.sampled_from((Origin.HAND, Origin.SCRIPT)),
    actions,
)
anything = st.one_of(
    received(frames),
    st.tuples(
        st.sampled_from((Kind.FRAME_SENT, Kind.FRAME_HELD, Kind.FRAME_DROPPED)),
        frames,
        st.integers(0, 40),
        origins,
        st.none(),
    ),
    seen(Kind.ACTION_FIRED, actions),
    seen(Kind.ACTION_FIRED, st.just({"verb": "send"})),
    seen(Kind.ACTION_REFUSED, st.just({"reason": "no"})),
    seen(Kind.ACTION_DONE, st.just({"reason": ""})),
    st.tuples(kinds, PAYLOADS, st.integers(0, 40), origins, st.just({"stream": 1, "text": "x"})),
)
USUAL = [requests, requests, events, events, acts, acts, acts, acts, anything]
happenings = st.integers(0, len(USUAL) - 1).flatmap(USUAL.__getitem__)  # `one_of` has no weights
journals = st.lists(st.tuples(happenings, CONNECTIONS, st.booleans()), min_size=5, max_size=40)


class Kept:
    """Records that are there, to be loaded from."""

    def __init__(self, records: list[Record]) -> None:
        self.records = records

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        return [one for one in self.records if one.seq > after][:limit]


def recorded(journal: list[Any], **options: Any) -> tuple[Recorder, Kept]:
    recorder, board, records = Recorder(**options), Board(), []
    for seq, (happening, connection, there) in enumerate(journal, 1):
        kind, octets, cause, origin, detail = happening
        record = Record(seq, seq / 10, connection, kind, octets, cause, origin, detail)
        if there or seq % 5:
            records.append(record)
            recorder.take(board.fold(record))
    return recorder, Kept(records)


def check(score: Score) -> None:
    acts = score.acts
    assert [act.seq for act in acts] == sorted(act.seq for act in acts)
    seqs = {act.seq for act in acts} | {turn.seq for turn in score.turns}
    for turn in score.turns:
        own = [act.seq for act in turn.acts]
        assert own == sorted(own)
        for act in turn.acts:
            assert act.pause >= 0
            assert act.after in seqs | {0}
            assert act.after < act.seq and act.after not in own
            assert act.wait is None or turn.seq < act.wait.seq < act.seq or not turn.stream_id
    ordinals = [turn.ordinal for turn in score.turns if turn.stream_id]
    assert ordinals == list(range(1, len(ordinals) + 1))


@given(journals, st.booleans())
def test_any_journal_is_recorded_in_order(journal, replies) -> None:
    recorder, _ = recorded(journal, replies=replies)
    check(recorder.score())
    assert recorder.score() == recorder.score()
    assert len(recorder) == len(recorder.acts)


@given(journals)
def test_every_act_that_is_kept_can_be_loaded_and_written(journal) -> None:
    recorder, kept = recorded(journal)
    score, load = without_secrets(recorder.score(), loading(kept))
    for act in score.acts:
        load(act.seq)
    text = "".join(render(score, load))
    compile(text, "recorded.py", "exec")
    assert text == "".join(render(score, load))


@given(journals, st.integers(2, 10))
def test_the_bound_is_kept_and_what_is_given_up_is_counted(journal, most) -> None:
    everything, _ = recorded(journal)
    bounded, _ = recorded(journal, most=most)
    check(bounded.score())
    assert len(bounded) + len(bounded.score().turns) <= 2 * most
    assert len(bounded) <= most
    assert len(bounded) <= len(everything)


@given(journals, st.data())
def test_an_act_taken_out_leaves_the_others_as_they_are(journal, data) -> None:
    recorder, _ = recorded(journal)
    if not recorder.acts:
        return
    gone = data.draw(st.sampled_from([act.seq for act in recorder.acts]))
    left = [act.seq for act in recorder.acts]
    left.remove(gone)
    assert recorder.forget(gone)
    assert [act.seq for act in recorder.acts] == left
    check(recorder.score())
