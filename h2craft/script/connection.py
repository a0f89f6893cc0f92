"""The connection as connection-level hooks see it: the writer's calls, and who is there.

Knows no request. Where a call takes a stream, it is stream 0 unless given.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from h2craft.script.channel import Channel
from h2craft.script.control import SettingsLike, setting_pairs
from h2craft.script.writer import Writer


class ConnectionFacade(Writer):
    """One connection. It has every call of `response.writer`."""

    def __init__(self, channel: Channel, since: int = 0) -> None:
        super().__init__(channel, since)
        self.data: dict[str, Any] = {}  # a script's own, from hook to hook
        self.ordinal = 1
        """How many-th connection it is that the script has heard of whose hook runs, from 1."""

    def __repr__(self) -> str:
        return f"<Connection {self.number} {self.client_address!r}>"

    @property
    def default_stream_id(self) -> int:
        """0, the connection itself (RFC 9113 5.1.1)."""
        return 0

    def greet(
        self,
        settings: SettingsLike = (),
        *,
        usual: bool = True,
        connection_window: int | None = None,
        send: bool = True,
    ) -> None:
        """Our side of the preface, RFC 9113 3.4, now; for `handle_opening`.

        The usual SETTINGS with these in place of those of the same name, or (`usual` False) these
        alone. `connection_window` in octets: what exceeds 65,535 is announced by WINDOW_UPDATE.
        `send` False: nothing leaves, now or later; write what you like. Raises ProtocolError when
        it is too late.
        """
        greeting = self._channel.greeting()
        if not usual:
            greeting = replace(greeting, settings=(), connection_window=0)
        greeting = greeting.changed(setting_pairs(settings), connection_window)
        self._channel.greet(replace(greeting, send=send))

    @property
    def number(self) -> int:
        """From 1, as the journal counts connections."""
        return self._channel.connection

    @property
    def client_address(self) -> tuple[Any, ...]:
        """The peer's host and port; of IPv6 two numbers more."""
        return self._channel.client_address

    @property
    def local_address(self) -> tuple[Any, ...]:
        """Our own host and port."""
        return self._channel.local_address

    @property
    def scheme(self) -> str:
        """ "https" over TLS, else "http"."""
        return self._channel.scheme

    @property
    def info(self) -> Any:
        """What is known of the socket and its TLS."""
        return self._channel.info

    @property
    def alpn(self) -> str | None:
        """The protocol TLS agreed on (RFC 7301); None in cleartext."""
        return getattr(self.info, "alpn", None)

    @property
    def tls_version(self) -> str | None:
        """ "TLSv1.3", say; None in cleartext."""
        return getattr(self.info, "tls_version", None) or None

    @property
    def server_name(self) -> str | None:
        """The name the client asked for in TLS (RFC 6066 3)."""
        return getattr(self.info, "server_name", None)

    @property
    def streams(self) -> dict[int, str]:
        """The state of each stream that is not closed, by its name in RFC 9113 5.1."""
        return self._channel.streams()
