"""Attaching: which engine, and what is refused before anything is asked."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from h2craft.client import About
from h2craft.control import ControlError, open_attached, to_json
from h2craft.control.exchange import THREAD
from h2craft.control.folder import Folder
from h2craft.control.protocol import VERSION
from h2craft.trace import FORMAT_VERSION

pytestmark = pytest.mark.engine

WITHIN = 10.0
Start = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    yield
    assert THREAD not in {thread.name for thread in threading.enumerate()}


def refusal(name: str | None = None, **more: Any) -> str:
    with pytest.raises(ControlError) as caught:
        open_attached(name, front="repl", **more)
    said = str(caught.value)
    assert "\n" not in said
    return said


class TestWhich:
    def test_the_only_one_there_is_needs_no_name(self, start: Start) -> None:
        engine = start()
        with contextlib.closing(open_attached(front="repl")) as client:
            assert client.about == engine.client.about
            assert client.about.name == "welcome"

    def test_none_runs(self, runtime: Path) -> None:
        said = "no engine runs: start one with h2craft serve, or h2craft"
        assert refusal() == refusal("one") == said
        runtime.mkdir(mode=0o700)
        assert refusal() == refusal("one") == said

    def test_of_several_one_has_to_be_named(self, start: Start) -> None:
        start(name="one")
        start(name="two")
        assert refusal() == "2 engines run: say which of one, two"
        with contextlib.closing(open_attached("two", front="repl")) as client:
            assert client.about.name == "two"

    def test_a_name_nobody_has(self, start: Start) -> None:
        start(name="handlers")
        assert refusal("handler") == "no engine is called 'handler'; did you mean handlers?"
        assert refusal("zzz") == "no engine is called 'zzz'; there is handlers"

    def test_what_a_dead_one_left_is_no_engine(self, runtime: Path) -> None:
        with Folder(make=True) as folder:
            folder.listen("dead").close()
        assert "no engine runs" in refusal("dead")


class Pretender:
    """Something that has an engine's name, and says what it is told to."""

    def __init__(self, name: str, *lines: Any, ends: bool = False) -> None:
        self._folder = Folder(make=True)
        lock = self._folder.lock(name)
        assert lock is not None
        self._lock = lock
        self._listener = self._folder.listen(name)
        self._listener.settimeout(WITHIN)
        self._lines = lines
        self._ends = ends
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self._listener.accept()
            with connection:
                for line in self._lines:
                    said = line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n"
                    connection.sendall(said)
                if not self._ends:
                    self._done.wait(WITHIN)

    def end(self) -> None:
        self._done.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(WITHIN)
        self._listener.close()
        os.close(self._lock)
        self._folder.close()


@pytest.fixture
def pretend(runtime: Path) -> Iterator[Callable[..., None]]:
    made: list[Pretender] = []
    yield lambda *lines, **more: made.append(Pretender("odd", *lines, **more))
    for one in made:
        one.end()


GREETING = {
    "h2craft": "control",
    "version": VERSION,
    "trace": FORMAT_VERSION,
    "pid": 1,
    "about": to_json(About(live=True)),
    "first": 1,
    "last": 0,
    "connections": 0,
    "fronts": [],
}


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("greeting", "says"),
        [
            ({**GREETING, "version": 99}, "the engine speaks version 99 of the control protocol"),
            ({**GREETING, "trace": 99}, "the engine writes records of version 99"),
            ({**GREETING, "about": 3}, "expected an object"),
            ({"error": "32 front ends are attached already"}, "32 front ends are attached"),
            ({}, "this is no h2craft engine"),
            (b"SSH-2.0-OpenSSH\n", "no JSON object"),
            (b"[]\n", "no JSON object"),
        ],
    )
    def test_what_is_no_engine_of_our_version(
        self, pretend: Callable[..., None], greeting: Any, says: str
    ) -> None:
        pretend(greeting)
        assert says in refusal()

    def test_one_that_has_just_ended(self, pretend: Callable[..., None]) -> None:
        pretend(ends=True)
        assert refusal() in ("odd: it has just ended", "odd: Connection reset by peer")

    def test_one_that_ends_in_the_middle_of_its_greeting(
        self, pretend: Callable[..., None]
    ) -> None:
        pretend(b'{"h2craft": "con', ends=True)
        assert refusal() == "odd: no greeting"

    def test_one_that_talks_without_an_end(self, pretend: Callable[..., None]) -> None:
        pretend(b"x" * (2 << 20))
        assert refusal() == "odd: no greeting"

    @pytest.mark.parametrize("lines", [(), (GREETING,)])
    def test_one_that_does_not_answer(
        self, pretend: Callable[..., None], lines: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("h2craft.control.opening.WITHIN_SECONDS", 0.2)
        pretend(*lines)
        assert "within 0.2 s" in refusal()

    def test_one_that_sends_us_away(self, pretend: Callable[..., None]) -> None:
        pretend(GREETING, {"error": "32 front ends are attached already", "kind": "engine"})
        assert "32 front ends are attached already" in refusal()

    def test_another_users(
        self, pretend: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("h2craft.control.folder.peer_uid", lambda _: os.geteuid() + 1)
        pretend(GREETING)
        assert "belongs to user" in refusal()

    def test_a_folder_that_is_open_to_others(self, runtime: Path) -> None:
        runtime.mkdir(mode=0o700)
        runtime.chmod(0o755)
        assert "is open to others" in refusal()


class TestWhereReadingBegins:
    @pytest.fixture
    def engine(self, start: Start, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setattr("h2craft.control.opening.ALL_RECORDS", 200)
        monkeypatch.setattr("h2craft.control.opening.RECENT", 50)
        return start()

    @staticmethod
    def grow(engine: Any, records: int) -> None:
        for _ in range(records):
            assert engine.client.comment(1, "one more").result(WITHIN).accepted

    def test_at_the_first_record_where_there_are_few(self, engine: Any) -> None:
        self.grow(engine, 150)
        with contextlib.closing(open_attached(front="repl")) as client:
            assert client.records.first == 1
            assert client.standing() is None

    def test_near_the_end_where_there_are_many_and_there_the_state_is_known(
        self, engine: Any
    ) -> None:
        engine.peer().is_answered()
        self.grow(engine, 300)
        last = engine.client.records.last
        with contextlib.closing(open_attached(front="repl")) as client:
            assert client.records.first == last + 1 - 50
            assert client.records.read(0, 1)[0].seq == client.records.first
            assert client.records.get(1) == engine.client.records.get(1)
            assert client.standing() is client.standing()
            assert client.standing().seq >= last
            assert list(client.standing().connections) == [1]
            assert not client.troubles

    @pytest.mark.parametrize(("begin", "first"), [(1, 1), (100, 100), (10**9, 302)])
    def test_where_it_is_told_to(self, engine: Any, begin: int, first: int) -> None:
        self.grow(engine, 301 - engine.client.records.last)
        with contextlib.closing(open_attached(front="wait", begin=begin)) as client:
            assert client.records.first == first
            assert (client.standing() is None) == (first == 1)
            assert client.records.last == 301
