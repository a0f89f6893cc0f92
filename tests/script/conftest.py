"""A channel that collects instead of sending, and requests and responses made on it."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from h2craft.actions import Action, CraftedFrame, Data, Headers, PushPromise, Send
from h2craft.endpoint import Greeting, Outcome
from h2craft.endpoint.events import DataReceived, RequestReceived, StreamEnded
from h2craft.engine import ConnectionInfo, EngineHost, Ticket
from h2craft.script.body import Body
from h2craft.script.host import ScriptHost
from h2craft.script.request import Request
from h2craft.script.response import Response
from h2craft.script.server import Environment, default_config
from h2craft.trace import Journal, Kind, Origin, Record


@dataclass
class FakeOutcome:
    stream_id: int | None = None


@dataclass
class FakeChannel:
    """`actions` are what was fired, `waited` whether for each; `refuse` is raised instead."""

    connection: int = 7
    stream_id: int = 1
    client_address: tuple[Any, ...] = ("127.0.0.1", 50_000)
    local_address: tuple[Any, ...] = ("127.0.0.1", 8443)
    scheme: str = "https"
    info: Any = None
    actions: list[Action] = field(default_factory=list)
    waited: list[bool] = field(default_factory=list)
    records: list[tuple[Kind, Any]] = field(default_factory=list)
    awaited: list[tuple[str, float | None, int]] = field(default_factory=list)
    arriving: list[Record] = field(default_factory=list)
    refuse: Exception | None = None
    frame_size: int = 16_384
    windows: dict[int, int] = field(default_factory=dict)
    pushes: bool = True
    push_id: int = 2
    at: int = 100
    in_flight: tuple[int, int] = (1, 100)
    held: list[tuple[str, float | None]] = field(default_factory=list)
    hold_ends: Exception | None = None
    by_hand: tuple[bool, bool] = (False, False)  # what a person has written: head, end
    greetings: list[Greeting] = field(default_factory=list)
    poured: list[tuple[bytes, float | None, tuple[int, int]]] = field(default_factory=list)
    reading: bool = True
    certificates_asked: int = 0
    handshakes: list[bytes] = field(default_factory=list)

    def fire(self, action: Action, *, wait: bool = True) -> FakeOutcome | None:
        if self.refuse is not None:
            raise self.refuse
        self.actions.append(action)
        self.waited.append(wait)
        promised = None
        if isinstance(action, Send) and isinstance(action.frames[0], PushPromise):
            promised = action.frames[0].promised_stream_id or self.next_push_id()
        return FakeOutcome(promised) if wait else None

    def max_frame_size(self) -> int:
        return self.frame_size

    def window(self, stream_id: int) -> int:
        return self.windows.get(stream_id, 65_535)

    def push_enabled(self) -> bool:
        return self.pushes

    def next_push_id(self) -> int:
        return self.push_id

    def streams(self) -> dict[int, str]:
        return {1: "open"}

    def position(self) -> int:
        return self.at

    def settings_in_flight(self) -> tuple[int, int]:
        return self.in_flight

    def await_record(
        self, pattern: str, timeout_seconds: float | None, after_seq: int = 0
    ) -> Record:
        self.awaited.append((pattern, timeout_seconds, after_seq))
        for record in self.arriving:
            if record.seq > after_seq:
                return record
        raise TimeoutError(pattern)

    def hold(self, why: str, timeout_seconds: float | None) -> None:
        self.held.append((why, timeout_seconds))
        if self.hold_ends is not None:
            raise self.hold_ends

    def answered(self) -> tuple[bool, bool]:
        return self.by_hand

    def pour(self, octets: bytes, seconds: float | None, spent: tuple[int, int]) -> bool:
        self.poured.append((octets, seconds, spent))
        return True

    def received(self) -> int:
        return 24

    def leaves(self) -> str:
        return "GOAWAY"

    def request_certificate(self) -> None:
        self.certificates_asked += 1

    def insert_handshake(self, message: bytes) -> None:
        self.handshakes.append(message)

    def unread(self, seconds: float, buffer_octets: int | None) -> Callable[[], None]:
        self.reading = False

        def release() -> None:
            self.reading = True

        return release

    def greeting(self) -> Greeting:
        return Greeting()

    def greet(self, greeting: Greeting) -> None:
        self.greetings.append(greeting)

    def record(self, kind: Kind, detail: Any) -> None:
        self.records.append((kind, detail))

    @property
    def frames(self) -> list[CraftedFrame]:
        return [frame for a in self.actions if isinstance(a, Send) for frame in a.frames]

    @property
    def frame(self) -> Any:
        """The only frame that was sent."""
        (frame,) = self.frames
        return frame


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def make_request(channel: FakeChannel) -> Callable[..., Request]:
    def make(
        method: str = "GET",
        path: str = "/",
        headers: list[tuple[bytes, bytes]] | None = None,
        body: bytes = b"",
        authority: str = "localhost:8443",
    ) -> Request:
        fields = [
            (b":method", method.encode()),
            (b":scheme", b"https"),
            (b":authority", authority.encode("latin-1")),
            (b":path", path.encode("latin-1")),
            *(headers or ()),
        ]
        ended = None if body else StreamEnded(channel.stream_id)
        event = RequestReceived(channel.stream_id, fields, ended, seq=10)
        spool = Body()
        spool.append(body)
        environment = Environment(default_config("/root", https=[8443]))
        return Request(event, channel, spool, environment, "/root")

    return make


@pytest.fixture
def make_response(
    channel: FakeChannel, make_request: Callable[..., Request]
) -> Callable[..., Response]:
    def make(*args: Any, **kwargs: Any) -> Response:
        return Response(make_request(*args, **kwargs), channel)

    return make


# A host on an engine without sockets: its loop is a thread with a queue, its link collects.

PATIENCE_SECONDS = 20


class FakeEngine:
    def __init__(self) -> None:
        self.journal = Journal()
        self.links: dict[int, FakeLink] = {}
        self.stopped = False
        self.faults: list[Exception] = []
        self.changed = threading.Condition()
        self._calls: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while (call := self._calls.get()) is not None:
            try:
                call()
            except Exception as error:
                self.faults.append(error)
            with self.changed:
                self.changed.notify_all()

    def post(self, call: Callable[[], object]) -> None:
        self._calls.put(call)

    def on_loop(self, call: Callable[[], Any]) -> Any:
        """What `call` gives on the loop's thread."""
        answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.post(lambda: answers.put(call()))
        return answers.get(timeout=PATIENCE_SECONDS)

    def wait_until(self, holds: Callable[[], Any]) -> Any:
        """What `holds` gives once it is true, looked at after each call of the loop.

        And now and then, as a worker may bring it about without one.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        with self.changed:
            while not (value := holds()):
                assert time.monotonic() < until, "it never came to be"
                self.changed.wait(0.01)
        return value

    def end(self) -> None:
        self._calls.put(None)
        self._thread.join(PATIENCE_SECONDS)

    def now(self) -> float:
        return 0.0

    def note_fault(self, connection: int, error: Exception) -> None:
        self.faults.append(error)

    def record(
        self, connection: int, kind: Kind, detail: Any = None, origin: Origin = Origin.ENGINE
    ) -> int:
        return self.journal.append(0.0, connection, kind, b"", 0, origin, detail)

    def await_record(
        self, connection: int, pattern: str, timeout_seconds: float | None, after_seq: int
    ) -> None:
        return None


class FakeLink:
    """`actions` in the order they reached the loop; those `refuse` holds for are refused."""

    def __init__(self, engine: FakeEngine, connection: int = 1) -> None:
        self.engine = engine
        self.connection = connection
        self.info = ConnectionInfo(peer=("127.0.0.1", 50_000), local=("::1", 8443), scheme="https")
        self.pipe = SimpleNamespace(closing=None, octets_received=24)
        self.waits_to_open = False
        self.peer_ended = ""
        self.peer_leaves = ""
        self.poured: list[bytes] = []
        self.lawful = SimpleNamespace(
            is_open=lambda number: True,
            max_frame_size=16_384,
            window=lambda number: 1_000,
            connection_window=2_000,
            push_enabled=True,
            next_stream_id=2,
            headers_sent=lambda number: False,
            state_of={1: "open", 3: "closed"}.get,
            h2=SimpleNamespace(streams={1: None, 3: None}),
        )
        self.endpoint = SimpleNamespace(lawful=self.lawful, wants_frames=False, wants_control=False)
        self.actions: list[Action] = []
        self.credits: list[tuple[int, int]] = []
        self.refuse: Callable[[Action], bool] = lambda action: False
        self.reason = "refused"
        self.late: Callable[[], object] | None = None  # reading is held
        self.unsettled = False  # tickets stay open
        self.reason_to_refuse = ""  # to pour
        self.tickets: list[Ticket] = []
        engine.links[connection] = self

    def hold_reading(self, seconds: float, late: Callable[[], object]) -> Callable[[], None]:
        self.late = late

        def release() -> None:
            self.late = None

        return release

    def fire(self, action: Action, origin: Origin = Origin.SCRIPT, cause: int = 0) -> Outcome:
        self.actions.append(action)
        return Outcome(False, self.reason, "5.1") if self.refuse(action) else Outcome(True)

    def submit(self, action: Action, origin: Origin, cause: int = 0, *, ticket: Ticket) -> Ticket:
        outcome = self.fire(action, origin, cause)
        self.tickets.append(ticket)
        if not self.unsettled:
            ticket.settle(outcome)
        return ticket

    def attempt(self, action: Action, origin: Origin, cause: int, ticket: Ticket) -> Outcome:
        outcome = self.fire(action, origin, cause)
        if outcome.accepted and not self.unsettled:
            ticket.settle(outcome)
        return outcome

    def pour(self, octets: bytes, ticket: Ticket, origin: Origin, cause: int, spent: Any) -> None:
        self.poured.append(octets)
        if not self.unsettled:
            ticket.settle(Outcome(not self.reason_to_refuse, self.reason_to_refuse))

    def credit(self, stream_id: int, octets: int) -> None:
        self.credits.append((stream_id, octets))

    def record(
        self,
        kind: Kind,
        octets: bytes = b"",
        *,
        cause: int = 0,
        origin: Origin = Origin.ENGINE,
        detail: Any = None,
    ) -> int:
        return self.engine.journal.append(0.0, self.connection, kind, octets, cause, origin, detail)


class Served:
    """A host with one connection, and what a test says to it."""

    def __init__(self, host: ScriptHost, engine: FakeEngine) -> None:
        self.host = host
        self.engine = engine
        self.link = FakeLink(engine)
        engine.on_loop(lambda: host.start(engine))  # type: ignore[arg-type]
        engine.on_loop(lambda: host.connection_opened(self.link))  # type: ignore[arg-type]

    def tell(self, *events: Any) -> None:
        """Events, in one batch of the loop."""

        def deliver() -> None:
            for event in events:
                self.host.event(self.link, event)  # type: ignore[arg-type]

        self.engine.on_loop(deliver)

    def request(
        self,
        path: str,
        stream_id: int = 1,
        *,
        method: str = "GET",
        headers: tuple[tuple[bytes, bytes], ...] = (),
        ended: bool = True,
    ) -> None:
        fields = [(b":method", method.encode()), (b":scheme", b"https")]
        fields += [(b":authority", b"localhost"), (b":path", path.encode()), *headers]
        end = StreamEnded(stream_id) if ended else None
        self.tell(RequestReceived(stream_id, fields, end, seq=1))

    def data(self, octets: bytes, stream_id: int = 1, *, ended: bool = False) -> None:
        end = StreamEnded(stream_id) if ended else None
        self.tell(DataReceived(stream_id, octets, len(octets), end))

    def close(self) -> None:
        self.engine.on_loop(lambda: self.host.connection_closed(self.link))  # type: ignore[arg-type]

    def wait(self, kind: Kind, count: int = 1) -> list[Any]:
        """The details of the records of a kind, once there are so many."""
        return list(self.engine.wait_until(lambda: self._enough(kind, count)))

    def _enough(self, kind: Kind, count: int) -> list[Any] | None:
        found = self.said(kind)
        return found if len(found) >= count else None

    def said(self, kind: Kind) -> list[Any]:
        return [r.detail for r in self.engine.journal.read(0, 100_000) if r.kind is kind]

    def frames(self, stream_id: int = 1) -> list[CraftedFrame]:
        sends = [action for action in list(self.link.actions) if isinstance(action, Send)]
        frames = [frame for send in sends for frame in send.frames]
        return [frame for frame in frames if frame.stream_id == stream_id]

    def answer(self, stream_id: int = 1) -> tuple[int, bytes]:
        """Status and body, once our side of the stream has ended."""

        def ended() -> bool:
            return any(getattr(f, "end_stream", False) for f in self.frames(stream_id))

        self.engine.wait_until(ended)
        frames = self.frames(stream_id)
        heads = [frame for frame in frames if isinstance(frame, Headers)]
        body = b"".join(frame.data for frame in frames if isinstance(frame, Data))
        return int({f.name: f.value for f in heads[-1].fields}[b":status"]), body

    def header(self, name: bytes, stream_id: int = 1) -> bytes | None:
        heads = [frame for frame in self.frames(stream_id) if isinstance(frame, Headers)]
        return {field.name: field.value for field in heads[-1].fields}.get(name)


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    made = FakeEngine()
    yield made
    made.end()
    assert made.faults == []


@pytest.fixture
def link(engine: FakeEngine) -> FakeLink:
    return FakeLink(engine)


@pytest.fixture
def serve(engine: FakeEngine, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Serve a folder of these files (name without .py to text), or whatever `root` is."""
    hosts: list[ScriptHost] = []

    def make(root: Any = None, attach: Any = (), **options: Any) -> Served:
        files = options.pop("files", {})
        for name, text in files.items():
            path = tmp_path / (name if "." in name else f"{name}.py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        host = ScriptHost(tmp_path if root is None else root, attach, watch=False, **options)
        hosts.append(host)
        return Served(host, engine)

    yield make
    for host in hosts:
        engine.on_loop(host.close)


# A host on a real engine, with sockets.


class Live:
    """A folder of scripts served in cleartext on a loop of its own, and a person's hands on it."""

    def __init__(self, host: ScriptHost, peers: Any) -> None:
        self.host = host
        self.engines = EngineHost(host)
        self.engines.start()
        self.engine = self.engines.engine
        self.on_loop(lambda: host.start(self.engine))
        listener = self.engines.listen("127.0.0.1", 0)
        self.url = listener.url
        self._peers = peers
        self._open: list[Any] = []

    def on_loop(self, call: Callable[[], Any]) -> Any:
        async def run() -> Any:
            return call()

        return self.engines.call(run())

    def hands(self, name: str, *arguments: Any, **named: Any) -> Any:
        """What a call of `Hands` says, made on the loop as a front end has it made."""
        return self.on_loop(lambda: getattr(self.host.hands, name)(*arguments, **named))

    @property
    def state(self) -> Any:
        return self.hands("snapshot")

    def peer(self, *settings: tuple[int, int]) -> Any:
        made = self._peers.Peer(self.url, *settings)
        self._open.append(made)
        return made

    def by_hand(self, action: Action, connection: int = 1) -> Outcome:
        outcome = self.engine.submit(connection, action).wait(PATIENCE_SECONDS)
        assert outcome is not None
        return outcome

    def records(self, kind: Kind) -> list[Record]:
        return [record for record in self.engine.journal.read(0, 1_000_000) if record.kind is kind]

    def wait(self, kind: Kind, count: int = 1) -> list[Record]:
        """The records of a kind, once there are so many."""
        return list(self.wait_until(lambda: _at_least(self.records(kind), count)))

    def wait_until(self, holds: Callable[[], Any]) -> Any:
        """What `holds` gives once it is true, looked at after each record."""
        came = threading.Event()
        listener = self.engine.journal.add_listener(came.set)
        until = time.monotonic() + PATIENCE_SECONDS
        try:
            while True:
                came.clear()
                listener.arm(self.engine.journal.last)
                if value := holds():
                    return value
                assert time.monotonic() < until, self.story()
                came.wait(0.01)
        finally:
            listener.remove()

    def story(self) -> str:
        records = self.engine.journal.read(0, 1_000_000)[-60:]
        return "\n".join(f"{r.seq} {r.kind.name} {r.connection} {r.detail}" for r in records)

    def stop(self) -> None:
        for each in self._open:
            each.close()
        self.engines.stop()
        self.host.close()


def _at_least(found: list[Record], count: int) -> list[Record] | None:
    return found if len(found) >= count else None


@pytest.fixture
def live(tmp_path: Path, peer: Any) -> Iterator[Callable[..., Live]]:
    """Serve a folder of these files (name without .py to text)."""
    made: list[Live] = []

    def make(files: dict[str, str], **options: Any) -> Live:
        root = tmp_path / "root"
        root.mkdir()
        for name, text in files.items():
            (root / (name if "." in name else f"{name}.py")).write_text(text)
        options = {"watch": False, **options}
        made.append(Live(ScriptHost(root, **options), peer))
        return made[-1]

    yield make
    _end(made)


@pytest.fixture
def live_root(peer: Any) -> Iterator[Callable[..., Live]]:
    """Serve hooks, a callable or a file, whatever the path."""
    made: list[Live] = []

    def make(root: Any, **options: Any) -> Live:
        made.append(Live(ScriptHost(root, **{"watch": False, **options}), peer))
        return made[-1]

    yield make
    _end(made)


def _end(made: list[Live]) -> None:
    for each in made:
        each.stop()
        faults = [r.detail["text"] for r in each.records(Kind.NOTED) if "fault" in str(r.detail)]
        assert faults == []
