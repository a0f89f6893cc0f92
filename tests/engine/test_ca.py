from __future__ import annotations

import os
import ssl
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from h2craft.engine import EngineError, data_folder, load_authority

posix = pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_the_authority_is_made_once_and_only_its_owner_may_read_the_key(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = load_authority(tmp_path / "deep" / "data")
    finally:
        os.umask(before)
    assert mode(made.key) == 0o600
    assert mode(made.certificate) == 0o644
    assert mode(made.key.parent) == 0o700
    assert mode(tmp_path / "deep" / "data") == 0o700
    assert load_authority(tmp_path / "deep" / "data").pem == made.pem


def test_the_environment_says_where_the_data_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("H2CRAFT_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    assert load_authority().certificate == tmp_path / "ca" / "ca.pem"
    monkeypatch.delenv("H2CRAFT_DATA")
    assert data_folder().name == "h2craft"


def test_threads_that_start_at_once_end_with_the_same_authority(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        pems = set(pool.map(lambda _: load_authority(tmp_path).pem, range(8)))
    assert len(pems) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["ca"], "nothing half-made is left"


def test_processes_that_start_at_once_end_with_the_same_authority(tmp_path: Path) -> None:
    code = "from h2craft.engine import load_authority; print(load_authority().pem.decode())"
    environment = {**os.environ, "H2CRAFT_DATA": str(tmp_path)}
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment)
        for _ in range(3)
    ]
    said = {process.communicate()[0] for process in started}
    assert len(said) == 1
    assert b"BEGIN CERTIFICATE" in said.pop()


@pytest.mark.parametrize("name", ["ca.pem", "ca.key"])
@pytest.mark.parametrize("damage", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_damaged_file_is_named_with_the_remedy(tmp_path: Path, name: str, damage: bytes) -> None:
    load_authority(tmp_path)
    (tmp_path / "ca" / name).write_bytes(damage)
    with pytest.raises(EngineError) as caught:
        load_authority(tmp_path)
    assert str(tmp_path / "ca" / name) in str(caught.value)
    assert "remove" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    load_authority(tmp_path)
    (tmp_path / "ca" / "ca.key").unlink()
    with pytest.raises(EngineError, match=r"ca\.key is missing; remove"):
        load_authority(tmp_path)


def test_a_key_of_another_authority_is_refused(tmp_path: Path) -> None:
    load_authority(tmp_path / "one")
    other = load_authority(tmp_path / "two")
    (tmp_path / "one" / "ca" / "ca.key").write_bytes(other.key.read_bytes())
    with pytest.raises(EngineError, match=r"ca\.key does not belong to .*ca\.pem"):
        load_authority(tmp_path / "one")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EngineError, match="cannot keep the CA in .*file"):
        load_authority(tmp_path / "file" / "below")


def test_a_leaf_holds_for_every_name_it_was_issued_for(tmp_path: Path) -> None:
    authority = load_authority(tmp_path)
    (tmp_path / "leaf.pem").write_bytes(authority.issue("localhost", "127.0.0.1", "::1"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "leaf.pem")
    with pytest.raises(ValueError):
        authority.issue("not a name, surely \x00")
