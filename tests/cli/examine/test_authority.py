"""The private CA, looked at: its life, its key, who trusts it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from h2craft.cli.examine import State
from h2craft.cli.examine.authority import accepted, certificate, examine, key, variables
from h2craft.engine import Authority, load_authority

VARIABLES = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("H2CRAFT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "data"


@pytest.fixture
def authority(data: Path) -> Authority:
    return load_authority()


def test_a_ca_that_is_not_there_is_not_made(data: Path) -> None:
    [one] = examine()
    assert one.state is State.OK and "not made yet" in one.says
    assert not data.exists()


def test_a_whole_ca_is_told_with_its_files(authority: Authority) -> None:
    told = {one.name: one for one in examine()}
    assert list(told) == ["certificate", "key", "trusted by"]
    assert {one.state for one in told.values()} == {State.OK}
    assert str(authority.certificate) in told["certificate"].says
    assert told["trusted by"].says == "no store of this machine"


def test_a_damaged_ca_is_a_problem_that_names_the_file(authority: Authority) -> None:
    authority.certificate.write_text("nothing of the kind")
    [one] = examine()
    assert one.state is State.PROBLEM and str(authority.certificate) in one.says


def test_a_key_that_others_can_read_is_a_problem(authority: Authority) -> None:
    authority.key.chmod(0o640)
    assert key(authority.key).state is State.PROBLEM
    assert key(authority.key).remedy == f"chmod 600 {authority.key}"


@pytest.fixture(scope="module")
def short_lived() -> bytes:
    """A certificate of the year 2026."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "short-lived")])
    made = x509.CertificateBuilder(name, name, secret.public_key(), x509.random_serial_number())
    made = made.not_valid_before(datetime(2026, 1, 1)).not_valid_after(datetime(2026, 12, 31))
    return made.sign(secret, SHA256()).public_bytes(Encoding.PEM)


@pytest.mark.parametrize(
    ("when", "state", "words"),
    [
        (datetime(2025, 12, 31, tzinfo=UTC), State.PROBLEM, "not yet valid"),
        (datetime(2026, 6, 1, tzinfo=UTC), State.OK, "from 2026-01-01 to 2026-12-31"),
        (datetime(2026, 12, 31, tzinfo=UTC) - timedelta(days=29), State.NOTE, "ends soon"),
        (datetime(2026, 12, 31, tzinfo=UTC), State.PROBLEM, "has expired"),
    ],
)
def test_its_life_is_told_from_before_its_beginning_to_after_its_end(
    short_lived: bytes, when: datetime, state: State, words: str
) -> None:
    one = certificate(Path("/data/ca/ca.pem"), short_lived, when)
    assert one.state is state and words in one.says


def test_whether_a_store_trusts_it_is_tried_with_a_handshake(authority: Authority) -> None:
    told_of_it = ssl.create_default_context(cafile=str(authority.certificate))
    assert accepted(authority, told_of_it)
    assert not accepted(authority, ssl.create_default_context(cadata=None))


def test_variables_of_clients_are_told_by_what_they_hold(authority: Authority, tmp_path) -> None:
    other = tmp_path / "other.pem"
    other.write_text("another CA")
    environment = {
        "SSL_CERT_FILE": str(authority.certificate),
        "CURL_CA_BUNDLE": str(other),
        "NODE_EXTRA_CA_CERTS": str(tmp_path / "none"),
    }
    has, lacks, missing = variables(environment, authority.pem)
    assert "has this CA" in has.says and not has.remedy
    assert "does not have this CA" in lacks.says and lacks.state is State.OK
    assert missing.state is State.PROBLEM and missing.remedy == "unset NODE_EXTRA_CA_CERTS"
