"""What is known of a connection beside its frames."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionInfo:
    """Who talks to whom, and since when, in seconds since the journal began.

    What TLS says is empty on cleartext and before the handshake is done.
    """

    peer: tuple[str, int]
    local: tuple[str, int]
    scheme: str
    tls_version: str = ""
    cipher: str = ""
    alpn: str | None = None
    server_name: str | None = None
    opened_at: float = 0.0
