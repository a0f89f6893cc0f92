"""Records of another process, without a socket: who is asked is in this file."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from h2craft.control.records import AHEAD, Answer, SocketRecords
from h2craft.trace import Journal, Kind, Origin, record_to_json
from h2craft.wire import frame_octets

PING = frame_octets(6, 0, 0, bytes(8))
WITHIN = 10.0


class Engine:
    """A journal behind `ask`. It answers at once, or (`waits`) when `answer` is called."""

    def __init__(self, records: int = 0, **journal: Any) -> None:
        self.journal = Journal(**journal)
        self.asked: list[tuple[str, int]] = []
        self.waits = False
        self.broken = ""
        self.is_waited_for = threading.Event()
        self._waiting: list[Callable[[], object]] = []
        self.grow(records)

    def grow(self, count: int) -> None:
        for _ in range(count):
            at, kind = self.journal.last / 10, Kind.FRAME_RECEIVED
            self.journal.append(at, 1, kind, PING, 0, Origin.AUTOMATIC)

    def ask(self, do: str, then: Callable[[Answer], object], /, **named: Any) -> None:
        self.asked.append((do, named["after"]))
        answer = getattr(self, f"_{do}")
        if self.waits:
            self._waiting.append(lambda: then(answer(**named)))
            self.is_waited_for.set()
        else:
            then(answer(**named))

    def answer(self) -> None:
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one()

    def _read(self, after: int, limit: int) -> Answer:
        if self.broken:
            return Answer(error=self.broken)
        found = self.journal.read(after, min(limit, 1000))
        return Answer({"records": [record_to_json(one) for one in found]})

    def _outline(self, after: int) -> Answer:
        told = self.journal.outline(after)
        kinds, origins = (b64encode(one).decode() for one in told[1:])
        return Answer({"first": told.first, "kinds": kinds, "origins": origins})


def records_of(engine: Engine, *, told: bool = True, **more: Any) -> SocketRecords:
    made = SocketRecords(engine.ask, **more)
    if told:
        tell(made, engine)
    return made


def tell(records: SocketRecords, engine: Engine) -> None:
    records.grown(engine.journal.first, engine.journal.last, engine.journal.lost)


def test_they_are_those_of_the_engine() -> None:
    engine = Engine(3_500)
    records = records_of(engine)
    assert (records.first, records.last, records.lost) == (1, 3_500, 0)
    assert records.read(0, 5_000) == engine.journal.read(0, 5_000)
    assert records.read(3_400) == engine.journal.read(3_400)
    assert records.read(3_500) == []
    assert records.get(77) == engine.journal.get(77)
    assert records.get(0) is records.get(3_501) is None


def test_as_long_as_nobody_reads_nothing_is_asked_for() -> None:
    engine = Engine(100)
    records = records_of(engine)
    engine.grow(100)
    tell(records, engine)
    assert records.last == 200
    assert engine.asked == []


def test_whoever_reads_along_finds_the_next_ones_there() -> None:
    engine = Engine(1_000)
    records = records_of(engine)
    records.read(0, 1_000)
    engine.grow(10)
    tell(records, engine)
    asked = list(engine.asked)
    assert len(records.read(1_000)) == 10
    assert engine.asked == asked


def test_no_more_is_read_ahead_than_is_soon_wanted() -> None:
    engine = Engine(50_000)
    records = records_of(engine)
    records.read(0, 64)
    assert max(after for _, after in engine.asked) < AHEAD + 1_000
    records.read(64, 2_000)
    assert max(after for _, after in engine.asked) < 2_000 + AHEAD + 1_000


def test_a_look_at_the_past_does_not_lead_astray_what_is_read_ahead() -> None:
    engine = Engine(30_000)
    records = records_of(engine, begin=20_000)
    assert records.read(0, 64)[0].seq == 20_000
    assert records.get(5) is not None
    asked = len(engine.asked)
    assert records.read(20_063, 900)[0].seq == 20_064
    assert records.get(6) is not None  # a neighbour of what was fetched
    assert {after for _, after in engine.asked[asked:]} <= set(range(20_000, 30_000))


def test_reading_begins_where_it_is_told_to_and_any_record_can_be_had() -> None:
    engine = Engine(500)
    records = records_of(engine, begin=300)
    assert records.first == 300
    assert records.read(0)[0].seq == 300
    assert records.read(10, 1)[0].seq == 300
    assert records.get(10) == engine.journal.get(10)
    assert records.past(10, 600) == engine.journal.read(10, 600)


def test_records_the_engine_has_lost_are_missing_here_too() -> None:
    engine = Engine(20_000, memory_records=2_000)
    records = records_of(engine)
    assert records.first == engine.journal.first > 1
    assert records.lost == engine.journal.lost
    assert records.read(0, 50) == engine.journal.read(0, 50)
    after = records.last
    engine.grow(10_000)
    tell(records, engine)
    assert records.read(after, 10) == engine.journal.read(0, 10)
    assert records.lost == engine.journal.lost


def test_what_does_not_come_is_waited_for_only_so_long() -> None:
    engine = Engine(10)
    records = records_of(engine, wait=0.001)
    engine.waits = True
    with pytest.raises(TimeoutError, match="has not sent the records after 0"):
        records.read(0)
    engine.answer()
    assert len(records.read(0)) == 10


def test_an_engine_that_lets_us_wait_is_not_waited_for_again() -> None:
    engine = Engine(1_000)
    records = records_of(engine, wait=0.001)
    engine.waits = True
    with pytest.raises(TimeoutError):
        records.read(0)
    records._wait = 3_600.0
    for seq in (1, 400, 900):
        with pytest.raises(TimeoutError):
            records.get(seq)
    engine.answer()
    assert records.get(1) is not None


def test_a_reader_that_waits_goes_on_when_they_come() -> None:
    engine = Engine(10)
    records = records_of(engine, wait=WITHIN)
    engine.waits = True
    found: list[Any] = []
    reader = threading.Thread(target=lambda: found.extend(records.read(0)))
    reader.start()
    assert engine.is_waited_for.wait(WITHIN)
    engine.answer()
    reader.join(WITHIN)
    assert len(found) == 10


def test_why_they_cannot_be_read_is_an_oserror() -> None:
    engine = Engine(10)
    engine.broken = "the disk is gone"
    records = records_of(engine)
    with pytest.raises(OSError, match="the disk is gone"):
        records.read(0)
    with pytest.raises(OSError, match="the disk is gone"):
        records.get(3)


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"records": 1}, {"records": [{}]}, {"records": [None]}],
)
def test_what_cannot_be_understood_is_an_oserror_too(value: Any) -> None:
    def ask(do: str, then: Any, /, **named: Any) -> None:
        then(Answer(value))

    records = SocketRecords(ask)
    records.grown(1, 10, 0)
    with pytest.raises(OSError, match="cannot be understood"):
        records.read(0)


def test_records_that_are_not_in_order_are_refused() -> None:
    engine = Engine(3)

    def ask(do: str, then: Any, /, **named: Any) -> None:
        backwards = [record_to_json(one) for one in reversed(engine.journal.read())]
        then(Answer({"records": backwards}))

    records = SocketRecords(ask)
    records.grown(1, 3, 0)
    with pytest.raises(OSError, match="not in order"):
        records.read(0)


class TestKinds:
    def test_they_are_told_without_waiting(self) -> None:
        engine = Engine(5_000)
        records = records_of(engine)
        engine.waits = True
        assert records.outline(0).kinds == b""
        engine.answer()
        told = records.outline(0)
        assert told == engine.journal.outline(0)
        rest = records.outline(100)
        assert (rest.first, rest.kinds) == (101, told.kinds[100:])

    def test_all_of_them_come_one_after_the_other(self) -> None:
        engine = Engine(5_000)
        records = records_of(engine)
        known, kinds = 0, b""
        records.outline(0)
        while told := records.outline(known).kinds:
            kinds += told
            known += len(told)
        assert len(kinds) > 5_000 - 1_000
        assert set(kinds) == {int(Kind.FRAME_RECEIVED)}

    def test_they_begin_where_reading_does(self) -> None:
        engine = Engine(5_000)
        records = records_of(engine, begin=3_000)
        records.outline(0)
        assert records.outline(0).first == 3_000

    def test_a_few_are_not_worth_asking_for(self) -> None:
        engine = Engine(100)
        records = records_of(engine)
        assert records.outline(0).kinds == b""
        assert engine.asked == []

    @pytest.mark.parametrize(
        "value",
        [
            None,
            {},
            {"first": "1", "kinds": "AQ==", "origins": "AQ=="},
            {"first": 1, "kinds": "?", "origins": ""},
            {"first": 1, "kinds": "AQ==", "origins": ""},
            {"first": 0, "kinds": "", "origins": ""},
        ],
    )
    def test_what_cannot_be_understood_is_learned_from_the_records(self, value: Any) -> None:
        def ask(do: str, then: Any, /, **named: Any) -> None:
            then(Answer(value))

        records = SocketRecords(ask)
        records.grown(1, 5_000, 0)
        assert records.outline(0).kinds == records.outline(0).kinds == b""


class TestTheEnd:
    def test_what_was_fetched_is_still_there(self) -> None:
        engine = Engine(100)
        records = records_of(engine)
        records.read(0)
        records.end()
        tell(records, Engine(500))
        assert (records.last, records.lost) == (100, 0)
        assert len(records.read(0)) == 100

    def test_what_was_not_is_lost_and_nobody_waits_for_it(self) -> None:
        engine = Engine(100)
        records = records_of(engine)
        records.read(0, 100)
        engine.waits = True
        engine.grow(50)
        tell(records, engine)
        records.end()
        assert (records.last, records.lost) == (100, 50)
        assert records.read(100) == []

    def test_a_reader_that_waits_is_told(self) -> None:
        engine = Engine(5_000)
        records = records_of(engine)
        records.read(4_000, 1)
        engine.broken = "the engine is gone"
        records.end()
        with pytest.raises(OSError, match="the engine is gone"):
            records.read(0, 10)
