"""What every peer shares: a TLS context with ALPN h2, and the lines that say where it listens."""

from __future__ import annotations

import socket
import ssl
import sys


def tls_context(cert: str, key: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(cert, key)
    context.set_alpn_protocols(["h2"])
    return context


def announce(tls: socket.socket | int, plain: socket.socket | int | None = None) -> None:
    """Print the same lines as `h2craft serve`, so that one reader serves all."""
    for scheme, where in (("https", tls), ("http", plain)):
        if where is not None:
            port = where if isinstance(where, int) else where.getsockname()[1]
            print(f"listening {scheme}://127.0.0.1:{port}", file=sys.stderr)
    print("ready", file=sys.stderr, flush=True)
