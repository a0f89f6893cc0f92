"""Peers that send too much of something, and never read what they are answered."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

pytestmark = pytest.mark.engine
KIBI, MEBI = 1 << 10, 1 << 20
KEPT = 48 * MEBI  # what 16 MiB of journal are with all that is around them


def pour(client: Any, octets: bytes, times: int) -> int:
    """Send the same octets again and again, until the server takes no more; octets sent."""
    client.socket.settimeout(0.5)
    sent = 0
    try:
        for _ in range(times):
            client.socket.sendall(octets)
            sent += len(octets)
    except OSError:
        return sent
    return sent


def test_rapid_reset(server: Any, said: Any, peer: Any, attack: Any, of: Any) -> None:
    with attack(server), peer.Peer(server.http) as client:
        block = client.block("/sleeps.py")
        frames = (
            peer.frame(peer.HEADERS, peer.END_HEADERS | peer.END_STREAM, number, block)
            + peer.rst_stream(number)
            for number in range(1, 20_000, 2)
        )
        while some := b"".join(itertools.islice(frames, 500)):
            client.send(some)
        client.until(lambda: client.goaway)
        assert client.goaway.code == peer.ENHANCE_YOUR_CALM
        mine = of(client)
        client.close()
    (limit,) = said.expect(f"{mine} kind:LIMIT_REACHED resets_per_second")
    assert "ENHANCE_YOUR_CALM" in limit.record.detail["done"]
    assert said.matching(f"{mine} finding:10.5")
    said.expect(f"{mine} kind:CONNECTION_CLOSED")
    assert len(said.matching(f"{mine} type:RST_STREAM dir:received")) > 200


def test_rapid_reset_over_many_connections_stays_below_the_limit_of_each(
    server: Any, peer: Any, attack: Any
) -> None:
    with attack(server):
        for _ in range(20):
            with peer.Peer(server.http) as client:
                for _ in range(150):
                    number, head = client.head("/hello.py")
                    client.send(head, peer.rst_stream(number))
                client.barrier()


@pytest.mark.parametrize("size", [0, 16 * KIBI], ids=["empty", "full"])
def test_continuation_flood(
    server: Any, said: Any, peer: Any, attack: Any, of: Any, size: int
) -> None:
    with attack(server), peer.Peer(server.http) as client:
        client.send(peer.frame(peer.HEADERS, peer.END_STREAM, 1, client.block("/hello.py")))
        endless = peer.frame(peer.CONTINUATION, 0, 1, bytes(size))
        pour(client, endless, 200)
        client.until(lambda: client.goaway)
        assert client.goaway.code in (peer.PROTOCOL_ERROR, peer.ENHANCE_YOUR_CALM)
        mine = of(client)
    assert said.expect(f"{mine} type:CONTINUATION dir:received", 65)
    assert said.expect(f"{mine} kind:H2_GAVE_UP")
    assert said.matching(f"{mine} finding:10.5")


def test_hpack_bomb(server: Any, said: Any, peer: Any, attack: Any, of: Any) -> None:
    with attack(server), peer.Peer(server.http) as client:
        name_and_value = b"\x04bomb\x7f" + hpack_integer(4000 - 0x7F) + b"x" * 4000
        flags = peer.END_HEADERS | peer.END_STREAM
        first = client.block("/hello.py") + b"\x40" + name_and_value  # into the table, last
        client.send(peer.frame(peer.HEADERS, flags, client.new_stream(), first))
        assert client.finish(1).status == 200
        # One octet stands for four thousand: sixteen thousand of them for 64 MB.
        pseudo = b"\x82\x86\x84\x41\x01a"
        bomb = (pseudo + b"\xbf" * (16 * KIBI))[: 16 * KIBI]
        client.send(peer.frame(peer.HEADERS, flags, client.new_stream(), bomb))
        client.until(lambda: client.goaway)
        assert client.goaway.code == peer.ENHANCE_YOUR_CALM
        mine = of(client)
    (gave_up,) = said.expect(f"{mine} kind:H2_GAVE_UP")
    assert gave_up.record.detail["section"].startswith("10.5")
    assert said.matching(f"{mine} finding:10.5.1")


def hpack_integer(more: int) -> bytes:
    """What follows a prefix that is full (RFC 7541 5.1)."""
    octets = b""
    while more >= 0x80:
        octets += bytes([more & 0x7F | 0x80])
        more >>= 7
    return octets + bytes([more])


FLOODS = {"PING", "SETTINGS", "PRIORITY", "DATA"}  # lawful, and worth a note


@pytest.mark.parametrize(
    "what", ["PING", "SETTINGS", "PRIORITY", "WINDOW_UPDATE", "DATA", "UNKNOWN", "PING ACK"]
)
def test_endless_small_frames_of_a_peer_that_never_reads(
    server: Any, said: Any, peer: Any, attack: Any, of: Any, what: str
) -> None:
    frames = {
        "PING": peer.ping(),
        "SETTINGS": peer.settings((peer.INITIAL_WINDOW_SIZE, 1), (peer.ENABLE_PUSH, 0)),
        "PRIORITY": peer.frame(peer.PRIORITY, 0, 5, bytes(5)),
        "WINDOW_UPDATE": peer.window_update(1),
        "DATA": peer.frame(peer.DATA, 0, 1),
        "UNKNOWN": peer.frame(0x42, 0xFF, 77, b"what?"),
        "PING ACK": peer.ping(flags=peer.ACK),
    }
    with attack(server), peer.Peer(server.http, receive_octets=4 * KIBI) as client:
        _, head = client.head("/echo.py", "POST", end=False)
        client.send(head)
        count = pour(client, frames[what] * 500, 60) // len(frames[what])
        assert count >= 500
        mine = of(client)
    said.expect(f"{mine} kind:CONNECTION_CLOSED")
    if what in FLOODS:
        assert said.matching(f"{mine} finding:10.5")
    kind = "0x42" if what == "UNKNOWN" else what.split()[0]
    assert len(said.matching(f"{mine} type:{kind} dir:received")) >= 500


def test_a_peer_that_reads_no_answers_costs_bounded_memory(
    server: Any, peer: Any, attack: Any
) -> None:
    pings = peer.ping() * 5_000
    with attack(server, growth=24 * MEBI + KEPT), peer.Peer(server.http, receive_octets=4096) as c:
        assert pour(c, pings, 200)


def test_streams_over_the_limit_are_refused_one_by_one(
    server: Any, url: str, said: Any, peer: Any, attack: Any, of: Any
) -> None:
    with attack(server), peer.Peer(url) as client:
        client.barrier()
        most = client.settings[peer.MAX_CONCURRENT_STREAMS]
        heads = [client.head("/echo.py", "POST", end=False) for _ in range(most + 50)]
        client.send(*[octets for _, octets in heads])
        client.barrier()
        refused = [n for n, _ in heads if client.answer(n).reset == peer.REFUSED_STREAM]
        assert refused == [number for number, _ in heads[most:]]
        first = heads[0][0]
        client.send(client.data(first, b"still here", peer.END_STREAM))
        assert client.finish(first).body == b"still here"
        mine = of(client)
    assert len(said.expect(f"{mine} type:RST_STREAM code:REFUSED_STREAM dir:sent", 50)) == 50
    assert said.expect(f"{mine} finding:5.1.2")
