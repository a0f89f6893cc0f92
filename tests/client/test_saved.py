from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from h2craft.actions import Note, Reply
from h2craft.client import Binding, Client, Desk, Verdict, open_saved
from h2craft.client.saved import LOOK_SECONDS, NO_ACTIONS, SavedClient
from h2craft.filter import FilterError
from h2craft.trace import BLOCKS_AT_ONCE, TraceError, TraceReader

Write = Callable[..., Path]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class TestRecords:
    def test_all_that_is_in_the_file(self, trace: Write) -> None:
        records = open_saved(trace(5)).records
        assert (records.first, records.last, records.lost) == (1, 5, 0)
        assert [record.seq for record in records.read(2, 2)] == [3, 4]
        assert records.get(5).seq == 5
        assert records.get(6) is None and records.get(0) is None

    def test_the_kinds_of_all_records_are_told_without_reading_them(self, trace: Write) -> None:
        records = open_saved(trace(5)).records
        told = records.outline(2)
        assert told.first == 3
        assert list(told.kinds) == [int(record.kind) for record in records.read(2)]

    def test_an_empty_trace_has_its_first_record_after_the_last(self, trace: Write) -> None:
        records = open_saved(trace(0)).records
        assert records.first > records.last and records.read() == []

    def test_what_the_header_says(self, trace: Write) -> None:
        path = trace(1, started="2026-01-02T03:04:05", role="client")
        about = open_saved(str(path)).about
        assert (about.live, about.trace, about.role) == (False, path, "client")
        assert (about.started, about.damage, about.urls) == ("2026-01-02T03:04:05", "", ())
        assert open_saved(trace(1, name="b", started=7)).about.started == ""

    def test_a_file_that_grows_is_looked_at_a_few_times_a_second(self, trace: Write) -> None:
        clock = Clock()
        client = SavedClient(trace(2), clock=clock)
        trace(3)
        client.refresh()
        assert client.records.last == 2
        clock.now += LOOK_SECONDS
        client.refresh()
        assert client.records.last == 5

    def test_of_a_long_file_more_is_known_with_each_look(self, trace: Write) -> None:
        for _ in range(BLOCKS_AT_ONCE + 2):
            path = trace(1)  # a block each
        client = SavedClient(TraceReader(path, at_once=1), clock=Clock())
        assert client.about.partial and client.records.last == 1
        client.refresh()
        assert client.about.partial and client.records.last == BLOCKS_AT_ONCE + 1
        client.refresh()
        assert not client.about.partial and client.records.last == BLOCKS_AT_ONCE + 2

    def test_a_long_file_that_cannot_be_read_on_ends_there(self, trace: Write) -> None:
        trace(1)
        client = SavedClient(TraceReader(trace(1), at_once=1), clock=Clock())
        client.records.close()
        client.refresh()
        assert not client.about.partial and len(client.troubles) == 1

    def test_a_file_that_is_gone_keeps_what_was_read(self, trace: Write) -> None:
        clock = Clock()
        path = trace(2)
        client = SavedClient(path, clock=clock)
        path.unlink()
        clock.now += 1
        client.refresh()
        assert client.records.last == 2 and client.records.read()


class TestDamage:
    def test_a_trace_cut_short_opens_and_says_where(self, trace: Write) -> None:
        path = trace(50)
        whole = path.read_bytes()
        path.write_bytes(whole[:-20])
        client = open_saved(path)
        assert "cut short at octet" in client.about.damage
        assert "is damaged" in client.troubles.popleft()
        assert client.records.read()

    def test_damage_met_while_reading_is_said_then(self, trace: Write) -> None:
        clock = Clock()
        path = trace(50)
        octets = bytearray(path.read_bytes())
        octets[-5] ^= 0xFF
        path.write_bytes(octets)
        client = SavedClient(path, clock=clock)
        assert client.about.damage == ""
        client.records.read()
        clock.now += 1
        client.refresh()
        assert "unreadable" in client.about.damage and len(client.troubles) == 1

    def test_what_is_no_trace_is_an_error(self, tmp_path: Path) -> None:
        other = tmp_path / "notes.txt"
        other.write_text("hello, this is no trace\n")
        with pytest.raises(TraceError, match=r"notes\.txt"):
            open_saved(other)
        with pytest.raises(FileNotFoundError):
            open_saved(tmp_path / "none")


def test_every_change_is_refused(trace: Write) -> None:
    client: Client = open_saved(trace(1))
    futures = [
        client.submit(1, Note(text="?")),
        client.set_hold("path:/x"),
        client.release_request(1, 1),
        client.set_break(None),
        client.decide(1, Verdict.RELEASE),
        client.release_replies(1),
        client.drop_replies(1, 5),
        client.set_policy({"reset": Reply.HOLD}),
        client.attach(Binding(file="x.py")),
        client.detach(1),
    ]
    for future in futures:
        assert (future.result(0).accepted, future.result(0).reason) == (False, NO_ACTIONS)
    assert client.preview(1, Note(text="?")).result(0).refused == NO_ACTIONS
    assert client.desk() is client.desk() and client.desk() == Desk()
    assert client.script_files() == ()


def test_a_filter_that_is_none_is_told_all_the_same(trace: Write) -> None:
    client = open_saved(trace(1))
    with pytest.raises(FilterError):
        client.set_hold("(")
    with pytest.raises(FilterError):
        client.set_break("(")


class TestComments:
    def test_they_are_kept_beside_the_trace_and_read_again(self, trace: Write) -> None:
        path = trace(3)
        octets = path.read_bytes()
        client = open_saved(path)
        assert client.comment(2, "why?").result(0).accepted
        assert client.comment(3, "").result(0).seq == 3
        assert client.comments() == {2: "why?", 3: ""}
        assert client.comments() is client.comments()
        again = open_saved(path)
        assert again.comments() == {2: "why?", 3: ""}
        again.comment(2, "", marked=False)
        assert open_saved(path).comments() == {2: None, 3: ""}
        assert path.read_bytes() == octets

    def test_there_is_nothing_to_say_about_what_is_not_there(self, trace: Write) -> None:
        client = open_saved(trace(3))
        assert client.comment(4, "?").result(0).reason == "there is no record 4"
        assert not client.comments()

    def test_a_place_that_cannot_be_written_is_said(self, trace: Write) -> None:
        path = trace(3)
        path.with_name(f"{path.name}.notes").mkdir()
        client = open_saved(path)
        assert "run.h2trace.notes" in client.troubles.popleft()
        result = client.comment(1, "?").result(0)
        assert not result.accepted and "run.h2trace.notes" in result.reason


def test_a_reader_that_is_open_is_taken_and_closed_with_the_client(trace: Write) -> None:
    path = trace(3)
    reader = TraceReader(path)
    client = open_saved(reader)
    assert client.about.trace == path and client.records.last == 3
    client.close()
    with pytest.raises(OSError):
        reader.read(0, 1)


def test_closing_twice_is_harmless(trace: Write) -> None:
    client = open_saved(trace(1))
    client.close()
    client.close()
    client.refresh()
