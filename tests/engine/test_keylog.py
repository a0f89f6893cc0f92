from __future__ import annotations

import gc
import os
import ssl
from pathlib import Path

import pytest

from h2craft.engine import EngineError, TlsOptions, load_authority
from h2craft.engine.keylog import KeyLog
from h2craft.engine.pump import TlsPump
from h2craft.engine.tls import ServerIdentity

NAMES_OF_1_3 = {
    b"SERVER_HANDSHAKE_TRAFFIC_SECRET",
    b"CLIENT_HANDSHAKE_TRAFFIC_SECRET",
    b"SERVER_TRAFFIC_SECRET_0",
    b"CLIENT_TRAFFIC_SECRET_0",
    b"EXPORTER_SECRET",
}
HELLO_REQUEST = bytes(4)


def shaken(ca_folder: Path, log: KeyLog, name: str = "localhost", **words: str) -> list[bytes]:
    """The lines a server's handshake has come to."""
    asks_later = words.pop("asks_later", "") == "yes"
    options = TlsOptions(ca_folder=ca_folder, asks_later=asks_later).worded(words)
    server = TlsPump(ServerIdentity(options, "", log).context, keylog=log)
    trusting = ssl.create_default_context(cadata=load_authority(ca_folder).pem.decode())
    client = TlsPump(trusting, server_side=False, server_hostname=name)
    client.handshake()
    lines: list[bytes] = []
    while not server.established:
        server.handshake(client.take())
        lines += server.learned()
        client.handshake(server.take())
    if asks_later:
        server.insert(HELLO_REQUEST)
    return lines


@pytest.mark.parametrize("name", ["localhost", "of.its.own.test"])
def test_a_connection_learns_each_of_its_own_secrets_once(ca_folder: Path, name: str) -> None:
    log = KeyLog()
    for _ in range(2):
        lines = shaken(ca_folder, log, name)
        assert {line.split()[0] for line in lines} == NAMES_OF_1_3
        assert len({line.split()[1] for line in lines}) == 1
        assert len(lines) == len(NAMES_OF_1_3)
        assert log.take() == []


def test_of_tls_1_2_there_is_the_master_secret(ca_folder: Path) -> None:
    lines = shaken(ca_folder, KeyLog(), tls="1.2")
    assert [line.split()[0] for line in lines] == [b"CLIENT_RANDOM"]


def test_what_was_taken_still_serves_to_put_messages_in(ca_folder: Path) -> None:
    assert shaken(ca_folder, KeyLog(), asks_later="yes", tls="1.2")


def test_the_persons_own_key_log_has_the_lines_too(
    ca_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    log = KeyLog()
    monkeypatch.delenv("SSLKEYLOGFILE")  # or the client's context would write there too
    lines = shaken(ca_folder, log)
    written = (tmp_path / "keys").read_bytes().splitlines()
    assert [line for line in written if not line.startswith(b"#")] == lines
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600


def test_a_key_log_that_cannot_be_written_is_told_of_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "no" / "keys"))
    with pytest.raises(EngineError, match="cannot write the key log"):
        KeyLog().join(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))


def test_one_that_cannot_be_written_any_more_ends_no_handshake(
    ca_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "soon gone"
    folder.mkdir()
    monkeypatch.setenv("SSLKEYLOGFILE", str(folder / "keys"))
    log = KeyLog()
    log.join(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    (folder / "keys").unlink()
    folder.rmdir()
    with open(log.path, "ab") as file:
        file.write(b"CLIENT_RANDOM 00 11\n")
    assert log.take() == [b"CLIENT_RANDOM 00 11"]


def test_without_files_in_memory_there_is_one_for_its_owner_alone(
    ca_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    log = KeyLog()
    path = Path(log.path)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert len(shaken(ca_folder, log)) == len(NAMES_OF_1_3)
    del log
    gc.collect()  # contexts lead back to those who made them
    assert not path.parent.exists()
