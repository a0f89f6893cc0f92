"""OpenSSL's reasons in words a client author can act on."""

from __future__ import annotations

import ssl

UNTRUSTED = "the client does not trust our certificate: see 'h2craft ca'"
REASONS = {
    "TLSV1_ALERT_UNKNOWN_CA": UNTRUSTED,
    "SSLV3_ALERT_BAD_CERTIFICATE": "the client rejects our certificate as bad",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": UNTRUSTED,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "the client says our certificate has expired",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "the client does not support our certificate",
    "NO_SHARED_CIPHER": "no cipher is common to the client and us (RFC 9113 9.2.2)",
    "UNSUPPORTED_PROTOCOL": "the client offers no TLS version from 1.2 on (RFC 9113 9.2)",
    "VERSION_TOO_LOW": "the client offers no TLS version from 1.2 on (RFC 9113 9.2)",
    "WRONG_VERSION_NUMBER": "what the client sends is not TLS",
    "NO_SUITABLE_SIGNATURE_ALGORITHM": "no signature algorithm is common to the client and us",
    "NO_SUITABLE_KEY_SHARE": "no key exchange group is common to the client and us",
    "DECRYPTION_FAILED_OR_BAD_RECORD_MAC": "a record cannot be decrypted",
    "RECORD_LAYER_FAILURE": "a record cannot be decrypted",  # the same, from OpenSSL 3.2 on
}


def tls_reason(error: ssl.SSLError | None) -> str:
    """One line for a TLS_FAILED record; None: the peer just went away."""
    if error is None:
        return "the client closed the connection during the handshake"
    name = error.reason or ""
    if name in REASONS:
        return f"{REASONS[name]} ({name})"
    return f"TLS failed: {name or error}"
