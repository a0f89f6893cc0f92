"""Cases made of their labels, and runs of them told line by line: no socket, no process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import Close, CloseHow, Note
from h2craft.judge import (
    PREFIX,
    Case,
    ClientRun,
    Hearing,
    Judgement,
    parse_expect,
    parse_needs,
    parse_verdicts,
)
from h2craft.judge.bench import Bench
from h2craft.judge.story import Story
from h2craft.model import Board
from h2craft.scenario import Entry
from h2craft.trace import Kind, Origin
from h2craft.wire import ErrorCode

ACK, END_STREAM = 0x1, 0x1
FIRST, REST = b"the first half, ", b"and the rest\n"
WHOLE = FIRST + REST
DONE = ClientRun(status=0, stdout=WHOLE)
FAILED = ClientRun(status=56, stdout=FIRST, stderr=b"curl: (56) bad\n")


def number(code: str | int) -> int:
    return int(ErrorCode[code]) if isinstance(code, str) else code


class Scene:
    """A run that is told line by line, on connection 1 unless `on` says another."""

    def __init__(self, talk: Any) -> None:
        self.talk = talk
        self.asked: dict[tuple[int, int], int] = {}

    def opened(self, on: int = 1, settings: tuple[tuple[int, int], ...] = ()) -> Scene:
        self.talk.opened(on)
        if settings:
            payload = b"".join(
                name.to_bytes(2, "big") + value.to_bytes(4, "big") for name, value in settings
            )
            self.talk.received(4, 0, 0, payload, connection=on)
        return self

    def request(self, stream: int = 1, on: int = 1, **more: Any) -> Scene:
        self.asked[on, stream] = self.talk.request(stream, connection=on, **more)
        return self

    def asks(self, stream: int = 1, on: int = 1, **more: Any) -> Scene:
        """A connection and its first request."""
        return self.opened(on).request(stream, on, **more)

    def head(self, stream: int = 1, on: int = 1, **more: Any) -> Scene:
        self.talk.response(stream, connection=on, **more)
        return self

    def data(
        self, content: bytes = FIRST, stream: int = 1, on: int = 1, *, end: bool = False
    ) -> Scene:
        self.talk.data(stream, content, end=end, connection=on)
        return self

    def half(self, stream: int = 1, on: int = 1) -> Scene:
        return self.head(stream, on).data(FIRST, stream, on)

    def rest(self, stream: int = 1, on: int = 1) -> Scene:
        return self.data(REST, stream, on, end=True)

    def whole(self, stream: int = 1, on: int = 1) -> Scene:
        return self.half(stream, on).rest(stream, on)

    def mark(self, name: str, on: int = 1, stream: int = 1) -> Scene:
        cause = self.asked.get((on, stream), 0)
        note = Note(text=PREFIX + name)
        self.talk(Kind.ACTION_FIRED, connection=on, cause=cause, origin=Origin.SCRIPT, detail=note)
        return self

    def violates(
        self,
        frame_type: int = 0,
        flags: int = 0,
        stream: int = 0,
        payload: bytes = b"",
        on: int = 1,
    ) -> Scene:
        """Marks, and this frame between them."""
        self.mark("violation", on)
        self.talk.sent(frame_type, flags, stream, payload, connection=on)
        return self.mark("violated", on)

    def ping(self, on: int = 1, data: bytes = b"12345678") -> Scene:
        self.talk.sent(6, 0, 0, data, connection=on)
        return self

    def pong(self, on: int = 1, data: bytes = b"12345678") -> Scene:
        self.talk.received(6, ACK, 0, data, connection=on)
        return self

    def canary(self, stream: int = 1, on: int = 1) -> Scene:
        return self.mark("canary", on).rest(stream, on)

    def goaway(self, code: str | int = "PROTOCOL_ERROR", on: int = 1) -> Scene:
        payload = bytes(4) + number(code).to_bytes(4, "big")
        self.talk.received(7, 0, 0, payload, connection=on)
        return self

    def resets(self, code: str | int = "PROTOCOL_ERROR", stream: int = 1, on: int = 1) -> Scene:
        self.talk.received(3, 0, stream, number(code).to_bytes(4, "big"), connection=on)
        return self

    def reset(self, code: str | int = "PROTOCOL_ERROR", stream: int = 1, on: int = 1) -> Scene:
        """By us."""
        self.talk.sent(3, 0, stream, number(code).to_bytes(4, "big"), connection=on)
        return self

    def leaves(self, on: int = 1, how: str = "fin") -> Scene:
        """The client."""
        self.talk(Kind.END_RECEIVED, connection=on, detail={"how": how})
        self.talk.closed(on)
        return self

    def closes(self, on: int = 1) -> Scene:
        """The case."""
        action = Close(how=CloseHow.CLEAN)
        self.talk(Kind.ACTION_FIRED, connection=on, origin=Origin.SCRIPT, detail=action)
        return self

    def passes(self, seconds: float) -> Scene:
        self.talk.now += seconds
        return self

    def tells(self, kind: Kind, on: int = 1, **detail: Any) -> Scene:
        self.talk(kind, connection=on, origin=Origin.ENGINE, detail=detail)
        return self

    @property
    def records(self) -> list[Any]:
        journal = self.talk.journal
        return [journal.get(seq) for seq in range(journal.first, journal.last + 1)]

    @property
    def last(self) -> int:
        """seq of the last record."""
        return int(self.talk.journal.last)


@pytest.fixture
def scene(talk: Any) -> Scene:
    return Scene(talk)


@pytest.fixture
def told(scene: Scene) -> Callable[[], Story]:
    """`told()`: the story of the scene so far."""

    def tell() -> Story:
        board, story = Board(), Story()
        for record in scene.records:
            story.take(board.fold(record))
        return story

    return tell


@pytest.fixture
def bench_of(told: Callable[[], Story], make_case: Callable[..., Case]) -> Callable[..., Bench]:
    """`bench_of(client, needs="...")`: the scene so far, a case and what the client says."""

    def make(client: ClientRun = DONE, **labels: Any) -> Bench:
        story = told()
        assert story.home is not None
        return Bench(make_case(**labels), story, story.home, client)

    return make


@pytest.fixture
def make_case() -> Callable[..., Case]:
    """A case made of the values of its labels."""

    def make(
        strict: str = "CE(PROTOCOL_ERROR)",
        *,
        lenient: str = "",
        needs: str = "",
        expects: tuple[str, ...] = (),
        serve: dict[str, str] | None = None,
        marked: bool = True,
        id: str = "9113/6.1/data-stream-0",
    ) -> Case:
        return Case(
            id=id,
            group="B",
            section="6.1",
            level="MUST",
            star=False,
            title="A title.",
            requires="Something.",
            text="",
            shape=parse_needs(needs),
            strict=parse_verdicts(strict),
            lenient=parse_verdicts(lenient),
            expects=tuple(map(parse_expect, expects)),
            serve=serve or {},
            marked=marked,
            file=Path("a.py"),
            entry=Entry(name="a", file=Path("a.py")),
        )

    return make


@pytest.fixture
def judged(scene: Scene, make_case: Callable[..., Case]) -> Callable[..., Judgement]:
    """`judged("CE(PROTOCOL_ERROR)", client)`: what the scene comes to, so far."""

    def hear(strict: str = "CE(PROTOCOL_ERROR)", client: ClientRun = FAILED, **more: Any) -> Any:
        run = {name: more.pop(name) for name in list(more) if name in ClientRun.__slots__}
        loose = more.pop("loose", False)
        hearing = Hearing(make_case(strict, **more))
        for record in scene.records:
            hearing.take(record)
        return hearing.verdict(replace(client, **run), strict_body=not loose)

    return hear


@pytest.fixture
def runs() -> Any:
    """What a client may have come to: `runs.done`, `runs.failed`."""

    class Runs:
        done = DONE
        failed = FAILED
        whole = WHOLE
        first = FIRST

    return Runs
