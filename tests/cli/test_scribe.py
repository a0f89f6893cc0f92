"""The recording of a running server, over a journal that is filled here."""

from __future__ import annotations

import time

import pytest

from h2craft.cli import scribe
from h2craft.cli.recording import Recording
from h2craft.cli.scribe import Scribe
from h2craft.trace import Kind, Origin

WITHIN = 10.0


@pytest.fixture
def recorded(talk, tmp_path, monkeypatch):
    """A scribe at work. `said` is what it told the person."""
    monkeypatch.setattr(scribe, "LEAST_SECONDS", 0.0)
    path = tmp_path / "folder" / "done.py"
    path.parent.mkdir()
    said: list[str] = []
    made = Scribe(
        talk.journal,
        Recording(path=path),
        started="2026-11-23T10:00:00+00:00",
        say=said.append,
    )
    made.said, made.path = said, path
    made.start()
    yield made
    made.finish()


def answered(talk, stream: int = 1, content: bytes = b"hello") -> None:
    from h2craft.actions import Data, Send

    talk.request(stream, f"/{stream}")
    data = Data(stream_id=stream, data=content, end_stream=True)
    seq = talk(Kind.ACTION_FIRED, origin=Origin.SCRIPT, detail=Send(frames=(data,)))
    talk.data(stream, content, end=True, cause=seq)


def until(what) -> None:
    end = time.monotonic() + WITHIN
    while not what():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


def test_the_file_is_there_at_the_end_and_says_what_is_in_it(talk, recorded) -> None:
    talk.opened()
    answered(talk)
    recorded.finish()
    assert "hello" in recorded.path.read_text()
    assert recorded.said == [f"recorded 1 act for 1 request in {recorded.path}"]


def test_the_file_grows_while_it_is_recorded(talk, recorded) -> None:
    talk.opened()
    answered(talk, 1)
    until(recorded.path.exists)
    answered(talk, 3, b"second")
    until(lambda: "second" in recorded.path.read_text())
    compile(recorded.path.read_text(), "done.py", "exec")


def test_nothing_done_is_said_and_nothing_is_written(talk, recorded) -> None:
    talk.opened()
    talk.request()
    recorded.finish()
    assert not recorded.path.exists()
    [said] = recorded.said
    assert said.startswith("nothing was done") and said.endswith("is not written")


def test_a_disk_that_fails_is_said_once_and_forgotten_once_it_works(talk, recorded) -> None:
    recorded.path.parent.rmdir()
    talk.opened()
    answered(talk, 1)
    until(lambda: recorded.said)
    answered(talk, 3)
    answered(talk, 5)
    recorded.path.parent.mkdir()
    recorded.finish()
    trouble, told = recorded.said
    assert trouble.startswith(f"cannot write {recorded.path}: ")
    assert trouble.endswith("; serving goes on")
    assert told.startswith("recorded 3 acts")


def test_a_file_somebody_made_meanwhile_is_not_written_over(talk, recorded) -> None:
    recorded.path.write_text("mine")
    talk.opened()
    answered(talk)
    recorded.finish()
    assert recorded.path.read_text() == "mine"
    assert "is there already" in recorded.said[0]


def test_records_lost_before_they_were_read_are_said(make_talk, tmp_path) -> None:
    talk = make_talk(memory_records=64)
    said: list[str] = []
    made = Scribe(talk.journal, Recording(path=tmp_path / "done.py"), started="", say=said.append)
    talk.opened()
    for number in range(100):
        answered(talk, 2 * number + 1)
    made.start()
    made.finish()
    assert any("records were lost before they could be recorded" in one for one in said)
    assert "recorded" in said[-1]


def test_writing_that_takes_long_is_done_less_often(talk, tmp_path, monkeypatch) -> None:
    class Slow(Recording):
        def write(self, *given, **more) -> None:
            now[0] += 30.0

    now = [100.0]
    monkeypatch.setattr(scribe.time, "monotonic", lambda: now[0])
    slow = Slow(path=tmp_path / "x.py")
    made = Scribe(talk.journal, slow, started="", say=lambda text: None)
    talk.opened()
    answered(talk)
    made._read()
    made._keep()
    assert made._due == pytest.approx(130.0 + 9 * 30.0)
