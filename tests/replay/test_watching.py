"""What a replay looks for among the readings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from h2craft.model import Board
from h2craft.replay.watching import Watching
from h2craft.scenario import Entry, Notes
from h2craft.trace import Cursor, Kind, Origin

FILE = Path("/x/it.py")
ENTRY = Entry(name="it", file=FILE)


class Watched:
    """A journal, and who watches it from its beginning."""

    def __init__(self, talk: Any, **options: Any) -> None:
        self.talk = talk
        self.watching = Watching(ENTRY, options.pop("notes", Notes()), **options)
        self._board, self._cursor = Board(), Cursor(talk.journal)

    def look(self) -> Watching:
        while records := self._cursor.read():
            for record in records:
                self.watching.take(self._board.fold(record))
        return self.watching

    def answered(self, stream_id: int = 1) -> None:
        self.begun(stream_id)
        self.talk(Kind.HANDLER_ENDED, origin=Origin.SCRIPT, detail={"stream": stream_id})

    def begun(self, stream_id: int = 1) -> None:
        seq = self.talk.request(stream_id)
        detail = {"stream": stream_id, "script": str(FILE), "path": "/"}
        self.talk(Kind.HANDLER_STARTED, cause=seq, origin=Origin.SCRIPT, detail=detail)


@pytest.fixture
def watched(talk: Any) -> Watched:
    return Watched(talk, splits=True, keep=True)


def test_it_knows_when_the_file_is_loaded(watched: Watched) -> None:
    watched.talk(Kind.SCRIPT_LOADED, connection=0, detail={"file": "/x/other.py", "hooks": []})
    assert not watched.look().loaded
    watched.talk(Kind.SCRIPT_LOADED, connection=0, detail={"file": str(FILE), "hooks": []})
    assert watched.look().loaded


def test_it_knows_why_it_is_not(watched: Watched) -> None:
    detail = {"script": str(FILE), "file": str(FILE), "line": 3, "error": "SyntaxError: what"}
    watched.talk(Kind.SCRIPT_BROKEN, connection=0, detail=detail)
    assert watched.look().broken == "/x/it.py:3: SyntaxError: what"
    assert watched.watching.name == "it.py"


def test_the_first_client_that_says_who_it_is_is_named(watched: Watched) -> None:
    watched.talk.opened()
    watched.talk.request(1, fields=(("user-agent", "c\x1burl"),))
    watched.talk.request(3, fields=(("user-agent", "other"),))
    assert watched.look().program == "c\\x1burl"


def test_a_request_after_a_run_begins_another(watched: Watched) -> None:
    watched.talk.opened()
    watched.answered(1)
    assert watched.look().settled
    assert not watched.watching.has_ended
    watched.begun(3)
    watching = watched.look()
    assert watching.has_ended
    ((verdict, program),) = watching.over()
    assert (verdict.done, program) == (True, "curl/8.5.0")
    assert watching.over() == []
    assert watching.doing.unfinished == 1


def test_requests_of_one_client_command_are_one_run(talk: Any) -> None:
    watched = Watched(talk)
    talk.opened()
    watched.answered(1)
    watched.answered(3)
    watching = watched.look()
    assert not watching.has_ended
    assert watching.doing.requests == 2
    assert watching.records == []


def test_records_are_kept_where_that_is_asked(watched: Watched) -> None:
    watched.talk.opened()
    assert len(watched.look().records) == watched.talk.journal.last
