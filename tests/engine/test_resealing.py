from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.engine import TlsOptions, load_authority
from h2craft.engine.pump import TlsPump
from h2craft.engine.resealing import KeyKeeping, Renegotiation
from h2craft.engine.tls import ServerIdentity, server_context

SCRATCH = memoryview(bytearray(64 << 10))
HELLO_REQUEST = bytes(4)
NEW_SESSION_TICKET = (
    bytes.fromhex("04 000016 00001c20 00000001 01 61 0008") + b"a ticket" + bytes(2)
)
CERTIFICATE_REQUEST = bytes.fromhex("0d 00000d 02 6869 0008 000d 0004 0002 0804")
SUITES = [
    {"tls": "1.3"},
    {"tls": "1.2", "cipher": "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"tls": "1.2", "cipher": "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"tls": "1.2", "cipher": "ECDHE-ECDSA-CHACHA20-POLY1305"},
]
Make = Callable[..., tuple[TlsPump, TlsPump]]


@pytest.fixture
def connected(ca_folder: Path) -> Make:
    """A server's pump and a client's, shaken; `words` say what the listener is like."""

    def make(*, late: bool = True, anew: bool = False, **words: str) -> Any:
        options = TlsOptions(ca_folder=ca_folder, asks_later=late)
        server = TlsPump(ServerIdentity(options.worded(words)).context)
        trusting = ssl.create_default_context(cadata=load_authority(ca_folder).pem.decode())
        trusting.set_ciphers("ALL:@SECLEVEL=0")
        if not anew:
            trusting.options |= ssl.OP_NO_RENEGOTIATION
        client = TlsPump(trusting, server_side=False, server_hostname="localhost")
        client.handshake()
        to_server, done = client.take(), False
        while not (done and server.established):
            server.handshake(to_server)
            done = done or client.handshake(server.take())
            to_server = client.take()
        at(client, server.take())
        return server, client

    return make


def at(pump: TlsPump, ciphertext: bytes) -> bytes:
    pieces: list[bytes] = []
    pump.receive(ciphertext, SCRATCH, pieces)
    return b"".join(pieces)


@pytest.mark.parametrize("words", SUITES, ids=lambda words: "-".join(words.values()))
def test_what_is_put_in_is_read_and_so_is_all_that_follows(
    connected: Make, words: dict[str, str]
) -> None:
    server, client = connected(**words)
    assert client.tls.version() == f"TLSv{words['tls']}"
    assert client.tls.cipher()[0] == words.get("cipher", "TLS_AES_256_GCM_SHA384")
    assert at(client, server.send(b"before")) == b"before"
    # What any client takes without a word, so that it is its decryption that is looked at.
    message = NEW_SESSION_TICKET if words["tls"] == "1.3" else HELLO_REQUEST
    for text in (b"after it", b"x" * 40_000, b"and again"):
        server.insert(message)
        assert at(client, server.send(text)) == text
    assert at(client, server.close_notify()) == b""
    assert client.ended


def test_a_certificate_request_that_was_not_offered_an_answer_is_an_alert(
    connected: Make,
) -> None:
    server, client = connected(tls="1.3")
    server.insert(CERTIFICATE_REQUEST)
    with pytest.raises(ssl.SSLError):
        at(client, server.send(b"nobody reads this"))
    with pytest.raises(ssl.SSLError, match="UNEXPECTED_MESSAGE"):
        at(server, client.take())


def test_a_client_that_begins_the_handshake_anew_is_told_of(connected: Make) -> None:
    server, client = connected(anew=True, tls="1.2")
    server.insert(HELLO_REQUEST)
    assert at(client, server.send(b"hello")) == b"hello"
    again = client.take()
    for octet in range(len(again) - 1):  # however it is cut
        assert at(server, again[octet : octet + 1]) == b""
    with pytest.raises(Renegotiation):
        at(server, again[-1:])


def test_without_being_asked_for_nothing_can_be_put_in(connected: Make, ca_folder: Path) -> None:
    server, _ = connected(late=False)
    with pytest.raises(ValueError, match="not known"):
        server.insert(HELLO_REQUEST)
    unshaken = TlsPump(ServerIdentity(TlsOptions(ca_folder=ca_folder, asks_later=True)).context)
    with pytest.raises(ValueError, match="not known"):
        unshaken.insert(HELLO_REQUEST)


def test_a_cipher_suite_of_old_is_not_for_this(connected: Make) -> None:
    server, _ = connected(tls="1.2", cipher="ECDHE-ECDSA-AES128-SHA")
    with pytest.raises(ValueError, match="AES128-SHA"):
        server.insert(HELLO_REQUEST)


def test_a_key_log_that_was_asked_for_is_the_one_that_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ca_folder: Path
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    context = server_context(TlsOptions(ca_folder=ca_folder, asks_later=True))
    assert isinstance(context, KeyKeeping)
    assert context.keylog_filename == str(tmp_path / "keys")
    monkeypatch.delenv("SSLKEYLOGFILE")
    own = server_context(TlsOptions(ca_folder=ca_folder, asks_later=True)).keylog_filename
    assert own and own != context.keylog_filename
