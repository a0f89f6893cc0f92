"""What a port says to clients that do not begin with HTTP/2. RFC 7540 3.2 is the upgrade."""

from __future__ import annotations

import asyncio
import socket
import ssl
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from h2craft.endpoint import Greeting, events
from h2craft.trace import RECEIVED, SENT, Kind
from h2craft.wire import PREFACE, FrameType, frame_octets

pytestmark = pytest.mark.engine

SETTINGS = frame_octets(FrameType.SETTINGS, 0, 0, b"")
UPGRADE = (
    b"Host: a.test\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: "
    + urlsafe_b64encode(bytes.fromhex("000300000064")).rstrip(b"=")
    + b"\r\n"
)


async def exchange(listener: Any, *parts: bytes, tls: ssl.SSLContext | None = None) -> bytes:
    """Send the parts one by one, and read till the end."""
    name = "localhost" if tls else None
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", listener.port, ssl=tls, server_hostname=name
    )
    for part in parts:
        writer.write(part)
        await writer.drain()
    said = await reader.read()
    writer.close()
    return said


def received(running: Any) -> bytes:
    return b"".join(record.octets for record in running.records() if record.kind in RECEIVED)


async def test_http1_on_cleartext_is_told_to_upgrade(start: Any) -> None:
    running = await start()
    listener = await running.http()
    said = await exchange(listener, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 426 Upgrade Required")
    assert b"Upgrade: h2c" in head
    assert f"curl --http2-prior-knowledge {listener.url}".encode() in body
    assert received(running) == b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    assert b"".join(r.octets for r in running.records() if r.kind in SENT) == said
    await running.recorded(Kind.CONNECTION_CLOSED)
    assert not running.application.links


@pytest.mark.parametrize("alpn", [[], ["http/1.1"]])
async def test_http1_over_tls_gets_a_readable_answer(start: Any, alpn: list[str]) -> None:
    running = await start()
    listener = await running.https()
    said = await exchange(listener, b"GET / HTTP/1.1\r\n\r\n", tls=running.trusting(*alpn))
    assert said.startswith(b"HTTP/1.1 505")
    assert b"ALPN" in said and b"curl --http2 --cacert" in said
    assert "not h2" in running.records(Kind.NOTED)[0].detail["text"]


async def test_a_strict_port_refuses_an_alpn_without_h2(start: Any) -> None:
    running = await start()
    listener = await running.https(accept_http1=False)
    said = await exchange(listener, b"GET / HTTP/1.1\r\n\r\n", tls=running.trusting("http/1.1"))
    assert said == b""
    failed = await running.recorded(Kind.TLS_FAILED)
    assert "ALPN mismatch" in failed.detail["reason"]
    assert failed.detail["offered"] == ["http/1.1"]


async def test_http2_over_tls_without_alpn_is_served_and_noted(start: Any) -> None:
    running = await start()
    listener = await running.https()
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", listener.port, ssl=running.trusting(), server_hostname="localhost"
    )
    writer.write(PREFACE + SETTINGS)
    assert (await reader.readexactly(9))[3] == FrameType.SETTINGS
    noted = [record.detail["text"] for record in running.records(Kind.NOTED)]
    assert any("without ALPN" in text for text in noted)
    writer.close()


async def test_http_on_the_tls_port_is_answered_in_clear(start: Any) -> None:
    running = await start()
    listener = await running.https()
    said = await exchange(listener, b"GET / HTTP/1.1\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 400")
    assert listener.url.encode() in said
    assert "without TLS" in running.records(Kind.TLS_FAILED)[0].detail["reason"]
    assert await exchange(listener, PREFACE) == b""
    assert "HTTP/2 without TLS" in running.records(Kind.TLS_FAILED)[1].detail["reason"]


async def test_tls_on_the_cleartext_port_is_recognised(start: Any) -> None:
    running = await start()
    listener = await running.http()
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await exchange(listener, tls=running.trusting("h2"))
    failed = await running.recorded(Kind.TLS_FAILED)
    assert failed.detail["reason"] == "a TLS ClientHello on the cleartext port"
    assert failed.detail["offered"] == ["h2"]
    assert received(running).startswith(b"\x16\x03")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/2.0\r\n\r\n", 505),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000, 431),
        (b"POST / HTTP/1.1\r\n" + UPGRADE + b"Content-Length: 2000000\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\n" + UPGRADE + b"Content-Length: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + UPGRADE.replace(b"AAMAAABk", b"AAX_____") + b"\r\n", 400),
    ],
)
async def test_a_request_that_cannot_be_helped_is_answered_and_recorded(
    start: Any, request_: bytes, status: int
) -> None:
    running = await start()
    said = await exchange(await running.http(), request_)
    assert said.startswith(f"HTTP/1.1 {status} ".encode())
    assert received(running) == request_
    await running.recorded(Kind.CONNECTION_CLOSED)
    assert not running.application.links and not running.application.closed


async def test_an_answer_to_head_has_no_body(start: Any) -> None:
    running = await start()
    said = await exchange(await running.http(), b"HEAD / HTTP/1.1\r\n\r\n")
    assert said.endswith(b"\r\n\r\n")


async def test_garbage_is_for_the_endpoint_to_judge(start: Any) -> None:
    running = await start()
    listener = await running.http()
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(b"\x00\x01garbage")
    await running.recorded(Kind.H2_GAVE_UP)
    assert received(running) == b"\x00\x01garbage"
    writer.close()
    await reader.read()


async def test_a_beginning_that_is_never_finished_is_kept(start: Any) -> None:
    running = await start(opening_seconds=0.05)
    listener = await running.http()
    said = await exchange(listener, b"GET / HT")
    assert said.startswith(b"HTTP/1.1 408")
    record = running.records(Kind.OCTETS_RECEIVED)[0]
    assert (record.octets, record.detail) == (b"GET / HT", {"cut_off": "timeout"})
    plug = socket.create_connection(("127.0.0.1", listener.port))
    plug.send(b"PR")
    plug.close()
    await running.until(lambda: len(running.records(Kind.OCTETS_RECEIVED)) == 2)
    assert running.records(Kind.OCTETS_RECEIVED)[1].octets == b"PR"


async def test_a_silent_cleartext_connection_may_stay(start: Any) -> None:
    running = await start(opening_seconds=0.01)
    listener = await running.http()
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await reader.read()
    writer.close()


async def upgraded(listener: Any, *parts: bytes) -> tuple[asyncio.StreamReader, Any]:
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    for part in parts:
        writer.write(part)
        await writer.drain()
    return reader, writer


async def head_of(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


async def answered(reader: asyncio.StreamReader) -> bytes:
    """The DATA of stream 1."""
    while True:
        head = await reader.readexactly(9)
        payload = await reader.readexactly(int.from_bytes(head[:3], "big"))
        if head[3] == FrameType.DATA:
            return payload


async def test_an_upgrade_makes_the_request_stream_1(start: Any) -> None:
    running = await start()
    reader, writer = await upgraded(
        await running.http(), b"GET /p HTTP/1.1\r\n" + UPGRADE + b"Accept: */*\r\n\r\n"
    )
    assert (await head_of(reader)).startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert await answered(reader) == b"hello"
    request = running.application.events[0]
    assert isinstance(request, events.RequestReceived)
    assert request.stream_id == 1
    assert request.stream_ended is not None
    assert (b":path", b"/p") in request.headers
    assert (b":authority", b"a.test") in request.headers
    writer.write(PREFACE + SETTINGS)
    await running.recorded(Kind.PREFACE_RECEIVED)
    assert running.records(Kind.UPGRADED)[0].detail["from"] == "h2c"
    writer.close()


async def test_an_upgraded_connection_is_opened_by_its_application_as_any(start: Any) -> None:
    class Slow:
        def __init__(self) -> None:
            self.links: list[Any] = []
            self.events: list[Any] = []

        def opening_seconds(self, link: Any) -> float:
            return 60

        def connection_opened(self, link: Any) -> None:
            self.links.append(link)
            link.note("it is not open")

        def event(self, link: Any, event: Any) -> None:
            self.events.append(event)

        def connection_closed(self, link: Any) -> None: ...

    running = await start(Slow())
    reader, writer = await upgraded(
        await running.http(), b"GET /p HTTP/1.1\r\n" + UPGRADE + b"\r\n" + PREFACE + SETTINGS
    )
    assert (await head_of(reader)).startswith(b"HTTP/1.1 101 ")
    application = running.application
    await running.recorded(Kind.NOTED)
    assert application.events == [] and not running.records(Kind.PREFACE_RECEIVED)
    application.links[0].greet(Greeting(settings=((3, 7),)))
    application.links[0].go_on()
    assert (await reader.readexactly(15))[9:] == bytes.fromhex("000300000007")
    await running.recorded(Kind.PREFACE_RECEIVED)
    assert [type(event) for event in application.events[:2]] == [
        events.RequestReceived,
        events.ConnectionReady,
    ]
    writer.close()


@pytest.mark.parametrize(
    "parts",
    [
        [b"Content-Length: 5\r\n\r\n", b"he", b"llo"],
        [b"Content-Length: 5\r\n\r\nhello" + PREFACE + SETTINGS],
        [b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n", b"3\r\nllo\r\n0\r\n\r\n" + PREFACE],
    ],
)
async def test_the_body_of_an_upgraded_request_comes_with_it(
    start: Any, parts: list[bytes]
) -> None:
    running = await start()
    first = b"POST /p HTTP/1.1\r\n" + UPGRADE + parts[0]
    reader, writer = await upgraded(await running.http(), first, *parts[1:])
    await head_of(reader)
    assert await answered(reader) == b"hello"
    request, data = running.application.events[:2]
    assert request.stream_ended is None
    assert data.data == b"hello"
    assert data.stream_ended is not None
    assert received(running) == first + b"".join(parts[1:])
    writer.close()


async def test_a_client_that_waits_for_100_gets_it_first(start: Any) -> None:
    running = await start()
    request = (
        b"POST / HTTP/1.1\r\n" + UPGRADE + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    )
    reader, writer = await upgraded(await running.http(), request)
    assert await head_of(reader) == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(b"hi")
    assert (await head_of(reader)).startswith(b"HTTP/1.1 101")
    writer.close()


async def test_a_port_that_insists_speaks_http2_whatever_was_agreed(start: Any) -> None:
    running = await start()
    listener = await running.https(alpn=("http/1.1",), insists=True)
    context = running.trusting("h2", "http/1.1")
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", listener.port, ssl=context, server_hostname="localhost"
    )
    assert writer.get_extra_info("ssl_object").selected_alpn_protocol() == "http/1.1"
    assert (await reader.readexactly(9))[3] == FrameType.SETTINGS
    writer.transport.abort()


async def test_what_alpn_agreed_on_in_place_of_h2_is_noted(start: Any) -> None:
    running = await start()
    listener = await running.https(alpn=("http/1.1",))
    said = await exchange(
        listener, b"GET / HTTP/1.1\r\n\r\n", tls=running.trusting("h2", "http/1.1")
    )
    assert said.startswith(b"HTTP/1.1 505")
    assert "agreed on http/1.1" in running.records(Kind.NOTED)[0].detail["text"]
