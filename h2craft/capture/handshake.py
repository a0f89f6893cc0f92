"""What is seen of a TLS handshake: who asked for what, and what was agreed on. Pure.

RFC 8446 4.1.2 and 4.1.3, RFC 7301 3.1. In TLS 1.3 the server's ALPN is under encryption: without
keys it is not known.
"""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any

from h2craft.capture.packet import Tls

CLIENT_HELLO, SERVER_HELLO = 1, 2
ALERT, HANDSHAKE, APPLICATION_DATA = 21, 22, 23
CLOSE_NOTIFY = 0

_VERSIONS = {0x0300: "SSLv3", 0x0301: "TLSv1", 0x0302: "TLSv1.1", 0x0303: "TLSv1.2"}
_VERSIONS[0x0304] = "TLSv1.3"

_ALERTS = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    22: "record_overflow",
    40: "handshake_failure",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    109: "missing_extension",
    110: "unsupported_extension",
    112: "unrecognized_name",
    116: "certificate_required",
    120: "no_application_protocol",
}


class Handshake:
    """Feed it what each segment has of TLS. `chosen` is the protocol the server took; None: unseen.

    offered  protocols of the ClientHello; None where it has no ALPN
    opened   something was decrypted, so the keys are there
    sealed   something was not
    """

    __slots__ = (
        "_suites",
        "_versions",
        "chosen",
        "cipher",
        "greeted",
        "offered",
        "opened",
        "sealed",
        "server_name",
        "version",
    )

    def __init__(self) -> None:
        self.greeted = False  # a ClientHello was seen
        self.offered: tuple[str, ...] | None = None
        self.chosen: str | None = None
        self.server_name: str | None = None
        self.version = ""
        self.cipher = ""
        self.opened = False
        self.sealed = False
        self._versions: tuple[int, ...] = ()
        self._suites: tuple[int, ...] = ()

    def take(self, tls: Tls, opened: int) -> None:
        """The next segment with records; `opened` of them were application data, decrypted."""
        if CLIENT_HELLO in tls.messages:
            self._asked(tls)
        elif SERVER_HELLO in tls.messages:
            self._agreed(tls)
        elif tls.alpn:  # EncryptedExtensions in a segment of their own
            self.chosen = tls.alpn[-1]
        # TLS 1.3 shows a second, inner type where a record is decrypted; TLS 1.2 has but one.
        if tls.sealed:
            self.sealed = self.sealed or len(tls.types) < tls.sealed
            self.opened = self.opened or len(tls.types) >= tls.sealed
        elif APPLICATION_DATA in tls.types:
            self.sealed = self.sealed or not (opened or self.opened)
            self.opened = self.opened or opened > 0

    def _asked(self, tls: Tls) -> None:
        self.greeted = True
        self.offered = tls.alpn or None
        self.server_name = tls.server_name or None
        self._versions = tls.supported or (tls.version,)
        self._suites = tls.suites

    def _agreed(self, tls: Tls) -> None:
        number = tls.supported[-1] if tls.supported else tls.version
        self.version = _VERSIONS.get(number, f"{number:#06x}")
        self.cipher = suite_name(tls.suites[-1]) if tls.suites else ""
        if tls.alpn:
            self.chosen = tls.alpn[-1]

    @property
    def may_be_http2(self) -> bool:
        """False once it is known that another protocol is spoken (RFC 9113 3.3)."""
        if self.chosen is not None:
            return self.chosen == "h2"
        return self.offered is None or "h2" in self.offered

    def detail(self) -> dict[str, Any]:
        """As a TLS_ESTABLISHED record has it."""
        return {
            "version": self.version,
            "cipher": self.cipher,
            "alpn": self.chosen,
            "server_name": self.server_name,
            "offered": None if self.offered is None else list(self.offered),
            "versions": [_VERSIONS[one] for one in self._versions if one in _VERSIONS],
            "ciphers": list(self._suites),
        }


def alert_name(number: int) -> str:
    """The description of an alert, by the name RFC 8446 6 has for it."""
    return f"{_ALERTS.get(number, 'alert')} ({number})"


def suite_name(number: int) -> str:
    """The cipher suite as OpenSSL calls it, or its number."""
    return _suites().get(number, f"{number:#06x}")


@cache
def _suites() -> dict[int, str]:
    """Those this OpenSSL knows; the upper half of its numbers is its own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers("ALL:COMPLEMENTOFALL")
    return {int(one["id"]) & 0xFFFF: str(one["name"]) for one in context.get_ciphers()}
