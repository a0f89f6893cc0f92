"""What is known of records already read."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.reader import Reader, past
from h2craft.reader.kinds import AUTOMATIC
from h2craft.trace import Kind, Origin, Outline


def test_a_light_reading_has_the_summary_the_fold_gave(talk: Any, read_all: Any) -> None:
    talk.opened()
    seq = talk.request(1, "/x")
    kept = read_all(talk.journal)._past
    assert kept.light(kept.get(seq)).summary == "GET /x"
    assert kept.light(kept.get(3)).summary == "no settings"
    assert [one.record.seq for one in kept.lights([1, 99, 3])] == [1, 3]


def test_a_survey_tells_kinds_and_what_is_automatic(talk: Any) -> None:
    talk.opened()
    kinds = Reader(talk.journal)._past
    kinds.survey()
    told = [(kinds.kinds.kind(seq), kinds.kinds.is_automatic(seq)) for seq in range(1, 7)]
    assert told == [(one.kind, one.origin == Origin.AUTOMATIC) for one in talk.records]
    assert kinds.kinds.code(4) == Kind.FRAME_SENT | AUTOMATIC


def test_a_source_that_cannot_tell_kinds_says_so_as_trouble(talk: Any) -> None:
    class Failing:
        first, last = 1, 5

        def read(self, after: int = 0, limit: int = 1000) -> Any:
            raise OSError

        def outline(self, after: int) -> Any:
            raise OSError("cannot")

    reader = Reader(Failing())
    view = reader.view("")
    assert (view.count, reader.trouble) == (5, "cannot")
    assert reader.advance(5) == 0
    assert reader.trouble == "OSError"


def test_a_survey_ends_where_the_source_can_tell_no_more(talk: Any, listed: Any) -> None:
    class Half(type(listed([]))):
        def outline(self, after: int) -> Outline:
            told = [record for record in self.records if after < record.seq <= 3]
            kinds, origins = (bytes(int(one[at]) for one in told) for at in (3, 6))
            return Outline(after + 1, kinds, origins) if told else Outline()

    talk.opened()
    reader = Reader(Half(talk.records))
    view = reader.view("")
    assert reader._past.kinds.last == 3 and view.count == 6
    assert reader.advance(100) == 6
    assert reader._past.kinds.last == 6 and not reader.trouble


def test_what_is_gone_is_forgotten_in_lumps(
    make_talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "LUMP", 1000)
    talk = make_talk(memory_records=640)
    talk.opened()
    reader = Reader(talk.journal)
    everything, data = reader.view(""), reader.view("type:DATA")
    sizes = []
    for number in range(1500):
        talk.exchange(2 * number + 1)
        reader.advance(100)
        sizes.append(reader.octets)
    assert reader._past.columns.base > 8000
    # a connection keeps a thousand closed streams, and its checkpoints grow up to there
    assert max(sizes[1300:]) < 1.3 * max(sizes[:1300])
    for view in (everything, data):
        rows = view.seqs(0, 99_999)
        assert view.count == len(rows)
        assert rows[0] > reader._past.kinds.base - 300 and rows[-1] > 10_000
        assert view.epoch > 0
    assert reader.row(5) is None
