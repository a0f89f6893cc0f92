from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from h2craft.engine import EngineError, TlsOptions, load_authority
from h2craft.engine.tls import LEAF_CACHE, ServerIdentity, server_context


def certificate_for(identity: ServerIdentity, name: str | None, ca_folder: Path) -> set[str]:
    """The names in the certificate a client gets that asks for `name`."""
    trusting = ssl.create_default_context(cadata=load_authority(ca_folder).pem.decode())
    trusting.check_hostname = False
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(to_client, to_server, server_hostname=name)
    server = identity.context.wrap_bio(to_server, to_client, server_side=True)
    for tls in (client, server, client):
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            continue
    found = client.getpeercert()
    assert found is not None
    names: Any = found["subjectAltName"]
    return {value for _, value in names}


@pytest.fixture
def identity(ca_folder: Path) -> ServerIdentity:
    return ServerIdentity(TlsOptions(ca_folder=ca_folder), "127.0.0.1")


def test_the_first_leaf_holds_for_the_loopback(identity: ServerIdentity, ca_folder: Path) -> None:
    names = certificate_for(identity, None, ca_folder)
    assert {"localhost", "127.0.0.1"} <= names
    assert certificate_for(identity, "localhost", ca_folder) == names


def test_a_name_a_client_asks_for_gets_a_leaf_of_its_own(
    identity: ServerIdentity, ca_folder: Path
) -> None:
    assert certificate_for(identity, "Example.test", ca_folder) == {"example.test"}


def test_the_hosts_own_name_is_in_the_leaf(ca_folder: Path) -> None:
    named = ServerIdentity(TlsOptions(ca_folder=ca_folder), "my.test")
    assert "my.test" in certificate_for(named, None, ca_folder)


def test_an_address_gets_a_leaf_too(identity: ServerIdentity) -> None:
    assert identity.for_address("192.0.2.7") is not identity.context
    assert identity.for_address("127.0.0.1") is identity.context


@pytest.mark.parametrize("name", ["", "a b", "\x00", "a" * 300, "-x", "[", "ü" * 80])
def test_a_name_that_is_none_gets_the_first_leaf(identity: ServerIdentity, name: str) -> None:
    assert identity.for_address(name) is identity.context


def test_leaves_are_kept_and_bounded(identity: ServerIdentity) -> None:
    first = identity.for_address("0.example")
    assert identity.for_address("0.EXAMPLE") is first
    for number in range(1, LEAF_CACHE + 1):
        identity.for_address(f"{number}.example")
    assert identity.for_address("0.example") is not first


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Path]:
    leaf = trustme.CA().issue_cert("own.test")
    leaf.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    leaf.private_key_pem.write_to_path(tmp_path / "key.pem")
    return tmp_path / "cert.pem", tmp_path / "key.pem"


def test_a_certificate_of_ones_own_is_used_as_it_is(own: tuple[Path, Path]) -> None:
    identity = ServerIdentity(TlsOptions(certificate=own[0], key=own[1]))
    assert identity.for_address("192.0.2.7") is identity.context
    both = own[0].with_name("both.pem")
    both.write_bytes(own[0].read_bytes() + own[1].read_bytes())
    ServerIdentity(TlsOptions(certificate=both))


def broken(certificate: Path, key: Path | None) -> str:
    with pytest.raises(EngineError) as caught:
        ServerIdentity(TlsOptions(certificate=certificate, key=key))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_is_wrong_with_own_files_is_said_in_one_line(
    own: tuple[Path, Path], tmp_path: Path
) -> None:
    certificate, key = own
    other = tmp_path / "other.pem"
    trustme.CA().issue_cert("other.test").private_key_pem.write_to_path(other)
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("rubbish")
    empty = tmp_path / "empty.pem"
    empty.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    locked = tmp_path / "locked.pem"
    locked.write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    missing = tmp_path / "missing.pem"
    assert broken(certificate, other) == (
        f"the key {other} does not belong to the certificate {certificate}"
    )
    assert broken(missing, key) == (
        f"cannot read the certificate {missing}: no such file or directory"
    )
    assert broken(certificate, missing).startswith(f"cannot read the key {missing}")
    assert broken(certificate, rubbish) == f"{rubbish} holds no PEM key"
    assert broken(rubbish, key) == f"{rubbish} holds no PEM certificate"
    assert broken(certificate, None).startswith(f"{certificate} holds no private key")
    assert str(empty) in broken(empty, key)
    assert broken(certificate, locked).startswith(f"{locked} is encrypted")
    assert "is a directory" in broken(tmp_path, key)


def test_the_protocols_and_versions_are_those_of_http2() -> None:
    context = server_context(TlsOptions())
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.options & ssl.OP_NO_COMPRESSION
    assert all("CBC" not in cipher["name"] for cipher in context.get_ciphers())


def test_a_key_log_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path))
    with pytest.raises(EngineError, match="cannot write the key log"):
        server_context(TlsOptions())


def agreed(identity: ServerIdentity, *alpn: str, offers: str = "") -> ssl.SSLObject:
    """The client's end of a handshake with this identity. ssl.SSLError where it fails."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.post_handshake_auth = offers == "post-handshake"
    if alpn:
        context.set_alpn_protocols(list(alpn))
    if offers and offers != "post-handshake":
        context.set_ciphers(f"{offers}:@SECLEVEL=0")
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(to_client, to_server, server_hostname="a.test")
    server = identity.context.wrap_bio(to_server, to_client, server_side=True)
    for tls in (client, server, client, server, client):
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return client


def worded(ca_folder: Path, **words: str) -> ServerIdentity:
    return ServerIdentity(TlsOptions(ca_folder=ca_folder).worded(words), "127.0.0.1")


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_a_listener_may_have_one_version_alone(ca_folder: Path, version: str) -> None:
    assert agreed(worded(ca_folder, tls=version)).version() == f"TLSv{version}"


def test_a_listener_may_insist_on_a_cipher_that_http2_forbids(ca_folder: Path) -> None:
    identity = worded(ca_folder, tls="1.2", cipher="ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA")
    cipher = agreed(identity, "h2", offers="ALL").cipher()
    assert cipher is not None and cipher[0].endswith("-AES128-SHA")


def test_a_cipher_nobody_knows_is_refused(ca_folder: Path) -> None:
    with pytest.raises(EngineError, match="OpenSSL knows no cipher 'NONSENSE'"):
        worded(ca_folder, cipher="NONSENSE")


@pytest.mark.parametrize(
    ("alpn", "chosen"), [("h2", "h2"), ("http/1.1", "http/1.1"), ("none", None)]
)
def test_a_listener_agrees_to_what_it_is_told_in_alpn(
    ca_folder: Path, alpn: str, chosen: str | None
) -> None:
    identity = worded(ca_folder, alpn=alpn)
    assert agreed(identity, "h2", "http/1.1").selected_alpn_protocol() == chosen


def test_a_certificate_may_stand_for_other_names_than_those_asked_for(ca_folder: Path) -> None:
    identity = worded(ca_folder, cert="a.test+192.0.2.1")
    assert certificate_for(identity, "b.test", ca_folder) == {"a.test", "192.0.2.1"}
    assert identity.for_address("127.0.0.1") is identity.context


def test_a_client_that_offers_it_can_be_asked_for_its_certificate_later(ca_folder: Path) -> None:
    identity = worded(ca_folder, tls="1.3", auth="post-handshake")
    assert agreed(identity, offers="post-handshake").version() == "TLSv1.3"


@pytest.mark.parametrize(
    "words", [{"tls": "1.1"}, {"alpn": "h3"}, {"speak": "spdy"}, {"auth": "never"}, {"x": "y"}]
)
def test_what_no_listener_can_be_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(EngineError):
        TlsOptions().worded(words)
