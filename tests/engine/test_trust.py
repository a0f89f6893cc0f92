from __future__ import annotations

import ssl
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import trustme

from h2craft.engine import EngineError, Target, load_authority
from h2craft.engine.pump import TlsPump
from h2craft.engine.trust import Certificate, certificate_of, client_context

TARGET = Target.of("https://h.test")


def shaken(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> TlsPump:
    """The client's end, once all that was to be said in the handshake is said."""
    here = TlsPump(client, server_side=False, server_hostname=name)
    there = TlsPump(server)
    here.handshake()
    there.handshake(here.take())
    here.handshake(there.take())
    return here


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="Somebody")


@pytest.fixture(scope="module")
def server(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("h.test", "127.0.0.1").configure_cert(context)
    return context


def test_what_is_trusted_is_what_the_file_says_and_nothing_else(
    authority: trustme.CA, server: ssl.SSLContext, tmp_path: Path
) -> None:
    mine, other = tmp_path / "mine.pem", tmp_path / "other.pem"
    authority.cert_pem.write_to_path(mine)
    trustme.CA().cert_pem.write_to_path(other)
    assert shaken(client_context(_with(mine)), server, "h.test").established
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken(client_context(_with(other)), server, "h.test")


def _with(cacert: Path) -> Target:
    return Target.of("https://h.test", cacert=cacert)


def test_without_one_our_own_authority_is_trusted_and_none_is_made(tmp_path: Path) -> None:
    made = tmp_path / "made"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (leaf := tmp_path / "leaf.pem").write_bytes(load_authority(made).issue("h.test"))
    context.load_cert_chain(leaf)
    ours = Target.of("https://h.test", ca_folder=made)
    assert shaken(client_context(ours), context, "h.test").established
    nowhere = tmp_path / "nowhere"
    client_context(Target.of("https://h.test", ca_folder=nowhere))
    assert not nowhere.exists()


def test_insecure_checks_nothing(server: ssl.SSLContext) -> None:
    insecure = client_context(Target.of("https://x.test", insecure=True))
    assert shaken(insecure, server, "x.test").established


def test_the_certificate_is_read_whether_it_is_trusted_or_not(server: ssl.SSLContext) -> None:
    insecure = client_context(Target.of("https://x.test", insecure=True))
    found = certificate_of(shaken(insecure, server, "x.test").tls)
    assert found is not None
    assert found.names == ("h.test", "127.0.0.1")
    assert found.issuer == "Somebody" or found.issuer.startswith("Testing CA")
    assert found.until.endswith("GMT")
    assert found.facts["names"] == ["h.test", "127.0.0.1"]
    strict = TlsPump(client_context(TARGET), server_side=False, server_hostname="h.test")
    strict.handshake()
    assert certificate_of(strict.tls) is None  # it has not come yet
    there = TlsPump(server)
    there.handshake(strict.take())
    with pytest.raises(ssl.SSLCertVerificationError):
        strict.handshake(there.take())
    assert certificate_of(strict.tls) == found


def test_a_certificate_that_cannot_be_read_is_none() -> None:
    def raises() -> Any:
        raise ValueError("not done yet")

    broken: Any = SimpleNamespace(_sslobj=SimpleNamespace(get_unverified_chain=raises))
    assert certificate_of(broken) is None


def test_what_offers_no_names_says_so() -> None:
    assert Certificate().facts["names"] == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cacert": Path("/no/such.pem")}, "cannot read the certificates of /no/such.pem: no"),
        (
            {"certificate": Path("/no/such.pem")},
            "cannot read the certificate /no/such.pem: no",
        ),
        ({"version": "1.1"}, "'1.1' is none of 1.2, 1.3"),
        ({"ciphers": "ROT13"}, "OpenSSL knows no cipher 'ROT13'"),
        ({"server_name": ""}, "without a server name the certificate cannot be checked: say ins"),
    ],
)
def test_what_cannot_be_used_is_named(changes: dict[str, object], said: str) -> None:
    with pytest.raises(EngineError) as refused:
        client_context(Target.of("https://h.test", **changes))
    assert str(refused.value).startswith(said)


def test_a_file_without_certificates_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing\n")
    with pytest.raises(EngineError, match=r"empty\.pem holds no PEM certificate to trust"):
        client_context(Target.of("https://h.test", cacert=empty))
