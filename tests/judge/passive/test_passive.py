"""All checks together, over all connections of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h2craft.judge.passive import CHECKS, Passive, Weight
from h2craft.model import Board
from h2craft.trace import Kind, Origin, Record
from h2craft.wire import PREFACE, frame_octets

CATALOGUE = """
E/3.4/preface E/3.4/preface-early E/6.5.2/own-settings-legal E/6.5.2/enable-push-off
E/6.5.2/duplicate-settings E/6.5.3/ack-count E/6.7/ping-acks E/4.1/flags-unused-zero
E/4.2/frame-size E/4.3/contiguous-field-block E/5.1.1/stream-ids E/5.1.1/stream-ids-dense
E/5.1.2/concurrency E/5.1/frames-on-closed E/5.1/data-after-end-stream E/5.4.2/rst-answered-by-rst
E/6.4/rst-on-idle E/6.9/obeys-windows E/6.9/window-update-legal E/6.9/credit-balance
E/6.9/credit-too-small E/6.10/needless-continuation E/6.6/no-push-promise E/5.3/priority-signals
E/8.2/lowercase-names E/8.2.1/values-valid E/8.2.2/no-connection-fields E/8.3.1/pseudo-fields
E/8.3.1/authority E/8.3.1/options-asterisk E/8.5/connect-fields E/8.1/trailers-sent
E/8.1.1/content-length-sent E/8.1/ends-its-streams E/8.2.3/cookie-crumbs
E/7541/encoder-size-update E/7541/encoder-within-limit E/7541/huffman-padding-sent
E/7541/7.1.3/never-indexed E/7541/indexing-used E/5.4.1/goaway-code-known E/6.8/goaway-last-stream
E/9.1/closes-politely E/9.2/tls
"""


def test_the_checks_are_those_of_the_catalogue_in_its_order() -> None:
    assert [check.id for check in CHECKS] == CATALOGUE.split()


def test_each_check_says_what_it_is() -> None:
    for check in CHECKS:
        assert check.title.endswith("."), check.id
        assert check.requires.endswith("."), check.id
        assert (check.severity is Weight.INFO) == (check.level in ("info", "MAY")), check.id
    assert sum(check.star for check in CHECKS) == 5


def test_a_lawful_conversation_breaks_nothing(story: Any, heard: Any) -> None:
    story.opens((2, 0), (4, 100_000))
    story.exchange(1)
    story.c_post(3, 5)
    story.c_data(5, 3, end=True)
    story.responds(3)
    story.barrier()
    story.c_goaway()
    story.leaves()
    passive = heard(story)
    found = {name for name, findings in passive.found.items() if findings}
    assert found == {"E/7541/indexing-used"}
    assert passive.seen["E/6.7/ping-acks"]
    assert not passive.seen["E/8.5/connect-fields"]


def test_connections_are_told_apart(talk: Any, heard: Any, story: Any) -> None:
    for number in (1, 2):
        talk.opened(number)
        talk.request(1, connection=number)
    talk.received(0, 0, 1, b"after the end", connection=2)
    passive = heard(story)
    (finding,) = passive.found["E/5.1/data-after-end-stream"]
    assert finding.connection == 2


def test_findings_are_bounded_and_counted(story: Any, heard: Any) -> None:
    story.opens()
    for stream in range(1, 101, 2):
        story.c_head(stream, more=[(b"connection", b"close")])
    passive = heard(story)
    assert len(passive.found["E/8.2.2/no-connection-fields"]) == 20
    assert passive.count["E/8.2.2/no-connection-fields"] == 50


def test_an_error_is_kept_however_much_was_told_before(story: Any, heard: Any) -> None:
    story.opens()
    fields = [(b":method", b"GET"), (b":scheme", b"https"), (b":path", b"/")]
    for stream in range(1, 61, 2):
        story.c_head(stream, fields=fields, more=[(b"host", b"a.test")])
    story.c_head(61, fields=fields)
    passive = heard(story)
    assert len(passive.found["E/8.3.1/pseudo-fields"]) == 20
    assert [*passive.of(Weight.ERROR)] == ["E/8.3.1/pseudo-fields"]


def test_where_we_are_the_client_nobody_is_judged() -> None:
    """The checks are of clients, and the peer is a server."""
    passive, board = Passive(), Board()
    for seq, (kind, octets, detail) in enumerate(
        (
            (Kind.CONNECTION_OPENED, b"", {"role": "client"}),
            (Kind.PREFACE_SENT, PREFACE, None),
            (Kind.FRAME_RECEIVED, frame_octets(6, 0x40, 0, bytes(8)), None),
        ),
        1,
    ):
        passive.take(board.fold(Record(seq, seq / 10, 1, kind, octets, 0, Origin.PEER, detail)))
    passive.end()
    assert not any(passive.seen.values()) and not any(passive.count.values())


def test_connections_beyond_bounds_are_judged_as_they_are(talk: Any, story: Any) -> None:
    board, passive = Board(), Passive()
    for number in range(1, 1_003):
        talk.opened(number)
        talk.request(1, connection=number, end=False)
        talk.sent(6, 0, 0, bytes(8), connection=number)
        talk.received(6, 1, 0, bytes(8), connection=number)
    for record in talk.journal.read(0, 100_000):
        passive.take(board.fold(record))
    assert passive.count["E/8.1/ends-its-streams"] == 2
    passive.end()
    assert passive.count["E/8.1/ends-its-streams"] == 1_002


def test_the_end_is_judged_once(story: Any, heard: Any) -> None:
    story.opens()
    story.c_head(end=False)
    story.barrier()
    story.leaves()
    passive = heard(story)
    passive.end()
    assert passive.count["E/8.1/ends-its-streams"] == 1


def test_who_was_ended_did_not_leave(story: Any, heard: Any) -> None:
    story.opens()
    story.c_head()
    story.c_data()
    story.leaves("fin")
    passive = heard(story)
    passive.forget_parting()
    assert not passive.found["E/9.1/closes-politely"]
    assert passive.count["E/9.1/closes-politely"] == 0
    assert passive.of(Weight.ERROR).keys() == {"E/5.1/data-after-end-stream"}


def test_nothing_is_held_against_a_client_whose_beginning_is_not_known(
    talk: Any, story: Any, heard: Any
) -> None:
    """A trace that begins in the middle: neither windows nor streams nor ACKs are known."""
    story.c_data(100_000, 7)
    story.c_ack()
    story.c_ping()
    story.c_window(1 << 30)
    story.c_window(1 << 30)
    story.c_reset(5)
    story.c_data(5, 5)
    assert heard(story).of(Weight.ERROR) == {}


def test_no_rule_is_named_twice() -> None:
    folder = Path(__file__).parents[3] / "h2craft" / "judge" / "passive"
    text = "".join(path.read_text() for path in folder.glob("*.py"))
    for check in CHECKS:
        assert text.count(f'id="{check.id}"') == 1


frames = st.tuples(
    st.sampled_from([Kind.FRAME_RECEIVED, Kind.FRAME_SENT]),
    st.integers(0, 12),
    st.integers(0, 255),
    st.integers(0, 5),
    st.binary(max_size=20),
)


@settings(max_examples=200)
@given(st.lists(frames, max_size=30), st.booleans())
def test_no_octets_make_it_raise(said: list[Any], closed: bool) -> None:
    board, passive = Board(), Passive()
    records = [
        Record(1, 0.0, 1, Kind.CONNECTION_OPENED, detail={"scheme": "https"}),
        Record(2, 0.0, 1, Kind.PREFACE_RECEIVED, PREFACE),
    ]
    for kind, frame_type, flags, stream, payload in said:
        octets = frame_octets(frame_type, flags, stream, payload)
        records.append(Record(len(records) + 1, 0.0, 1, kind, octets))
    if closed:
        end = {"how": "fin"}
        records.append(Record(len(records) + 1, 1.0, 1, Kind.END_RECEIVED, detail=end))
        end = {"how": "clean", "by": "peer"}
        records.append(Record(len(records) + 1, 1.0, 1, Kind.CONNECTION_CLOSED, detail=end))
    for record in records:
        passive.take(board.fold(record))
    passive.end()
    for name, findings in passive.found.items():
        for finding in findings:
            assert finding.check == name
            assert finding.text.isprintable()
            assert finding.records[-1] <= len(records)


@pytest.mark.parametrize("origin", [Origin.SCRIPT, Origin.HAND])
def test_what_we_did_ourselves_is_never_held_against_the_client(
    story: Any, heard: Any, origin: Origin
) -> None:
    """Every frame type of ours in a way that is forbidden, and a client that makes nothing of it
    but goes on as if nothing had been."""
    for said in ((0, 0, 0), (4, 0, 1), (8, 0, 0), (6, 0, 1), (7, 0, 1), (3, 0, 0), (0xF0, 0, 0)):
        frame_type, flags, stream = said
        story.talk.sent(frame_type, flags, stream, b"abcd", origin=origin)
    story.c_ack()
    story.c_ping()
    story.c_window(1 << 30)
    story.c_window(1 << 30)
    story.c_reset(4)
    assert heard(story).of(Weight.ERROR) == {}
