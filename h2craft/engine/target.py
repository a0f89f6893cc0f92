"""Where a client connects, and what it asks of the server there: one value. Opens nothing."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from h2craft.endpoint import CLIENT_GREETING, Greeting

DEFAULT_PORTS: Mapping[str, int] = {"https": 443, "http": 80}
MOST_PORT = 0xFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """See the module; `of` makes one of a URL.

    host              a name or an address, without brackets
    scheme            "https", or "http" for HTTP/2 without TLS, with prior knowledge (RFC 9113 3.3)
    path              path and query of the URL, for whoever makes requests
    upgrade           of "http": HTTP/2 is asked for in HTTP/1.1 (RFC 7540 3.2), by a GET of `path`,
                      which is stream 1 then
    cacert            PEM file: what it holds is trusted, and nothing else. Without it the system's
                      authorities are, and h2craft's own
    insecure          whatever certificate the server has is taken
    certificate, key  ours, PEM, should the server ask; `key` None: it is in `certificate` too
    server_name       what is asked for by SNI, and whom the certificate is to name; None for
                      `host`; empty: nothing is asked for, which only `insecure` allows
    alpn              what we offer, in this order
    insists           HTTP/2 is spoken whatever ALPN says
    version           the only one of TLS, "1.2" or "1.3"; empty for either
    ciphers           OpenSSL's list for TLS 1.2, in place of what RFC 9113 9.2.2 leaves
    timeout_seconds   for the name, TCP and TLS together
    greeting          our side of the connection preface
    ca_folder         where h2craft's own authority is, in place of the user's data folder
    """

    host: str
    port: int
    scheme: str = "https"
    path: str = "/"
    upgrade: bool = False
    cacert: Path | None = None
    insecure: bool = False
    certificate: Path | None = None
    key: Path | None = None
    server_name: str | None = None
    alpn: tuple[str, ...] = ("h2",)
    insists: bool = False
    version: str = ""
    ciphers: str = ""
    timeout_seconds: float = 10.0
    greeting: Greeting = CLIENT_GREETING
    ca_folder: Path | None = None

    @classmethod
    def of(cls, url: str, **more: Any) -> Target:
        """The target of an http or https URL; `example.org` alone stands for https.

        `more` are the other fields. ValueError, in words, for what is no such URL.
        """
        parts = _split(url if "://" in url else f"https://{url}", url)
        path = parts.path or "/"
        return cls(
            host=_host(parts, url),
            port=_port(parts, url),
            scheme=parts.scheme,
            path=f"{path}?{parts.query}" if parts.query else path,
            **more,
        )

    @property
    def authority(self) -> str:
        """What a request says in :authority; without the port where that is the scheme's own."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == DEFAULT_PORTS[self.scheme] else f"{shown}:{self.port}"

    @property
    def url(self) -> str:
        """Without a path."""
        return f"{self.scheme}://{self.authority}"

    @property
    def asked_name(self) -> str:
        """What TLS asks for, and checks; an address is checked and not asked for."""
        return self.host if self.server_name is None else self.server_name

    @property
    def sni(self) -> str | None:
        """The name that is sent; addresses are no names (RFC 6066 3)."""
        return None if not self.asked_name or _is_address(self.asked_name) else self.asked_name


def _split(text: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ValueError(f"{url!r} is no URL: {error}") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise ValueError(f"{url!r}: {parts.scheme or 'no'} is no scheme for us: http or https")
    if parts.username is not None:
        raise ValueError(f"{url!r}: name and password are for a field, authorization")
    if any(character <= " " for character in text):
        raise ValueError(f"{url!r} is no URL: it has blanks or controls")
    return parts


def _host(parts: SplitResult, url: str) -> str:
    host = parts.hostname
    if not host:
        raise ValueError(f"{url!r} names no host")
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"{url!r}: the host is no domain name") from None


def _port(parts: SplitResult, url: str) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError(f"{url!r}: the port is no number from 1 to {MOST_PORT}")
    return DEFAULT_PORTS[parts.scheme] if port is None else port


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
