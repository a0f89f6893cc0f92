"""Whom a client trusts in TLS: its context, and what the server's certificate says.

Knows the ssl module's contexts and certificates; no socket, no connection.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from h2craft.engine.ca import CERTIFICATE_NAME, data_folder
from h2craft.engine.errors import EngineError, reason
from h2craft.engine.target import Target
from h2craft.engine.tls import limit_tls, load_identity

MOST_NAMES = 100


def client_context(target: Target) -> ssl.SSLContext:
    """A context for HTTP/2 clients, RFC 9113 9.2. EngineError, which names the file at fault.

    It takes a while to read the system's authorities.
    """
    if not target.asked_name and not target.insecure:
        raise EngineError("without a server name the certificate cannot be checked: say insecure")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    limit_tls(context, target.version, target.ciphers)
    if target.insecure:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    else:
        _trust(context, target)
    if target.alpn:
        context.set_alpn_protocols(list(target.alpn))
    if target.certificate is not None:
        load_identity(context, target.certificate, target.key)
    return context


def _trust(context: ssl.SSLContext, target: Target) -> None:
    """RFC 9110 4.3.4. Our own authority is this user's alone, so there is no harm in it."""
    if target.cacert is not None:
        _load(context, target.cacert)
        return
    context.load_default_certs(ssl.Purpose.SERVER_AUTH)
    own = (target.ca_folder or data_folder()) / "ca" / CERTIFICATE_NAME
    if own.is_file():
        _load(context, own)


def _load(context: ssl.SSLContext, path: Path) -> None:
    try:
        context.load_verify_locations(cafile=path)
    except ssl.SSLError as error:
        raise EngineError(f"{path} holds no PEM certificate to trust") from error
    except OSError as error:
        raise EngineError(f"cannot read the certificates of {path}: {reason(error)}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a server's certificate says of itself; the peer's text, so show it escaped.

    names   hosts and addresses it is for, at most 100 of them
    since, until   as it says it, "Nov 23 07:55:00 2027 GMT"
    """

    subject: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """For a record."""
        return {
            "subject": self.subject,
            "issuer": self.issuer,
            "names": list(self.names),
            "since": self.since,
            "until": self.until,
        }


def certificate_of(tls: ssl.SSLObject) -> Certificate | None:
    """The server's certificate, trusted or not; None where it has not come, or cannot be read."""
    # Public is only the one that was trusted, and (from Python 3.13 on) its octets.
    inner: Any = getattr(tls, "_sslobj", None)
    chain = getattr(inner, "get_unverified_chain", None)
    try:
        made = chain() if chain is not None else None
        said = made[0].get_info() if made else {}
    except (ssl.SSLError, ValueError):
        return None
    return _read(said) if said else None


def _read(said: dict[str, Any]) -> Certificate:
    names = [str(name) for kind, name in said.get("subjectAltName", ()) if kind in _NAMES]
    return Certificate(
        subject=_name(said.get("subject", ())),
        issuer=_name(said.get("issuer", ())),
        names=tuple(names[:MOST_NAMES]),
        since=str(said.get("notBefore", "")),
        until=str(said.get("notAfter", "")),
    )


def _name(parts: Any) -> str:
    """By its common name, or else its organization."""
    known = {key: str(value) for part in parts for key, value in part}
    wanted = ("commonName", "organizationalUnitName", "organizationName")
    return next((known[key] for key in wanted if key in known), "")


_NAMES = frozenset(("DNS", "IP Address"))
