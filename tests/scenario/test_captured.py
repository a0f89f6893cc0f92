"""What a captured server said, as acts: seen by the recorder, and loaded again."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import (
    AltSvc,
    Close,
    CloseHow,
    Data,
    Door,
    Field,
    GoAway,
    Headers,
    Hpack,
    PushPromise,
    Send,
)
from h2craft.model import Board
from h2craft.scenario import Captured, Recorder, ScenarioError
from h2craft.trace import Journal, Kind, Origin
from h2craft.wire import PREFACE, Representation, encode_stateless, frame_octets

END_STREAM, END_HEADERS, PADDED = 0x1, 0x4, 0x8
REQUEST = encode_stateless(
    [(b":method", b"GET"), (b":scheme", b"http"), (b":authority", b"x"), (b":path", b"/a")]
)
STATUS = b"\x88\x00\x03x-a\x28" + b"b" * 40  # RFC 7541 6.1, 6.2.2
FIELDS = (
    Field(b":status", b"200", None),
    Field(b"x-a", b"b" * 40, None),
)


class Capture:
    """A captured connection, told record by record, and what the recorder makes of it."""

    def __init__(self, *, captured: bool = True) -> None:
        self.journal = Journal()
        self.recorder = Recorder()
        self.captured = Captured(self.journal)
        self._board = Board()
        self._at = 0.0
        more = {"packet": 1, "tcp_stream": 0} if captured else {}
        self.tell(Kind.CONNECTION_OPENED, detail={"scheme": "http", **more})
        self.tell(Kind.PREFACE_RECEIVED, PREFACE)
        self.received(4, 0, 0)
        self.sent(4, 0, 0, origin=Origin.AUTOMATIC)
        self.received(1, END_STREAM | END_HEADERS, 1, REQUEST)

    def tell(self, kind: Kind, octets: bytes = b"", **more: Any) -> int:
        self._at += 0.001
        origin = more.pop("origin", Origin.ENGINE)
        seq = self.journal.append(self._at, 1, kind, octets, 0, origin, more.get("detail"))
        (record,) = self.journal.read(seq - 1, 1)
        for reading in self.captured.played(self._board.fold(record)):
            self.recorder.take(reading)
        return seq

    def received(self, type_: int, flags: int, stream_id: int, payload: bytes = b"") -> int:
        octets = frame_octets(type_, flags, stream_id, payload)
        return self.tell(Kind.FRAME_RECEIVED, octets, origin=Origin.PEER)

    def sent(
        self,
        type_: int,
        flags: int,
        stream_id: int,
        payload: bytes = b"",
        *,
        origin: Origin = Origin.SCRIPT,
    ) -> int:
        octets = frame_octets(type_, flags, stream_id, payload)
        return self.tell(Kind.FRAME_SENT, octets, origin=origin)

    @property
    def acts(self) -> list[Any]:
        return [self.captured.load(act.seq) for act in self.recorder.acts]


@pytest.fixture
def capture() -> Capture:
    return Capture()


def test_a_response_is_its_fields_and_its_data(capture: Capture) -> None:
    capture.sent(1, END_HEADERS, 1, STATUS)
    capture.sent(0, END_STREAM, 1, b"hello")
    assert capture.captured
    assert capture.acts == [
        Send(frames=(Headers(stream_id=1, fields=FIELDS),), door=Door.LAWFUL),
        Send(frames=(Data(stream_id=1, data=b"hello", end_stream=True),), door=Door.LAWFUL),
    ]
    (turn,) = capture.recorder.score().turns
    assert (turn.method, turn.path, len(turn.acts)) == (b"GET", b"/a", 2)


def test_a_block_in_many_frames_is_one_act_where_it_is_whole(capture: Capture) -> None:
    capture.sent(1, END_STREAM, 1, STATUS[:5])
    capture.sent(9, 0, 1, STATUS[5:9])
    last = capture.sent(9, END_HEADERS, 1, STATUS[9:])
    assert [act.seq for act in capture.recorder.acts] == [last]
    assert capture.acts[0].frames == (Headers(stream_id=1, fields=FIELDS, end_stream=True),)


def test_a_block_that_cannot_be_read_leaves_as_its_octets(capture: Capture) -> None:
    capture.sent(1, 0, 1, b"\xff")
    capture.sent(9, END_HEADERS, 1, b"\xff\xff\xff\xff\xff\xff")
    (act,) = capture.acts
    assert act.door is Door.WIRE and len(act.frames) == 2
    assert act.frames[0].block == b"\xff" and act.frames[0].hpack is Hpack.OCTETS


def test_fields_that_are_never_indexed_stay_so(capture: Capture) -> None:
    block = b"\x88\x10\x01a\x01b"  # RFC 7541 6.2.3
    capture.sent(1, END_HEADERS, 1, block)
    assert capture.acts[0].frames[0].fields[1] == Field(b"a", b"b", Representation.NEVER)


def test_a_push_is_promised_by_its_number(capture: Capture) -> None:
    capture.sent(5, END_HEADERS, 1, (2).to_bytes(4, "big") + REQUEST)
    capture.sent(1, END_HEADERS, 2, STATUS)
    promise, response = capture.acts
    assert isinstance(promise.frames[0], PushPromise)
    assert promise.frames[0].promised_stream_id == 2
    assert response.frames[0].stream_id == 2
    assert capture.recorder.acts[0].promised == 2


def test_what_h2_has_no_way_of_saying_leaves_by_the_wire_door(capture: Capture) -> None:
    capture.sent(10, 0, 1, b'\0\0h2=":1"')
    capture.sent(1, END_HEADERS | PADDED, 1, b"\x02" + STATUS + b"\0\0")
    altsvc, padded = capture.acts
    assert isinstance(altsvc.frames[0], AltSvc) and altsvc.door is Door.WIRE
    assert padded.frames[0].padding == 2 and padded.door is Door.WIRE


def test_what_was_at_fault_leaves_as_it_was(capture: Capture) -> None:
    capture.sent(0, 0, 1, b"before any response")
    (act,) = capture.acts
    assert act.frames == (Data(stream_id=1, data=b"before any response"),)
    assert act.door is Door.WIRE


def test_what_any_server_says_by_itself_is_no_act(capture: Capture) -> None:
    capture.sent(4, 0x1, 0, origin=Origin.AUTOMATIC)
    capture.sent(8, 0, 0, bytes(3) + b"\x01", origin=Origin.AUTOMATIC)
    assert not capture.recorder.acts


@pytest.mark.parametrize(("how", "act"), [("fin", CloseHow.CLEAN), ("reset", CloseHow.RESET)])
def test_a_server_that_closes_has_done_so(capture: Capture, how: str, act: CloseHow) -> None:
    capture.sent(7, 0, 0, bytes(8))
    capture.tell(Kind.CONNECTION_CLOSED, detail={"how": how, "by": "us"})
    goaway, close = capture.acts
    assert goaway.frames == (GoAway(last_stream_id=0, error_code=0),) and close == Close(how=act)


def test_a_client_that_closes_is_no_act_of_ours(capture: Capture) -> None:
    capture.sent(1, END_HEADERS, 1, STATUS)
    capture.tell(Kind.CONNECTION_CLOSED, detail={"how": "fin", "by": "peer"})
    assert len(capture.acts) == 1


def test_a_journal_of_ours_passes_unchanged() -> None:
    ours = Capture(captured=False)
    ours.sent(1, END_HEADERS, 1, STATUS)
    assert not ours.captured and not ours.recorder.acts


def test_only_what_was_an_act_is_loaded(capture: Capture) -> None:
    with pytest.raises(ScenarioError, match="record 1 is gone, or is no act"):
        capture.captured.load(1)
    with pytest.raises(ScenarioError, match="record 999 is gone"):
        capture.captured.load(999)
