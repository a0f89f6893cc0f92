"""The library face: a server inside a test, and what the command line needs to run one.

Knows a running engine and its journal; what to serve stands in a `Setup`. No terminal.

    def test_my_client():
        with h2craft.serve("handlers") as server:
            my_client.get(server.url + "/hello.py", ca=server.ca_path)
            server.wait_for("type:HEADERS dir:received path:/hello.py")
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from h2craft.actions import Action
from h2craft.engine import (
    Engine,
    EngineHost,
    EngineOptions,
    Listener,
    Ticket,
    load_authority,
)
from h2craft.filter import compile
from h2craft.model import Board, Connection, Finding, Reading
from h2craft.report import Lines
from h2craft.setup import Root, Settings, Setup, greeting, limited
from h2craft.trace import Cursor, Journal, Record

Result = TypeVar("Result")

TRANSCRIPT_LINES = 40  # of the conversation, in the message of a timeout


class _Face:
    """What can be asked of a running server; every method is for any thread but the server's."""

    def __init__(self, setup: Setup, host: EngineHost, listeners: list[Listener]) -> None:
        self._setup = setup
        self._host = host
        self._listeners = listeners
        self._board = Board()
        self._cursor = Cursor(host.engine.journal)
        self._turn = threading.Lock()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.url} connections={len(self.connections)}>"

    @property
    def engine(self) -> Engine:
        return self._host.engine

    @property
    def journal(self) -> Journal:
        """Every record since the start."""
        return self._host.engine.journal

    @property
    def url(self) -> str:
        """`https://host:port` without a slash at its end; `h2c_url` where there is no TLS."""
        return self._url("https") or self.h2c_url

    @property
    def h2c_url(self) -> str:
        """`http://host:port` of the cleartext port; empty where there is none."""
        return self._url("http")

    def _url(self, scheme: str) -> str:
        return next((one.url for one in self._listeners if one.scheme == scheme), "")

    @property
    def ca_path(self) -> Path:
        """What a client has to trust: the private CA's certificate, or the one given."""
        return self._setup.cert or load_authority(self._setup.ca_folder).certificate

    def ssl_context(self) -> ssl.SSLContext:
        """A client's context that trusts this server and offers h2."""
        context = ssl.create_default_context(cafile=str(self.ca_path))
        context.set_alpn_protocols(["h2"])
        return context

    @property
    def connections(self) -> Mapping[int, Connection]:
        """Connections by number, as the records up to now make them. A snapshot by the latest
        record, not a copy: asking again moves it on."""
        with self._turn:
            while records := self._cursor.read():
                for record in records:
                    self._board.fold(record)
            return dict(self._board.connections)

    def readings(self, pattern: str = "", *, after: int = 0) -> list[Reading]:
        """What matches the filter among the records after seq `after`, oldest first."""
        wanted, board = compile(pattern), Board()
        made = (board.fold(record) for record in _records(self.journal))
        return [one for one in made if one.record.seq > after and wanted.matches(one)]

    def findings(self, pattern: str = "") -> list[Finding]:
        """What is wrong with what was sent, by either end, among the readings that match."""
        return [finding for reading in self.readings(pattern) for finding in reading.findings]

    def transcript(self, pattern: str = "") -> str:
        """The conversation as the frame log shows it: for a failing test's message."""
        lines = Lines()
        return "\n".join(line for reading in self.readings(pattern) for line in lines.of(reading))

    def submit(self, connection: int, action: Action) -> Ticket:
        """Do something to a connection, by its number: what handler scripts do, by hand."""
        return self.engine.submit(connection, action)

    def _wait_for(self, pattern: str, timeout: float, after: int) -> Reading:
        reading = self.engine.await_record(0, pattern, timeout, after)
        if reading is not None:
            return reading
        said = self.transcript().splitlines()
        left_out = [f"... {len(said) - TRANSCRIPT_LINES} lines before"] * (
            len(said) > TRANSCRIPT_LINES
        )
        story = "\n".join([*left_out, *said[-TRANSCRIPT_LINES:]]) or "nothing at all"
        raise TimeoutError(f"nothing matched {pattern!r} within {timeout} s; there was:\n{story}")

    def _end(self) -> None:
        self._host.stop()


Face = TypeVar("Face", bound=_Face)


class Server(_Face):
    """A running server, as `with h2craft.serve(...) as server` gives it."""

    def wait_for(self, pattern: str, timeout: float = 5.0, *, after: int = 0) -> Reading:
        """The first reading after seq `after` that matches the filter, past or to come.

        TimeoutError after `timeout` seconds, with the conversation in its message.
        """
        return self._wait_for(pattern, timeout, after)


class AsyncServer(_Face):
    """A running server, as `async with h2craft.serve(...) as server` gives it."""

    async def wait_for(self, pattern: str, timeout: float = 5.0, *, after: int = 0) -> Reading:  # noqa: ASYNC109
        """As `Server.wait_for`, for the caller's own event loop."""
        return await _aside(lambda: self._wait_for(pattern, timeout, after))


class Serving:
    """A server to be: `with` or `async with` starts it, and its end is the server's end.

    The server has a thread and a loop of its own either way, so a blocking client does not stop
    it.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._face: _Face | None = None

    def _start(self, kind: type[Face]) -> Face:
        application = self._setup.application()
        host = EngineHost(application, self._setup.options)
        host.start()
        try:
            listeners = host.call(self._setup.listen(host.engine, application))
        except BaseException:
            application.close()
            host.stop()
            raise
        self._application = application
        face = kind(self._setup, host, listeners)
        self._face = face
        return face

    def _stop(self) -> None:
        if self._face is not None:
            self._face.engine.post(self._application.close)
            self._face._end()

    def __enter__(self) -> Server:
        return self._start(Server)

    def __exit__(self, *_: object) -> None:
        self._stop()

    async def __aenter__(self) -> AsyncServer:
        return await _aside(lambda: self._start(AsyncServer))

    async def __aexit__(self, *_: object) -> None:
        await _aside(self._stop)


def serve(
    root: Root = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: bool = True,
    h2c_port: int | None = 0,
    attach: Mapping[str, str | Path] | None = None,
    cert: Path | None = None,
    key: Path | None = None,
    ca_folder: Path | None = None,
    trace: Path | None = None,
    strict: bool = False,
    settings: Settings = (),
    window: int | None = None,
    connection_window: int | None = None,
    max_streams: int | None = None,
    limits: Mapping[str, float] | None = None,
) -> Serving:
    """A server for `with` or `async with`.

    root       folder of handler scripts, one script, a callable `main(request, response)`, a
               mapping of hooks by name; None is the welcome page
    port       for TLS (for cleartext, with `tls` False); 0 picks a free one
    h2c_port   for cleartext beside TLS; None for none
    attach     path patterns and the scripts that serve them
    trace      file for every record; it must not exist
    settings   parameters of our first SETTINGS, by RFC name or number; order counts
    window     our initial window of each stream, `connection_window` of each connection, octets
    limits     by name, as `setup.LIMIT_NAMES` has them

    What cannot be is raised when it starts: OSError for ports, files and certificates.
    """
    greeted = greeting(
        settings, window=window, connection_window=connection_window, max_streams=max_streams
    )
    options = EngineOptions(greeting=greeted, strict=strict, trace=trace)
    return Serving(
        Setup(
            root=root,
            attach=tuple((attach or {}).items()),
            hosts=(host,),
            port=port if tls else None,
            h2c_port=h2c_port if tls else port,
            cert=cert,
            key=key,
            ca_folder=ca_folder,
            options=limited(options, limits or {}),
        )
    )


def _records(journal: Journal) -> Iterator[Record]:
    cursor = Cursor(journal)
    while records := cursor.read():
        yield from records


async def _aside(call: Callable[[], Result]) -> Result:
    """Run something that blocks on a thread of its own; the default executor would be waited for
    at exit."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            result = call()
        except BaseException as raised:
            error = raised
        with contextlib.suppress(RuntimeError):  # the caller's loop is closed
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name="h2craft-aside", daemon=True).start()
    return await future
