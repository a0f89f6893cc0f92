"""What takes long to write down comes in slices, whole."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from typing import Any

import pytest

from h2craft.control import reading
from h2craft.control.protocol import ANSWER_OCTETS, MOST_RECORDS
from h2craft.trace import Kind, Origin, record_from_json


def grow(running: Any, records: int, octets: int = 0) -> None:
    """So many records more, as long as that."""
    journal, engine = running.client.records, running.client.engine

    def append() -> None:
        for _ in range(records):
            journal.append(engine.now(), 1, Kind.OCTETS_SENT, bytes(octets), 0, Origin.HAND)

    running.client.host.call(asyncio_call(append))


async def asyncio_call(call: Any) -> None:
    call()


def test_records_come_as_they_were(engine) -> None:
    engine.peer().is_answered()
    front = engine.front()
    said = front.gets("read")["records"]
    assert [record_from_json(one) for one in said] == engine.client.records.read()[: len(said)]
    assert said[-1]["seq"] >= 10


def test_reading_goes_on_where_it_was(engine) -> None:
    grow(engine, 2_500)
    front, after, seqs = engine.front(), 0, []
    while found := front.gets("read", after=after)["records"]:
        assert len(found) <= MOST_RECORDS
        seqs += [one["seq"] for one in found]
        after = seqs[-1]
    assert seqs == list(range(1, engine.client.records.last + 1))


@pytest.mark.parametrize("limit", [-1, 0, 1, 33, 1000, 1 << 60])
def test_no_more_come_than_were_asked_for(engine, limit) -> None:
    grow(engine, 1_200)
    found = engine.front().gets("read", after=-1, limit=limit)["records"]
    assert len(found) == max(0, min(limit, MOST_RECORDS))
    assert [one["seq"] for one in found] == list(range(1, len(found) + 1))


def test_an_answer_is_about_as_long_as_it_may_be(engine) -> None:
    grow(engine, 100, 50_000)
    front = engine.front()
    front.asks("read", after=1)
    line = front._lines.readline()
    assert ANSWER_OCTETS < len(line) < ANSWER_OCTETS + 300_000


def test_one_record_comes_however_long_it_is(engine) -> None:
    before = engine.client.records.last
    grow(engine, 2, 2 * ANSWER_OCTETS)
    (record,) = engine.front().gets("read", after=before)["records"]
    assert len(record["octets"]) == 4 * ANSWER_OCTETS


def test_what_is_lost_is_passed_over(start) -> None:
    running = start(memory_records=200, spill=False)
    grow(running, 1_000)
    front = running.front()
    said = front.gets("look", within=0)
    assert said["lost"] > 0 and said["first"] > 1
    found = front.gets("read")["records"]
    assert found[0]["seq"] == said["first"] and found[-1]["seq"] == said["last"]


def test_after_the_last_there_is_nothing(engine) -> None:
    assert engine.front().gets("read", after=1 << 60) == {"records": []}
    assert engine.front().gets("outline", after=1 << 60)["kinds"] == ""


def test_a_disk_that_cannot_be_read_is_an_error_of_that_request(engine, monkeypatch) -> None:
    def read(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(type(engine.client.records), "read_raw", read)
    front = engine.front()
    front.asks("read")
    answer = front.line()
    assert (answer["kind"], answer["error"]) == ("engine", "Input/output error")
    assert "last" in front.gets("look", within=0)


def test_the_outline_is_the_kinds_and_origins(engine) -> None:
    engine.peer().is_answered()
    said = engine.front().gets("outline", after=2)
    kinds, origins = b64decode(said["kinds"]), b64decode(said["origins"])
    records = engine.client.records.read(2)[: len(kinds)]
    assert said["first"] == 3
    assert list(zip(kinds, origins, strict=True)) == [(one.kind, one.origin) for one in records]


def test_scripts_below_the_root_are_found(start, tmp_path) -> None:
    root = tmp_path / "handlers"
    root.mkdir()
    (root / "one.py").write_text("def main(request, response): pass\n")
    assert start(root).front().gets("script_files") == ["one.py"]


def test_the_standing_names_the_connections_that_are_there(engine) -> None:
    engine.peer().is_answered()
    engine.peer().is_answered()
    said = engine.front().gets("standing")
    assert said["seq"] >= 10 and set(said["connections"]) == {"1", "2"}
    assert set(engine.front().gets("standing", connections=[2, 7])["connections"]) == {"2"}


async def test_what_is_done_aside_gives_what_it_gives_or_raises() -> None:
    async with asyncio.timeout(10):
        assert await reading.aside(lambda: 3) == 3
        with pytest.raises(ZeroDivisionError):
            await reading.aside(lambda: 1 // 0)
