from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import Data, Headers, Send, fields_of
from h2craft.endpoint import events
from h2craft.engine import Engine, EngineOptions, TlsOptions, load_authority
from h2craft.trace import Kind, Record
from h2craft.wire import PREFACE, FrameType, frame_octets

SETTINGS = frame_octets(FrameType.SETTINGS, 0, 0, b"")


class Greeter:
    """Answers every request with `body`, and keeps what it was told."""

    def __init__(self, body: bytes = b"hello", *, answering: bool = True) -> None:
        self.body = body
        self.answering = answering
        self.links: list[Any] = []
        self.events: list[Any] = []
        self.closed: list[Any] = []
        self.tickets: list[Any] = []

    def opening_seconds(self, link: Any) -> float:
        return 0.0

    def connection_opened(self, link: Any) -> None:
        self.links.append(link)

    def event(self, link: Any, event: Any) -> None:
        self.events.append(event)
        if isinstance(event, events.DataReceived):
            link.credit(event.stream_id, event.flow_controlled_length)
        if self.answering and isinstance(event, events.RequestReceived):
            head = Headers(stream_id=event.stream_id, fields=fields_of([(":status", "200")]))
            data = Data(stream_id=event.stream_id, data=self.body, end_stream=True)
            self.tickets.append(link.submit(Send(frames=(head, data))))

    def connection_closed(self, link: Any) -> None:
        self.closed.append(link)


class Client:
    """A client of asyncio streams that speaks frames."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, *octets: bytes) -> None:
        self.writer.write(b"".join(octets))

    async def frame(self) -> tuple[int, int, int, bytes]:
        head = await self.reader.readexactly(9)
        payload = await self.reader.readexactly(int.from_bytes(head[:3], "big"))
        return head[3], head[4], int.from_bytes(head[5:9], "big"), payload

    async def until(self, type_: int, stream_id: int = 0) -> tuple[int, int, int, bytes]:
        while True:
            frame = await self.frame()
            if frame[0] == type_ and frame[2] == stream_id:
                return frame

    async def rest(self) -> bytes:
        return await self.reader.read()


class Running:
    """An engine in the test's loop."""

    def __init__(self, engine: Engine, application: Any, ca_folder: Path) -> None:
        self.engine = engine
        self.application = application
        self.ca_folder = ca_folder

    async def https(self, host: str = "127.0.0.1", **options: Any) -> Any:
        options.setdefault("ca_folder", self.ca_folder)
        return await self.engine.listen(host, 0, TlsOptions(**options))

    async def http(self, host: str = "127.0.0.1") -> Any:
        return await self.engine.listen(host, 0)

    def records(self, kind: Kind | None = None, connection: int | None = None) -> list[Record]:
        return [
            record
            for record in self.engine.journal.read(0, 1_000_000)
            if kind in {None, record.kind} and connection in {None, record.connection}
        ]

    async def until(self, done: Callable[[], Any], seconds: float = 10) -> Any:
        """Wait for a condition, looked at again after each record."""
        event = asyncio.Event()
        listener = self.engine.journal.add_listener(event.set)
        try:
            async with asyncio.timeout(seconds):
                while not (found := done()):
                    if listener.arm(self.engine.journal.last):
                        await event.wait()
                    event.clear()
            return found
        finally:
            listener.remove()

    async def recorded(self, kind: Kind) -> Record:
        """The first record of this kind, once it is there."""
        found: Record = (await self.until(lambda: self.records(kind)))[0]
        return found

    def trusting(self, *alpn: str) -> ssl.SSLContext:
        context = ssl.create_default_context(cadata=load_authority(self.ca_folder).pem.decode())
        if alpn:
            context.set_alpn_protocols(list(alpn))
        return context


Start = Callable[..., Awaitable[Running]]


@pytest.fixture(scope="session")
def ca_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    load_authority(folder)
    return folder


@pytest.fixture(autouse=True)
def data_elsewhere(ca_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test touches the user's own CA or key log."""
    monkeypatch.setenv("H2CRAFT_DATA", str(ca_folder))
    monkeypatch.delenv("SSLKEYLOGFILE", raising=False)
    yield


@pytest.fixture
async def start(ca_folder: Path) -> AsyncIterator[Start]:
    """`await start(application=..., **EngineOptions)`; stopped at the end."""
    running: list[Running] = []

    async def start_one(
        application: Any = None, trouble: Callable[[str], None] = lambda _: None, **options: Any
    ) -> Running:
        application = application or Greeter()
        engine = Engine(application, EngineOptions(**options), trouble=trouble)
        await engine.start()
        running.append(Running(engine, application, ca_folder))
        return running[-1]

    yield start_one
    for one in running:
        await one.engine.stop()


@pytest.fixture
def greeter() -> type[Greeter]:
    return Greeter


@pytest.fixture
async def connect() -> AsyncIterator[Any]:
    """`await connect(listener, context=None, greet=True)` gives a Client."""
    clients: list[Client] = []

    async def connect_one(
        listener: Any, context: ssl.SSLContext | None = None, *, greet: bool = True
    ) -> Client:
        name = "localhost" if context is not None else None
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", listener.port, ssl=context, server_hostname=name
        )
        clients.append(Client(reader, writer))
        if greet:
            clients[-1].send(PREFACE, SETTINGS)
        return clients[-1]

    yield connect_one
    for client in clients:
        client.writer.transport.abort()


@pytest.fixture(params=["https", "http"])
async def opened(request: Any, start: Any, connect: Any, greeter: Any) -> Any:
    """A running engine that does not answer, and a connection to it: TLS and cleartext."""
    running = await start(greeter(answering=False))
    if request.param == "https":
        client = await connect(await running.https(), running.trusting("h2"))
    else:
        client = await connect(await running.http())
    await running.recorded(Kind.PREFACE_RECEIVED)
    return running, client, running.application.links[0]
