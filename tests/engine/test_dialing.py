from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from h2craft.actions import NEW_STREAM, Data, Headers, Send, fields_of
from h2craft.endpoint import CLIENT_GREETING, events
from h2craft.engine import EngineError, Target
from h2craft.filter import compile
from h2craft.model import Board, Reading
from h2craft.trace import Kind

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]


def request(path: str = "/", method: str = "GET", *, end_stream: bool = True) -> Headers:
    fields = [(":method", method), (":scheme", "https"), (":authority", "x"), (":path", path)]
    return Headers(stream_id=NEW_STREAM, fields=fields_of(fields), end_stream=end_stream)


def readings(running: Any, connection: int) -> list[Reading]:
    board = Board()
    made = [board.fold(record) for record in running.records()]
    return [reading for reading in made if reading.record.connection == connection]


@contextlib.asynccontextmanager
async def listening(serve: Serve, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server of a few lines; its port."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()  # and not waited for: connections are the engine's to end


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        await reader.read()
    writer.close()


@contextlib.contextmanager
def alerting(context: ssl.SSLContext) -> Iterator[int]:
    """The port of a server that fails in its handshakes, and says why: asyncio's says nothing."""

    def serve() -> None:
        plug, _ = listener.accept()
        with context.wrap_socket(plug, server_side=True, do_handshake_on_connect=False) as tls:
            with contextlib.suppress(ssl.SSLError):
                tls.do_handshake()
            tls.shutdown(socket.SHUT_WR)
            while tls.recv(65_536):
                pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def identity(
    authority: trustme.CA, *names: str, alpn: tuple[str, ...] = ("h2",), **more: Any
) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **more).configure_cert(context)
    if alpn:
        context.set_alpn_protocols(list(alpn))
    return context


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca(authority: trustme.CA, tmp_path: Path) -> Path:
    authority.cert_pem.write_to_path(path := tmp_path / "ca.pem")
    return path


# What goes well


async def test_over_tls_our_greeting_leaves_and_a_response_comes(start: Any) -> None:
    running = await start()
    listener = await running.https()
    link = await running.engine.connect(Target.of(listener.url))
    ticket = link.submit(Send(frames=(request(),)))
    await running.until(lambda: events_of(running, events.RequestReceived))
    mine = link.connection

    def answered() -> bool:
        wanted = compile("type:DATA dir:received flag:END_STREAM")
        return any(wanted.matches(reading) for reading in readings(running, mine))

    await running.until(answered)
    assert ticket.outcome.stream_id == 1
    opened = running.records(Kind.CONNECTION_OPENED, mine)[0].detail
    assert (opened["role"], opened["scheme"]) == ("client", "https")
    assert opened["peer"][1] == listener.port
    tls = running.records(Kind.TLS_ESTABLISHED, mine)[0].detail
    assert (tls["alpn"], tls["offered"], tls["verified"]) == ("h2", ["h2"], True)
    assert tls["server_name"] is None  # addresses are no names (RFC 6066 3)
    assert "127.0.0.1" in tls["certificate"]["names"]
    assert not [one for reading in readings(running, mine) for one in reading.findings]


def events_of(running: Any, kind: type) -> list[Any]:
    return [event for event in running.application.events if isinstance(event, kind)]


async def test_without_tls_prior_knowledge_is_enough(start: Any) -> None:
    running = await start()
    listener = await running.http()
    link = await running.engine.connect(Target.of(listener.url))
    link.submit(Send(frames=(request(),)))
    response = await running.until(lambda: events_of(running, events.ResponseReceived))
    assert (b":status", b"200") in response[0].headers
    kinds = [r.kind for r in running.records(connection=link.connection)][:3]
    assert kinds == [Kind.CONNECTION_OPENED, Kind.PREFACE_SENT, Kind.FRAME_SENT]


async def test_what_is_received_is_given_back_to_the_windows(start: Any, greeter: Any) -> None:
    running = await start(greeter(bytes(3_000_000)))
    link = await running.engine.connect(Target.of((await running.http()).url))
    link.submit(Send(frames=(request(),)))

    def got() -> bool:
        data = events_of(running, events.DataReceived)
        return bool(data) and data[-1].stream_ended is not None

    await running.until(got)
    assert sum(len(one.data) for one in events_of(running, events.DataReceived)) == 3_000_000


async def test_a_greeting_of_ones_own_is_said_and_none_if_that_is_wanted(start: Any) -> None:
    running = await start()
    url = (await running.http()).url
    own = CLIENT_GREETING.changed([(2, 1), (3, 7)], 65_535)
    link = await running.engine.connect(Target.of(url, greeting=own))
    sent = running.records(Kind.FRAME_SENT, link.connection)
    assert len(sent) == 1 and sent[0].octets.endswith(b"\0\2\0\0\0\1\0\3\0\0\0\7")
    link = await running.engine.connect(Target.of(url, greeting=replace(own, send=False)))
    kinds = {record.kind for record in running.records(connection=link.connection)}
    assert kinds == {Kind.CONNECTION_OPENED}


async def test_every_address_is_tried(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    running = await start()
    port = (await running.http()).port
    found = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
    ]

    async def known(*_: Any, **__: Any) -> list[Any]:
        return found

    monkeypatch.setattr(running.engine.loop, "getaddrinfo", known)
    link = await running.engine.connect(Target(host="h.test", port=port, scheme="http"))
    assert link.info.peer == ("127.0.0.1", port)


async def test_an_address_that_does_not_answer_keeps_nobody_from_the_next(
    start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = await start()
    port = (await running.http()).port
    loop = running.engine.loop
    connect = loop.sock_connect

    async def known(*_: Any, **__: Any) -> list[Any]:
        stream = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*stream, ("127.0.0.2", port)), (*stream, ("127.0.0.1", port))]

    async def one_is_silent(plug: socket.socket, address: Any) -> None:
        if address[0] == "127.0.0.2":
            await asyncio.Event().wait()
        await connect(plug, address)

    monkeypatch.setattr(loop, "getaddrinfo", known)
    monkeypatch.setattr(loop, "sock_connect", one_is_silent)
    target = Target(host="h.test", port=port, scheme="http", timeout_seconds=2)
    assert (await running.engine.connect(target)).info.peer == ("127.0.0.1", port)
    monkeypatch.setattr(loop, "sock_connect", lambda *_: asyncio.Event().wait())
    why = await fails(running, replace(target, timeout_seconds=0.2))
    assert why == "127.0.0.2: no answer within 0.2 s"
    monkeypatch.setattr("h2craft.engine.race.ATTEMPT_SECONDS", 0.0)
    why = await fails(running, replace(target, timeout_seconds=0.2))
    assert why == "127.0.0.2: no answer within 0.2 s; 127.0.0.1: no answer within 0.2 s"


async def test_a_server_that_asks_for_a_certificate_gets_ours(
    start: Any, authority: trustme.CA, ca: Path, tmp_path: Path
) -> None:
    running = await start()
    context = identity(authority, "localhost", "127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    mine = tmp_path / "mine.pem"
    authority.issue_cert("me@h.test").private_key_and_cert_chain_pem.write_to_path(mine)
    seen: asyncio.Future[Any] = running.engine.loop.create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.set_result(writer.get_extra_info("peercert"))
        writer.close()

    async with listening(serve, context) as port:
        url = f"https://localhost:{port}"
        await running.engine.connect(Target.of(url, cacert=ca, certificate=mine))
        assert ("email", "me@h.test") in (await seen)["subjectAltName"]


async def test_a_server_that_misses_our_certificate_says_so(
    start: Any, authority: trustme.CA, ca: Path
) -> None:
    """In TLS 1.3 it can do so only once the handshake is over for us (RFC 8446 4.4.2.4)."""
    running = await start()
    context = identity(authority, "localhost", "127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    with alerting(context) as port:
        await running.engine.connect(Target.of(f"https://localhost:{port}", cacert=ca))
        failed = await running.recorded(Kind.TLS_FAILED)
    assert failed.detail["reason"].startswith("the server asks for a client certificate: give one")


async def test_insecure_takes_any_certificate_and_says_that_it_was_not_checked(
    start: Any, authority: trustme.CA
) -> None:
    running = await start()
    async with listening(silent, identity(authority, "other.test")) as port:
        link = await running.engine.connect(Target.of(f"https://localhost:{port}", insecure=True))
    tls = running.records(Kind.TLS_ESTABLISHED, link.connection)[0].detail
    assert tls["verified"] is False
    assert tls["certificate"]["names"] == ["other.test"]
    assert tls["server_name"] == "localhost"


@pytest.mark.parametrize("name", ["other.test", ""])
async def test_another_server_name_is_asked_for_and_checked_or_none(
    start: Any, authority: trustme.CA, ca: Path, name: str
) -> None:
    running = await start()
    asked: list[str | None] = []
    context = identity(authority, "other.test")
    context.sni_callback = lambda *said: asked.append(said[1])
    more: dict[str, Any] = {"cacert": ca} if name else {"insecure": True}
    async with listening(silent, context) as port:
        await running.engine.connect(
            Target.of(f"https://127.0.0.1:{port}", server_name=name, **more)
        )
    assert asked == [name or None]


async def test_http2_is_insisted_on_where_alpn_has_agreed_on_nothing(
    start: Any, authority: trustme.CA, ca: Path
) -> None:
    running = await start()
    context = identity(authority, "localhost", alpn=())
    async with listening(silent, context) as port:
        url = f"https://localhost:{port}"
        for more in ({"insists": True}, {"alpn": ()}, {"alpn": ("http/1.1",)}):
            link = await running.engine.connect(Target.of(url, cacert=ca, **more))
            assert running.records(Kind.PREFACE_SENT, link.connection)


# What does not


async def fails(running: Any, target: Target) -> str:
    """Why there was no connection."""
    with pytest.raises(EngineError) as refused:
        await running.engine.connect(target)
    message = str(refused.value)
    start = f"cannot connect to {target.url}: "
    assert message.startswith(start) and "\n" not in message
    return message.removeprefix(start)


async def fails_in_tls(running: Any, target: Target) -> str:
    """The same; a TLS_FAILED record says it too, and the connection is closed."""
    why = await fails(running, target)
    record = running.records(Kind.TLS_FAILED)[-1]
    assert record.detail["reason"] == why
    await running.until(lambda: running.records(Kind.CONNECTION_CLOSED, record.connection))
    return why


async def test_a_port_nobody_listens_on_is_named_with_its_address(start: Any) -> None:
    running = await start()
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = plug.getsockname()[1]
        why = await fails(running, Target.of(f"http://127.0.0.1:{port}"))
    assert why == "127.0.0.1: connection refused"
    assert running.records(Kind.NOTED)[-1].detail["text"].endswith(why)


async def test_a_name_that_is_looked_up_for_too_long_is_given_up(
    start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = await start()
    monkeypatch.setattr(running.engine.loop, "getaddrinfo", lambda *_, **__: asyncio.Event().wait())
    why = await fails(running, Target.of("https://h.test", timeout_seconds=0.05))
    assert why == "no answer within 0.05 s"


async def test_a_host_nobody_knows_is_named(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    running = await start()

    async def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(running.engine.loop, "getaddrinfo", unknown)
    why = await fails(running, Target.of("https://no.such.host.test"))
    assert why == "the host is not known: name or service not known"


CERTIFICATES: dict[str, tuple[Callable[[trustme.CA], ssl.SSLContext], str]] = {
    "another name": (
        lambda ca: identity(ca, "a.test", "b.test"),
        "the certificate is not for localhost but for a.test, b.test: --server-name asks for "
        "another, or --insecure takes it as it is",
    ),
    "expired": (
        lambda ca: identity(
            ca,
            "localhost",
            not_before=datetime(2019, 1, 1, tzinfo=UTC),
            not_after=datetime(2020, 1, 1, tzinfo=UTC),
        ),
        "the certificate of localhost has expired on Jan  1 00:00:00 2020 GMT: the server needs a "
        "new one, or --insecure takes it as it is",
    ),
    "not yet valid": (
        lambda ca: identity(
            ca,
            "localhost",
            not_before=datetime(2099, 1, 1, tzinfo=UTC),
            not_after=datetime(2099, 2, 1, tzinfo=UTC),
        ),
        "the certificate of localhost is not valid before Jan  1 00:00:00 2099 GMT: is the clock "
        "right? or --insecure takes it as it is",
    ),
    "unknown issuer": (
        lambda _: identity(trustme.CA(organization_unit_name="somebody else"), "localhost"),
        "the certificate of localhost was issued by somebody else, who is not in CACERT: "
        "give the issuer's with --cacert, or --insecure takes it as it is",
    ),
}


@pytest.mark.parametrize("case", CERTIFICATES)
async def test_what_is_wrong_with_the_certificate_is_said(
    start: Any, authority: trustme.CA, ca: Path, case: str
) -> None:
    running = await start()
    make, said = CERTIFICATES[case]
    async with listening(silent, make(authority)) as port:
        why = await fails_in_tls(running, Target.of(f"https://localhost:{port}", cacert=ca))
    assert why == said.replace("CACERT", str(ca))


async def test_a_certificate_signed_by_itself_is_told_from_one_of_an_unknown_issuer(
    start: Any, tmp_path: Path
) -> None:
    running = await start()
    own = tmp_path / "own.pem"
    own.write_bytes(signed_by_itself("localhost"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    context.set_alpn_protocols(["h2"])
    async with listening(silent, context) as port:
        url = f"https://localhost:{port}"
        why = await fails_in_tls(running, Target.of(url))
        assert why.startswith("the certificate of localhost is signed by itself: give it with")
        await running.engine.connect(Target.of(url, cacert=own))


def signed_by_itself(name: str) -> bytes:
    """Key and certificate, PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return secret + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize(
    ("alpn", "said"),
    [
        ((), "the server does not speak HTTP/2: it has chosen nothing by ALPN (RFC 9113 3.2)"),
        (
            ("http/1.1",),
            "the server does not speak HTTP/2: ALPN agreed on http/1.1 (RFC 9113 3.2)",
        ),
    ],
)
async def test_a_server_that_does_not_agree_to_h2_is_left(
    start: Any, authority: trustme.CA, ca: Path, alpn: tuple[str, ...], said: str
) -> None:
    running = await start()
    async with listening(silent, identity(authority, "localhost", alpn=alpn)) as port:
        target = Target.of(f"https://localhost:{port}", cacert=ca, alpn=("h2", "http/1.1"))
        assert await fails_in_tls(running, target) == said


async def test_a_server_with_tls_of_another_version_is_told(
    start: Any, authority: trustme.CA, ca: Path
) -> None:
    running = await start()
    context = identity(authority, "localhost")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with alerting(context) as port:
        target = Target.of(f"https://localhost:{port}", cacert=ca, version="1.3")
        why = await fails_in_tls(running, target)
    assert why.startswith("the server does not speak the TLS we offer (TLS 1.3)")


async def test_a_port_without_tls_is_told_with_what_it_says(start: Any) -> None:
    running = await start()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad \x1b[31mRequest\r\n\r\n")
        await silent(reader, writer)

    async with listening(serve) as port:
        why = await fails_in_tls(running, Target.of(f"https://127.0.0.1:{port}"))
    said = "HTTP/1.1 400 Bad \\x1b[31mRequest"
    assert why == f"the server does not speak TLS on this port, it says {said}: try http://"


async def test_a_server_that_hangs_up_during_the_handshake_is_told(start: Any) -> None:
    running = await start()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    async with listening(serve) as port:
        why = await fails_in_tls(running, Target.of(f"https://127.0.0.1:{port}"))
    assert why == "the server closed the connection during the handshake"


async def test_a_server_that_says_nothing_is_waited_for_no_longer_than_was_said(
    start: Any,
) -> None:
    running = await start()
    async with listening(silent) as port:
        target = Target.of(f"https://127.0.0.1:{port}", timeout_seconds=1)
        assert await fails_in_tls(running, target) == "no complete handshake within 1 s"


async def test_a_server_without_tls_that_speaks_http1_is_told(start: Any) -> None:
    running = await start()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        await silent(reader, writer)

    async with listening(serve) as port:
        await running.engine.connect(Target.of(f"http://127.0.0.1:{port}"))
        gave_up = await running.recorded(Kind.H2_GAVE_UP)
    said = "the server speaks HTTP/1.1, not HTTP/2: HTTP/1.1 400 Bad Request"
    assert gave_up.detail["reason"] == said


async def test_an_engine_that_has_no_room_for_more_connections_makes_none(start: Any) -> None:
    url = (await (await start()).http()).url
    running = await start(max_connections=1)
    await running.engine.connect(Target.of(url))
    why = await fails(running, Target.of(url))
    assert why == "the engine has as many connections as it may, or has stopped"
    assert running.records(Kind.LIMIT_REACHED)


@pytest.mark.parametrize("where", ["the name", "the handshake"])
async def test_an_engine_that_stops_gives_up_what_it_was_at(
    start: Any, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    running = await start()
    begun = asyncio.Event()

    async def forever(*_: Any, **__: Any) -> None:
        begun.set()
        await asyncio.Event().wait()

    async def hears(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun.set()
        await silent(reader, writer)

    if where == "the name":
        monkeypatch.setattr(running.engine.loop, "getaddrinfo", forever)
    async with listening(hears) as port:
        target = Target.of(f"https://localhost:{port}", timeout_seconds=1_000)
        dialing = asyncio.create_task(running.engine.connect(target))
        await begun.wait()
        await running.engine.stop()
        with pytest.raises(EngineError, match="the engine has stopped"):
            await dialing


async def test_who_gives_up_waiting_gives_up_the_connection(start: Any) -> None:
    running = await start()
    heard = asyncio.Event()

    async def hears(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.set()
        await silent(reader, writer)

    async with listening(hears) as port:
        target = Target.of(f"https://localhost:{port}", timeout_seconds=1_000)
        dialing = asyncio.create_task(running.engine.connect(target))
        await heard.wait()
        dialing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dialing
        await running.recorded(Kind.CONNECTION_CLOSED)


# Servers that are not ours

FOREIGN = ("nghttpd", "nginx", "hypercorn", "node")


@pytest.mark.parametrize("tls", [True, False], ids=["tls", "cleartext"])
@pytest.mark.parametrize("name", FOREIGN)
async def test_a_server_of_somebody_else_answers_small_and_large(
    start: Any, foreigners: Any, name: str, tls: bool
) -> None:
    running = await start()
    with foreigners(name, tls=tls) as server:
        link = await running.engine.connect(Target.of(server.url, cacert=server.ca))
        for path in ("/", "/big.bin"):
            link.submit(Send(frames=(request(path),)))
            data: bytes = await running.until(lambda: whole_body(running))
            assert data.startswith(b"hello") or data == bytes(300_000)
            running.application.events.clear()
    found = [one for reading in readings(running, link.connection) for one in reading.findings]
    assert not [one.text for one in found if one.severity != "note"]


def whole_body(running: Any) -> bytes:
    """The content that has come, once it is all; empty before."""
    data = events_of(running, events.DataReceived)
    return b"".join(one.data for one in data) if data and data[-1].stream_ended else b""


@pytest.mark.parametrize("name", ["hypercorn", "node"])
async def test_an_upload_beyond_the_windows_goes_there_and_back(
    start: Any, foreigners: Any, name: str
) -> None:
    running = await start()
    with foreigners(name) as server:
        link = await running.engine.connect(Target.of(server.url, cacert=server.ca))
        content = bytes(range(256)) * 1_000
        body = Data(stream_id=NEW_STREAM, data=content, end_stream=True)
        link.submit(Send(frames=(request("/echo", "POST", end_stream=False), body)))
        assert await running.until(lambda: whole_body(running)) == content


def ended_streams(running: Any) -> set[int]:
    return {one.stream_id for one in events_of(running, events.DataReceived) if one.stream_ended}


async def test_pushes_come_where_we_have_said_that_we_take_them(
    start: Any, foreigners: Any
) -> None:
    running = await start()
    with foreigners("node") as server:
        greeting = CLIENT_GREETING.changed([(2, 1)])
        target = Target.of(server.url, cacert=server.ca, greeting=greeting)
        link = await running.engine.connect(target)
        link.submit(Send(frames=(request("/push"),)))
        await running.until(lambda: ended_streams(running) == {1, 2})
    (push,) = events_of(running, events.PushReceived)
    assert (push.stream_id, push.promised_stream_id) == (1, 2)
    assert (b":path", b"/style.css") in push.headers


async def test_interim_responses_trailers_and_resets_come_as_what_they_are(
    start: Any, foreigners: Any
) -> None:
    running = await start()
    with foreigners("node") as server:
        link = await running.engine.connect(Target.of(server.url, cacert=server.ca))
        for path in ("/hints", "/trailers", "/reset"):
            link.submit(Send(frames=(request(path),)))
        (reset,) = await running.until(lambda: events_of(running, events.StreamReset))
        await running.until(lambda: events_of(running, events.TrailersReceived))
    assert (reset.stream_id, reset.error_code, reset.remote) == (5, 11, True)
    heads = events_of(running, events.ResponseReceived)
    assert [one.informational for one in heads if one.stream_id == 1] == [True, False]
    (trailers,) = events_of(running, events.TrailersReceived)
    assert trailers.headers == [(b"checksum", b"none")]


async def test_after_a_goaway_no_stream_is_opened(start: Any, foreigners: Any) -> None:
    running = await start()
    with foreigners("node") as server:
        link = await running.engine.connect(Target.of(server.url, cacert=server.ca))
        link.submit(Send(frames=(request("/never"),)))
        link.submit(Send(frames=(request("/goaway"),)))
        await running.until(lambda: events_of(running, events.GoAwayReceived))
        refused = link.fire(Send(frames=(request(),)))
    assert (refused.accepted, refused.section) == (False, "6.8")


async def test_no_more_streams_are_opened_than_the_server_takes(
    start: Any, foreigners: Any
) -> None:
    running = await start()
    with foreigners("nginx") as server:
        link = await running.engine.connect(Target.of(server.url, cacert=server.ca))
        await running.until(lambda: len(running.records(Kind.FRAME_RECEIVED, link.connection)) > 2)
        waiting = request("/", "POST", end_stream=False)
        outcomes = [link.fire(Send(frames=(waiting,))) for _ in range(3)]
    assert [one.accepted for one in outcomes] == [True, True, False]
    assert outcomes[2].section == "5.1.2"


@pytest.mark.parametrize("name", ["nginx", "node"])
async def test_a_server_of_somebody_else_that_has_no_protocol_in_common_says_so(
    start: Any, foreigners: Any, name: str
) -> None:
    running = await start()
    with foreigners(name) as server:
        target = Target.of(server.url, cacert=server.ca, alpn=("spdy/3.1",))
        why = await fails_in_tls(running, target)
    assert why.startswith("the server speaks none of what we offer by ALPN (spdy/3.1)")


async def test_what_cannot_be_trusted_for_want_of_a_file_is_in_the_journal(start: Any) -> None:
    running = await start()
    target = Target.of("https://127.0.0.1:1", cacert=Path("/no/such.pem"))
    with pytest.raises(EngineError, match=r"cannot read the certificates of /no/such\.pem"):
        await running.engine.connect(target)
    assert "/no/such.pem" in running.records(Kind.NOTED)[-1].detail["text"]


async def test_the_key_log_of_the_environment_is_honoured(
    start: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = await start()
    listener = await running.https()
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    await running.engine.connect(Target.of(listener.url))
    assert "CLIENT_TRAFFIC_SECRET_0" in (tmp_path / "keys").read_text()
