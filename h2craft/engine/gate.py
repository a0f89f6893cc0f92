"""What a connection came in by, or goes out by: names alone, no behaviour.

A listener is the gate of all the connections it accepts, a dialing of the one it makes.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from h2craft.endpoint import Greeting

if TYPE_CHECKING:
    from h2craft.engine.link import Link


class Beginning(Protocol):
    """What becomes of a connection till it is HTTP/2, or never is: see `Opening`, `Reaching`."""

    def begin(self) -> None:
        """The socket is there."""

    def end(self) -> None:
        """HTTP/2 has begun, or the connection is gone."""

    def leave(self) -> None:
        """The connection is gone, and so is the way back to it."""

    def secured(self) -> None:
        """The TLS handshake is done."""

    def tls_failed(self, error: ssl.SSLError | None, octets: bytes) -> None:
        """The handshake, or later the decryption, failed; `octets` is what it failed on."""

    def not_tls(self, octets: bytes) -> None:
        """What came in place of TLS."""

    def received(self, octets: bytes) -> None:
        """Octets before HTTP/2."""

    def cut_off(self, how: str) -> None:
        """No more will come."""


class Gate(Protocol):
    """See the module.

    role             ours on these connections: "server" or "client"
    scheme           "http" or "https"
    context_for      the TLS context for a connection at this address of ours; None for cleartext
    authority        of a client: that of the URL it connects to, empty for a server
    server_hostname  of a client: the name it asks TLS for, empty for none; None for a server
    greeting         ours, in place of the engine's; None for that
    """

    @property
    def role(self) -> str: ...

    @property
    def scheme(self) -> str: ...

    @property
    def context_for(self) -> Callable[[str], ssl.SSLContext] | None: ...

    @property
    def authority(self) -> str: ...

    @property
    def server_hostname(self) -> str | None: ...

    @property
    def greeting(self) -> Greeting | None: ...

    def beginning(self, link: Link) -> Beginning:
        """Who sees to the connection till it is HTTP/2."""
