from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from h2craft.engine import TlsOptions, load_authority
from h2craft.engine.pump import TlsPump
from h2craft.engine.tls import ServerIdentity

SCRATCH = memoryview(bytearray(64 << 10))


class Pair:
    """Two pumps, wired by hand."""

    def __init__(self, ca_folder: Path) -> None:
        trusting = ssl.create_default_context(cadata=load_authority(ca_folder).pem.decode())
        self.server = TlsPump(ServerIdentity(TlsOptions(ca_folder=ca_folder)).context)
        self.client = TlsPump(trusting, server_side=False, server_hostname="localhost")

    def shake(self) -> None:
        self.client.handshake()
        self.server.handshake(self.client.take())
        assert self.client.handshake(self.server.take())
        assert self.server.handshake(self.client.take())
        assert self.at_client(self.server.take()) == b""

    def at_client(self, ciphertext: bytes) -> bytes:
        pieces: list[bytes] = []
        self.client.receive(ciphertext, SCRATCH, pieces)
        return b"".join(pieces)

    def at_server(self, ciphertext: bytes) -> bytes:
        pieces: list[bytes] = []
        self.server.receive(ciphertext, SCRATCH, pieces)
        return b"".join(pieces)


@pytest.fixture
def pair(ca_folder: Path) -> Pair:
    made = Pair(ca_folder)
    made.shake()
    return made


@pytest.mark.parametrize("size", [1, 16 << 10, (32 << 10) + 1, 300_000])
def test_octets_come_out_as_they_went_in(pair: Pair, size: int) -> None:
    text = bytes(number % 251 for number in range(size))
    assert pair.at_server(pair.client.send(text)) == text
    assert pair.at_client(pair.server.send(text)) == text


def test_ciphertext_may_come_in_any_cut(pair: Pair) -> None:
    text = b"hello" * 10_000
    ciphertext = pair.client.send(text)
    got = b"".join(
        pair.at_server(ciphertext[at : at + 777]) for at in range(0, len(ciphertext), 777)
    )
    assert got == text


def test_pieces_are_no_longer_than_the_scratch(pair: Pair) -> None:
    pieces: list[bytes] = []
    pair.server.receive(pair.client.send(bytes(200_000)), SCRATCH, pieces)
    assert [len(piece) for piece in pieces] == [65_536, 65_536, 65_536, 200_000 - 3 * 65_536]


def test_after_our_close_notify_reading_goes_on(pair: Pair) -> None:
    pair.at_client(pair.server.close_notify())
    assert pair.client.ended
    assert pair.at_server(pair.client.send(b"still here")) == b"still here"
    assert not pair.server.ended
    pair.at_server(pair.client.close_notify())
    assert pair.server.ended


def test_octets_before_a_broken_record_are_not_lost(pair: Pair) -> None:
    good, bad = pair.client.send(b"good"), bytearray(pair.client.send(b"bad"))
    bad[-1] ^= 1
    pieces: list[bytes] = []
    with pytest.raises(ssl.SSLError):
        pair.server.receive(good + bytes(bad), SCRATCH, pieces)
    assert pieces == [b"good"]


def test_octets_before_a_close_notify_come_first(pair: Pair) -> None:
    last = pair.client.send(b"last words") + pair.client.close_notify()
    assert pair.at_server(last) == b"last words"
    assert pair.server.ended


def test_nothing_is_to_be_said_before_the_handshake(ca_folder: Path) -> None:
    assert Pair(ca_folder).server.close_notify() == b""
