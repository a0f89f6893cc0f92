"""Peers that speak something else, or stop in the middle of a word."""

from __future__ import annotations

import contextlib
import random
import socket
import ssl
import struct
from typing import Any

import pytest

pytestmark = pytest.mark.engine
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


def port_of(plug: socket.socket) -> int:
    return int(plug.getsockname()[1])


def everything(plug: socket.socket) -> bytes:
    """What the server says till the end of the connection."""
    got = b""
    try:
        while more := plug.recv(1 << 16):
            got += more
    except (ConnectionError, ssl.SSLError):
        return got
    return got


@pytest.fixture
def plain(server: Any) -> Any:
    """`plain("https")`: a bare TCP connection to that port."""

    def connect(scheme: str) -> socket.socket:
        return socket.create_connection(("127.0.0.1", server.port(scheme)), timeout=10)

    return connect


@pytest.fixture
def connection(said: Any) -> Any:
    """The filter for the connection that came from a port."""

    def find(port: int) -> str:
        for reading in said.expect(f"kind:CONNECTION_OPENED {port}"):
            if reading.record.detail["peer"][1] == port:
                return f"conn:{reading.record.connection}"
        raise AssertionError(said.story())

    return find


def received(said: Any, mine: str) -> bytes:
    """All octets of the peer, once the connection is closed."""
    said.expect(f"{mine} kind:CONNECTION_CLOSED")
    records = [reading.record for reading in said.matching(f"{mine} dir:received")]
    return b"".join(record.octets for record in records)


@pytest.mark.parametrize("seed", range(5))
def test_garbage_is_kept_to_the_last_octet(
    server: Any, said: Any, attack: Any, plain: Any, connection: Any, seed: int
) -> None:
    garbage = random.Random(seed).randbytes(100_000)
    with attack(server), plain("http") as plug:
        port = port_of(plug)
        plug.sendall(garbage)
        plug.shutdown(socket.SHUT_WR)
        everything(plug)
    mine = connection(port)
    assert received(said, mine) == garbage
    assert said.matching(f"{mine} finding:3.4")


@pytest.mark.parametrize("at", [0, 3, 15, 23])
def test_a_preface_with_one_octet_wrong(
    server: Any, said: Any, attack: Any, peer: Any, of: Any, at: int
) -> None:
    wrong = bytearray(peer.PREFACE)
    wrong[at] ^= 1
    with attack(server), peer.Peer(server.https, preface=bytes(wrong)) as client:
        client.until(lambda: client.goaway)
        if client.goaway is not None:  # the first octets decide whether this is HTTP/2 at all
            assert client.goaway.code == peer.PROTOCOL_ERROR
        mine = of(client)
    assert received(said, mine).startswith(wrong)
    assert said.matching(f"{mine} finding:3.4")


def test_a_first_frame_that_is_not_settings(
    server: Any, said: Any, attack: Any, peer: Any, plain: Any, connection: Any
) -> None:
    with attack(server), plain("http") as plug:
        port = port_of(plug)
        plug.sendall(peer.PREFACE + peer.ping())
        plug.shutdown(socket.SHUT_WR)
        everything(plug)
    assert said.expect(f"{connection(port)} finding:3.4")


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize(
    "request_head",
    [
        b"GET /hello.py HTTP/1.1\r\nhost: a\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello",
        b"GET / HTTP/1.0\n\n",
        b"GET / HTTP/1.1\r\nbroken header line\r\n\r\n",
        b"GET / HTTP/1.1\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\n"
        b"http2-settings: !!!\r\n\r\n",
    ],
    ids=["get", "post", "1.0", "malformed", "bad upgrade"],
)
def test_cleartext_http_1_is_told_what_the_port_speaks(
    server: Any, said: Any, plain: Any, connection: Any, scheme: str, request_head: bytes
) -> None:
    with plain(scheme) as plug:
        port = port_of(plug)
        plug.sendall(request_head)
        answer = everything(plug).decode()
    assert answer.startswith("HTTP/1.1 4")
    assert "This port speaks HTTP/2" in answer
    mine = connection(port)
    assert received(said, mine) == request_head
    if scheme == "https":
        assert said.matching(f"{mine} kind:TLS_FAILED")


def test_http_1_heads_that_never_end_are_refused(
    server: Any, said: Any, attack: Any, plain: Any, connection: Any
) -> None:
    head = b"GET / HTTP/1.1\r\n" + b"x-y: z\r\n" * 20_000
    with attack(server), plain("http") as plug:
        port = port_of(plug)
        with contextlib.suppress(ConnectionError):
            plug.sendall(head)
        answer = everything(plug)
    assert answer.startswith(b"HTTP/1.1 431") or answer == b""
    assert head.startswith(received(said, connection(port))[: len(head)])


@pytest.mark.parametrize(
    "octets",
    [b"\x16\x03\x01\x00\x05hello", b"\x16\x03\x01\xff\xff" + bytes(70_000), b"\x16\x03", bytes(99)],
    ids=["no hello", "too long", "cut off", "zeros"],
)
def test_tls_garbage(
    server: Any, said: Any, attack: Any, plain: Any, connection: Any, octets: bytes
) -> None:
    with attack(server), plain("https") as plug:
        port = port_of(plug)
        try:
            plug.sendall(octets)
            plug.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        everything(plug)
    mine = connection(port)
    said.expect(f"{mine} kind:CONNECTION_CLOSED")
    assert said.matching(f"{mine} kind:TLS_FAILED")


def test_garbage_in_the_middle_of_tls(
    server: Any, said: Any, attack: Any, peer: Any, of: Any
) -> None:
    with attack(server), peer.Peer(server.https) as client:
        assert client.get("/hello.py").body == b"hello"
        mine = of(client)
        raw = socket.socket(fileno=client.socket.detach())
        raw.settimeout(10)
        raw.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
        everything(raw)
        raw.close()
    (failed,) = said.expect(f"{mine} kind:TLS_FAILED")
    assert "decrypted" in failed.record.detail["reason"]


@pytest.mark.parametrize("alpn", [(), ("http/1.1",), ("spdy/3",)], ids=["none", "1.1", "spdy"])
def test_tls_without_h2_in_alpn(server: Any, said: Any, peer: Any, alpn: tuple[str, ...]) -> None:
    try:
        with peer.connected(server.https, alpn=alpn) as plug:
            plug.sendall(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
            assert b"This port speaks HTTP/2" in everything(plug)
    except ssl.SSLError:
        assert alpn == ("spdy/3",)
    found = said.expect("kind:NOTED,TLS_FAILED")
    assert any("h2" in reading.summary for reading in found)


def test_a_client_hello_on_the_cleartext_port(server: Any, said: Any, peer: Any) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        peer.connected(server.http.replace("http:", "https:"))
    (failed,) = said.expect("kind:TLS_FAILED")
    assert "cleartext port" in failed.record.detail["reason"]
    assert "h2" in str(failed.record.detail)


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_client_that_has_half_closed_still_gets_its_answer(
    server: Any, said: Any, peer: Any, of: Any, scheme: str
) -> None:
    with peer.Peer(server.url(scheme)) as client:
        number = client.request("/echo.py", "POST", body=b"the last word")
        mine = of(client)
        if scheme == "http":
            client.socket.shutdown(socket.SHUT_WR)
        assert client.finish(number).body == b"the last word"
        if scheme == "http":
            client.until_end()
    if scheme == "http":
        assert said.expect(f"{mine} kind:END_RECEIVED")
    said.expect(f"{mine} kind:CONNECTION_CLOSED")


@pytest.mark.parametrize("how", ["fin", "reset"])
def test_a_frame_cut_off_in_the_middle(
    server: Any, said: Any, attack: Any, peer: Any, of: Any, how: str
) -> None:
    with attack(server), peer.Peer(server.http) as client:
        client.barrier()
        client.send(peer.frame(peer.DATA, 0, 1, bytes(1000))[:500])
        mine = of(client)
        said.expect(f"{mine} type:PING dir:received")
        if how == "reset":
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    said.expect(f"{mine} kind:CONNECTION_CLOSED")
    rest = said.matching(f"{mine} kind:OCTETS_RECEIVED")
    if how == "fin":
        assert [reading.record.octets for reading in rest] == [
            peer.frame(peer.DATA, 0, 1, bytes(1000))[:500]
        ]
    assert said.matching(f"{mine} kind:END_RECEIVED {how}")


@pytest.mark.parametrize("length", [16_385, (1 << 24) - 1])
def test_over_long_frames(
    server: Any, said: Any, attack: Any, peer: Any, of: Any, length: int
) -> None:
    header = struct.pack(">I", length)[1:] + struct.pack(">BBI", peer.DATA, 0, 1)
    with attack(server), peer.Peer(server.http) as client:
        client.send(header)
        try:
            for _ in range(0, min(length, 4 << 20), 1 << 16):
                client.send(bytes(1 << 16))
        except OSError:
            pass
        client.until(lambda: client.goaway)
        assert client.goaway.code == peer.FRAME_SIZE_ERROR
        mine = of(client)
    said.expect(f"{mine} kind:CONNECTION_CLOSED")
    assert said.matching(f"{mine} kind:OCTETS_RECEIVED")[0].record.octets.startswith(header)
    assert said.matching(f"{mine} kind:H2_GAVE_UP 4.2")
    assert said.matching(f"{mine} finding:4.2")
