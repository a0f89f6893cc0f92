"""The upgrade of a client; TLS and what goes wrong with it is seen in test_dialing.py."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from h2craft.actions import Close
from h2craft.endpoint import events
from h2craft.engine import EngineError, Target
from h2craft.trace import Kind


@contextlib.asynccontextmanager
async def saying(octets: bytes) -> AsyncIterator[str]:
    """A server that says this to whoever asks, and its URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(octets)
        if not octets:
            writer.close()
        with contextlib.suppress(OSError):
            await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/asked"
    finally:
        server.close()  # and not waited for: connections are the engine's to end


async def test_a_server_of_ours_grants_the_upgrade_and_answers_on_stream_1(start: Any) -> None:
    running = await start()
    url = (await running.http()).url
    link = await running.engine.connect(Target.of(f"{url}/asked", upgrade=True))

    def answered() -> Any:
        found = [one for one in running.application.events if type(one) is events.ResponseReceived]
        return found and found[0]

    response = await running.until(answered)
    assert (response.stream_id, response.headers[0]) == (1, (b":status", b"200"))
    request = next(one for one in running.application.events if type(one) is events.RequestReceived)
    assert (b":path", b"/asked") in request.headers
    kinds = [record.kind for record in running.records(connection=link.connection)]
    assert kinds[:5] == [
        Kind.CONNECTION_OPENED,
        Kind.OCTETS_SENT,
        Kind.OCTETS_RECEIVED,
        Kind.UPGRADED,
        Kind.PREFACE_SENT,
    ]


@pytest.mark.parametrize("name", ["hypercorn"])
async def test_so_does_a_server_of_somebody_else(start: Any, foreigners: Any, name: str) -> None:
    running = await start()
    with foreigners(name, tls=False) as server:
        await running.engine.connect(Target.of(server.url, upgrade=True))

        def whole() -> bytes:
            data = [one for one in running.application.events if type(one) is events.DataReceived]
            return b"".join(one.data for one in data) if data and data[-1].stream_ended else b""

        assert await running.until(whole) == b"hello from hypercorn\n"


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "the server does not grant Upgrade: h2c, it says HTTP/1.1 200 OK",
        ),
        (b"", "the server closed the connection"),
    ],
)
async def test_a_server_that_does_not_is_told(start: Any, octets: bytes, said: str) -> None:
    running = await start()
    async with saying(octets) as url:
        with pytest.raises(EngineError) as refused:
            await running.engine.connect(Target.of(url, upgrade=True))
        await running.recorded(Kind.CONNECTION_CLOSED)
    assert str(refused.value).endswith(f": {said}")
    assert b"".join(r.octets for r in running.records(Kind.OCTETS_RECEIVED)) == octets


async def test_what_still_comes_behind_the_refusal_is_kept(start: Any) -> None:
    running = await start()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await reader.read()  # our end: we have read that
        writer.write(b"late")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(EngineError):
            await running.engine.connect(Target.of(url, upgrade=True))
        await running.recorded(Kind.CONNECTION_CLOSED)
    assert running.records(Kind.OCTETS_RECEIVED)[-1].octets == b"late"


async def test_an_answer_that_does_not_end_is_waited_for_no_longer_than_was_said(
    start: Any,
) -> None:
    running = await start()
    async with saying(b"HTTP/1.1 101 Sw") as url:
        with pytest.raises(EngineError, match=r"no answer within 1 s"):
            await running.engine.connect(Target.of(url, upgrade=True, timeout_seconds=1))
        await running.recorded(Kind.CONNECTION_CLOSED)
    (kept,) = running.records(Kind.OCTETS_RECEIVED)
    assert kept.octets == b"HTTP/1.1 101 Sw"


@pytest.mark.parametrize("name", ["nghttpd", "node"])
async def test_a_server_that_leaves_without_a_word_may_speak_tls(
    start: Any, foreigners: Any, name: str
) -> None:
    running = await start()
    with foreigners(name) as server:
        await running.engine.connect(Target.of(server.url.replace("https", "http")))
        noted = await running.recorded(Kind.NOTED)
    assert noted.connection == 1
    assert noted.detail["text"].endswith("and said nothing: does it speak https here?")


async def test_where_we_leave_first_nothing_is_said_of_the_server(start: Any) -> None:
    running = await start()
    async with saying(b"") as url:
        link = await running.engine.connect(Target.of(url))
        link.submit(Close())
        await running.recorded(Kind.CONNECTION_CLOSED)
    assert not running.records(Kind.NOTED)


async def test_what_comes_behind_the_101_is_http2_at_once(start: Any) -> None:
    running = await start()
    granted = b"HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    async with saying(granted + b"\0\0\0\4\0\0\0\0\0") as url:
        link = await running.engine.connect(Target.of(url, upgrade=True))
        (settings,) = running.records(Kind.FRAME_RECEIVED, link.connection)
    assert settings.octets == b"\0\0\0\4\0\0\0\0\0"
