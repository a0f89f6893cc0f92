"""The private certificate authority: made on first use, kept in the user's data folder.

Knows files and certificates, nothing of connections. The authority is a folder of two files that
only mean something together, so the folder is made under another name and moved into place in one
step: of two processes that start at once one wins, and the other takes what it finds.
"""

from __future__ import annotations

import os
import shutil
import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from h2craft.engine.errors import EngineError, reason

if TYPE_CHECKING:
    import trustme

DATA_VARIABLE = "H2CRAFT_DATA"
CERTIFICATE_NAME = "ca.pem"
KEY_NAME = "ca.key"
LEAF_DAYS = 397  # the longest life browsers accept


def data_folder() -> Path:
    """Where h2craft keeps what outlives a run; the environment's H2CRAFT_DATA goes first."""
    chosen = os.environ.get(DATA_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_data_path("h2craft")


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority, loaded. `certificate` and `key` are its files, `pem` what clients trust."""

    certificate: Path
    key: Path
    pem: bytes
    _authority: trustme.CA

    def issue(self, *names: str) -> bytes:
        """A new leaf for these host names and addresses: its key and chain, PEM in one piece.

        ValueError where a name is no host name.
        """
        now = datetime.now(UTC)
        leaf = self._authority.issue_cert(
            *names,
            common_name=names[0][:64],
            organization_name="h2craft",
            not_before=now - timedelta(days=1),  # clocks differ
            not_after=now + timedelta(days=LEAF_DAYS),
        )
        return bytes(leaf.private_key_and_cert_chain_pem.bytes())


def load_authority(folder: Path | None = None) -> Authority:
    """The authority of this user, made now if there is none.

    `folder` holds it in place of `data_folder()`. EngineError where the files cannot be made,
    read or used; the message names the file.
    """
    home = (folder or data_folder()) / "ca"
    if not home.exists():
        _make(home)
    return _read(home)


def _make(home: Path) -> None:
    import trustme  # slow to import, and needed by TLS alone

    made = trustme.CA(organization_name="h2craft", organization_unit_name=_whose())
    fresh: str | None = None
    try:
        home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = tempfile.mkdtemp(prefix=".ca-", dir=home.parent)  # 0700 by definition
        _write(Path(fresh, CERTIFICATE_NAME), made.cert_pem.bytes(), 0o644)
        _write(Path(fresh, KEY_NAME), made.private_key_pem.bytes(), 0o600)
        os.rename(fresh, home)
        fresh = None
    except OSError as error:
        if not home.exists():  # otherwise another process was quicker
            raise EngineError(f"cannot keep the CA in {home}: {reason(error)}") from error
    finally:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)


def _write(path: Path, octets: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(descriptor)
    path.chmod(mode)  # whatever the umask made of it


def _whose() -> str:
    """A name by which a person finds the right CA among those a browser trusts."""
    user = os.environ.get("USER") or os.environ.get("USERNAME") or "somebody"
    return f"private CA of {user}"[:64]


def _read(home: Path) -> Authority:
    import trustme

    certificate, key = home / CERTIFICATE_NAME, home / KEY_NAME
    pem, key_pem = _octets(certificate), _octets(key)
    try:
        authority = trustme.CA.from_pem(pem, key_pem)
    except Exception as error:  # cryptography raises a family of its own
        broken = certificate if not _is_certificate(pem) else key
        raise EngineError(f"{broken} is damaged; {_remedy(home)}") from error
    check = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        check.load_cert_chain(certificate, key)
    except ssl.SSLError as error:
        raise EngineError(f"{key} does not belong to {certificate}; {_remedy(home)}") from error
    return Authority(certificate, key, pem, authority)


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise EngineError(f"{path} is missing; {_remedy(path.parent)}") from error
    except OSError as error:
        raise EngineError(f"cannot read {path}: {reason(error)}") from error


def _is_certificate(pem: bytes) -> bool:
    from cryptography import x509

    try:
        x509.load_pem_x509_certificate(pem)
    except Exception:
        return False
    return True


def _remedy(home: Path) -> str:
    return f"remove {home} to have a new CA made"
