"""The private CA: where it is, how long it holds, who can read its key, who trusts it.

Makes none: what is not there yet is made by what needs it. Knows certificates and TLS in memory.
"""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from h2craft.cli.examine.found import Found, note, problem
from h2craft.wire import escape

if TYPE_CHECKING:
    from h2craft.engine import Authority

NAME = "localhost"
SOON = timedelta(days=30)
TOOL_SECONDS = 10.0
VARIABLES = (
    ("SSL_CERT_FILE", "OpenSSL: Python, Ruby, Go and more"),
    ("CURL_CA_BUNDLE", "curl"),
    ("REQUESTS_CA_BUNDLE", "Python's requests"),
    ("NODE_EXTRA_CA_CERTS", "node"),
)
"""Environment variables that clients take their CAs from, and whose they are."""


def examine() -> Iterator[Found]:
    """Where there is no CA, the rest is left out."""
    from h2craft.engine import EngineError, data_folder, load_authority

    home = data_folder() / "ca"
    if not home.exists():
        says = f"not made yet; it will be in {home}"
        yield Found("certificate", says, remedy="it is made on first use, also by: h2craft ca")
        return
    try:
        authority = load_authority()
    except EngineError as error:
        yield problem("certificate", str(error))
        return
    yield certificate(authority.certificate, authority.pem, datetime.now(UTC))
    yield key(authority.key)
    yield _trust(authority)
    yield from variables(os.environ, authority.pem)


def certificate(path: Path, pem: bytes, now: datetime) -> Found:
    """Till when it holds; `now` is aware."""
    from cryptography import x509

    read = x509.load_pem_x509_certificate(pem)
    since, until = read.not_valid_before_utc, read.not_valid_after_utc
    says = f"{path}, from {since:%Y-%m-%d} to {until:%Y-%m-%d}"
    remedy = f"remove {path.parent}: a new one is made, and clients are to be told of it"
    if now < since:
        return problem("certificate", f"{says}: not yet valid", "is this machine's clock right?")
    if now >= until:
        return problem("certificate", f"{says}: it has expired", remedy)
    if now >= until - SOON:
        return note("certificate", f"{says}: it ends soon", remedy)
    return Found("certificate", says)


def key(path: Path) -> Found:
    """Whether its owner alone can read it."""
    about = path.stat()
    mode = about.st_mode & 0o777
    says = f"{path}, mode {mode:03o}"
    if mode & 0o077:
        return problem("key", f"{says}: others can read it", f"chmod 600 {path}")
    return Found("key", says)


def _trust(authority: Authority) -> Found:
    stores = [name for name, held in _stores(authority) if held]
    if stores:
        return Found("trusted by", ", ".join(stores))
    remedy = "each client has to be told: h2craft ca says how"
    return Found("trusted by", "no store of this machine", remedy=remedy)


def _stores(authority: Authority) -> Iterator[tuple[str, bool]]:
    yield "the system (OpenSSL's default)", accepted(authority, ssl.create_default_context())
    yield "Chromium (~/.pki/nssdb)", _in_nss(Path.home() / ".pki" / "nssdb", authority.pem)


def accepted(authority: Authority, client: ssl.SSLContext) -> bool:
    """Whether a client of that context takes a certificate the authority signed; no socket."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory(prefix="h2craft-") as folder:  # for its owner alone
        leaf = Path(folder, "leaf.pem")
        leaf.write_bytes(authority.issue(NAME))
        server.load_cert_chain(leaf)
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = server.wrap_bio(to_server, to_client, server_side=True)
    theirs = client.wrap_bio(to_client, to_server, server_hostname=NAME)
    try:
        while not (_stepped(theirs) & _stepped(ours)):
            pass
    except ssl.SSLError:
        return False
    return True


def _stepped(end: ssl.SSLObject) -> bool:
    """Let one end go on as far as it can; whether it is through."""
    try:
        end.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


def _in_nss(folder: Path, pem: bytes) -> bool:
    certutil = shutil.which("certutil")
    if certutil is None or not folder.is_dir():
        return False
    words = [certutil, "-d", f"sql:{folder}", "-L", "-n", "h2craft", "-a"]
    try:
        done = subprocess.run(words, capture_output=True, timeout=TOOL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return _bare(pem) in _bare(done.stdout)


def variables(environment: Mapping[str, str], pem: bytes) -> Iterator[Found]:
    """What the clients started from here are told to trust, where that is said at all."""
    for name, whose in VARIABLES:
        if not (named := environment.get(name)):
            continue
        said = escape(named)
        try:
            held = _bare(pem) in _bare(Path(named).read_bytes())
        except OSError as error:
            yield problem("variable", f"{name}={said}: {error.strerror}", f"unset {name}")
            continue
        says = f"{name}={said} {'has' if held else 'does not have'} this CA ({whose})"
        yield Found("variable", says, remedy="" if held else "h2craft ca --pem prints it")


def _bare(text: bytes) -> bytes:
    """PEM without what tools add or change: ends of lines."""
    return b"".join(text.split())
