"""Why TLS to a server has failed, in words that say what to do. Pure."""

from __future__ import annotations

import ssl

from h2craft.engine.target import Target
from h2craft.engine.trust import Certificate
from h2craft.wire import elide, escape

NAMES_SHOWN = 200

# X509_V_ERR_..., openssl/x509_vfy.h
_NOT_YET, _EXPIRED, _SELF_SIGNED, _SELF_SIGNED_IN_CHAIN = 9, 10, 18, 19
_NO_ISSUER, _NO_ISSUER_LOCALLY, _UNVERIFIABLE = 2, 20, 21
_HOST_MISMATCH, _ADDRESS_MISMATCH = 62, 64

_UNKNOWN_ISSUER = frozenset((_NO_ISSUER, _NO_ISSUER_LOCALLY, _UNVERIFIABLE, _SELF_SIGNED_IN_CHAIN))
_REGARDLESS = "or --insecure takes it as it is"
_ALERTS = {
    "NO_APPLICATION_PROTOCOL": "the server speaks none of what we offer by ALPN ({alpn})",
    "HANDSHAKE_FAILURE": "the server finds nothing in common with us: TLS version, cipher or curve",
    "PROTOCOL_VERSION": "the server does not speak the TLS we offer ({version})",
    "INSUFFICIENT_SECURITY": "the server asks for better ciphers than we offer",
    "CERTIFICATE_REQUIRED": "the server asks for a client certificate: give one with --cert, --key",
    "BAD_CERTIFICATE": "the server rejects our certificate as bad",
    "UNKNOWN_CA": "the server does not trust the issuer of our certificate",
    "CERTIFICATE_UNKNOWN": "the server does not accept our certificate",
    "CERTIFICATE_EXPIRED": "the server says our certificate has expired",
    "CERTIFICATE_REVOKED": "the server says our certificate has been revoked",
    "ACCESS_DENIED": "the server denies us access",
    "INTERNAL_ERROR": "the server says it has failed",
    "DECRYPT_ERROR": "the server could not verify what we signed",
}
_OTHERS = {
    "TLSV1_UNRECOGNIZED_NAME": "the server knows no {name}",
    "WRONG_VERSION_NUMBER": "what the server sends is not TLS: does the port speak http?",
    "UNSUPPORTED_PROTOCOL": "the server chose a TLS version that we do not offer ({version})",
    "NO_CIPHERS_AVAILABLE": "no cipher is left for the TLS we are to speak ({version})",
    "DECRYPTION_FAILED_OR_BAD_RECORD_MAC": "a record cannot be decrypted",
    "RECORD_LAYER_FAILURE": "a record cannot be decrypted",  # the same, from OpenSSL 3.2 on
}


def distrust(error: ssl.SSLError | None, target: Target, certificate: Certificate | None) -> str:
    """One line for a TLS_FAILED record; None: the server just went away."""
    if error is None:
        return "the server closed the connection during the handshake"
    if isinstance(error, ssl.SSLCertVerificationError):
        return _of_certificate(error, target, certificate or Certificate())
    name = error.reason or _name(error)
    alert = name.partition("_ALERT_")[2]
    text = _ALERTS.get(alert) or _OTHERS.get(name) or "TLS failed"
    said = text.format(
        alpn=", ".join(target.alpn) or "nothing",
        version=f"TLS {target.version}" if target.version else "TLS 1.2 and 1.3",
        name=target.sni or "such host",
    )
    return f"{said} ({name})"


def _name(error: ssl.SSLError) -> str:
    """OpenSSL's name of a reason that Python does not know by one, out of what it says instead."""
    said = str(error).rpartition("] ")[2].partition(" (")[0]
    return said.upper().replace(" ", "_")


def _of_certificate(
    error: ssl.SSLCertVerificationError, target: Target, certificate: Certificate
) -> str:
    code, whose = error.verify_code, f"the certificate of {target.asked_name}"
    if code in {_HOST_MISMATCH, _ADDRESS_MISMATCH}:
        names = ", ".join(certificate.names) or certificate.subject or "nobody"
        return (
            f"the certificate is not for {target.asked_name} but for {_shown(names)}: "
            f"--server-name asks for another, {_REGARDLESS}"
        )
    if code == _EXPIRED:
        until = f" on {_shown(certificate.until)}" if certificate.until else ""
        return f"{whose} has expired{until}: the server needs a new one, {_REGARDLESS}"
    if code == _NOT_YET:
        since = f" before {_shown(certificate.since)}" if certificate.since else " yet"
        return f"{whose} is not valid{since}: is the clock right? {_REGARDLESS}"
    if code == _SELF_SIGNED:
        return f"{whose} is signed by itself: give it with --cacert to trust it, {_REGARDLESS}"
    if code in _UNKNOWN_ISSUER:
        issuer = _shown(certificate.issuer) or "somebody"
        missed = "trusted" if target.cacert is None else f"in {target.cacert}"
        return (
            f"{whose} was issued by {issuer}, who is not {missed}: "
            f"give the issuer's with --cacert, {_REGARDLESS}"
        )
    return f"{whose} is not trusted: {error.verify_message}; {_REGARDLESS}"


def _shown(text: str) -> str:
    """The peer's text."""
    return elide(escape(text), NAMES_SHOWN)
