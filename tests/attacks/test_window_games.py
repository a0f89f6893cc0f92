"""Peers that misuse flow control."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.engine


def played(peer: Any, what: str) -> tuple[bytes, str, int, bool]:
    """Octets to send after a request on stream 1; the section, the code, whether all is over."""
    most = peer.LARGEST_WINDOW
    initial = peer.INITIAL_WINDOW_SIZE
    flow = peer.FLOW_CONTROL_ERROR
    return {
        "0 on the connection": (peer.window_update(0), "6.9", peer.PROTOCOL_ERROR, True),
        "0 on a stream": (peer.window_update(0, 1), "6.9", peer.PROTOCOL_ERROR, False),
        "overflow of the connection": (peer.window_update(most), "6.9.1", flow, True),
        "overflow of a stream": (peer.window_update(most, 1), "6.9.1", flow, False),
        "overflow by SETTINGS": (
            peer.window_update(most - 65_535, 1) + peer.settings((initial, most)),
            "6.9.2",
            flow,
            True,
        ),
        "SETTINGS above 2^31-1": (peer.settings((initial, most + 1)), "6.5.2", flow, True),
        "4 octets too few": (peer.frame(peer.WINDOW_UPDATE, 0, 1, b""), "6.9", 6, True),
        "on an idle stream": (peer.window_update(1, 99), "5.1", peer.PROTOCOL_ERROR, True),
    }[what]


@pytest.mark.parametrize(
    "what",
    [
        "0 on the connection",
        "0 on a stream",
        "overflow of the connection",
        "overflow of a stream",
        "overflow by SETTINGS",
        "SETTINGS above 2^31-1",
        "4 octets too few",
        "on an idle stream",
    ],
)
def test_a_window_misused(
    server: Any, said: Any, attack: Any, peer: Any, of: Any, what: str
) -> None:
    octets, section, code, over = played(peer, what)
    with attack(server), peer.Peer(server.http) as client:
        _, head = client.head("/echo.py", "POST", end=False)
        client.send(head, octets)
        answer = client.answer(1)
        client.until(lambda: client.goaway or answer.reset is not None)
        assert code in {answer.reset, client.goaway and client.goaway.code}
        assert client.goaway is not None or not over
        mine = of(client)
    assert said.expect(f"{mine} finding:{section}")


def test_data_beyond_the_streams_window(
    server: Any, said: Any, attack: Any, peer: Any, of: Any
) -> None:
    with attack(server), peer.Peer(server.http) as client:
        client.barrier()
        window = client.settings[peer.INITIAL_WINDOW_SIZE]
        number, head = client.head("/stuck.py", "POST", end=False)
        client.send(head)
        full = peer.frame(peer.DATA, 0, number, bytes(16_384))
        client.send(full * (window // 16_384 + 40))
        client.until(lambda: client.goaway or client.answer(number).reset is not None)
        codes = {client.answer(number).reset, client.goaway and client.goaway.code}
        mine = of(client)
    if codes == {None}:
        pytest.fail("nothing came of it")
    assert peer.FLOW_CONTROL_ERROR in codes
    assert said.expect(f"{mine} finding:6.9.1")


def test_data_beyond_the_connections_window(
    server: Any, said: Any, attack: Any, peer: Any, of: Any
) -> None:
    with attack(server), peer.Peer(server.http) as client:
        client.barrier()
        octets = b""
        for _ in range(8):
            number, head = client.head("/stuck.py", "POST", end=False)
            octets += head + peer.frame(peer.DATA, 0, number, bytes(16_384)) * 15
        client.send(octets)
        client.until(lambda: client.goaway)
        assert client.goaway.code == peer.FLOW_CONTROL_ERROR
        mine = of(client)
    assert said.expect(f"{mine} finding:6.9.1")


def test_negative_windows_hold_the_answer_back_and_nothing_else(
    server: Any, said: Any, attack: Any, peer: Any, of: Any
) -> None:
    with attack(server), peer.Peer(server.http) as client:
        number = client.request("/large.py")
        answer = client.answer(number)
        client.until(lambda: len(answer.body) == 65_535)
        client.send(peer.window_update(1 << 20), peer.settings((peer.INITIAL_WINDOW_SIZE, 0)))
        for _ in range(100):
            client.send(peer.window_update(1, number))
        client.barrier()
        assert len(answer.body) == 65_535
        assert client.finish(client.request("/hello.py", "HEAD")).status == 200
        mine = of(client)
        data = said.expect(f"{mine} type:DATA dir:sent", 4)
        assert sum(reading.frame.length for reading in data) == 65_535
    assert not [text for text in said.blamed() if "window" in text]
