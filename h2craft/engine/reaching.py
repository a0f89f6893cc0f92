"""What happens on a connection of ours to a server before it is HTTP/2: TLS, or an upgrade.

The client's part, as `opening` is the server's. Knows no socket; the dialing hears how it went.
"""

from __future__ import annotations

import ssl
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from h2craft.endpoint import settings_payload
from h2craft.engine.distrust import distrust
from h2craft.engine.target import Target
from h2craft.engine.trust import Certificate, certificate_of
from h2craft.engine.upgrading import answer, request
from h2craft.trace import Kind, Origin
from h2craft.wire import elide, escape

if TYPE_CHECKING:
    from h2craft.engine.dialing import Dialing
    from h2craft.engine.link import Link

WENT_AWAY = "the server closed the connection"
SAID_NOTHING = "the server closed the connection and said nothing: does it speak {scheme} here?"
_OTHER = {"http": "https", "https": "something else"}
NO_ROOM = "the engine has as many connections as it may, or has stopped"
LINE_SHOWN = 80


class Reaching:
    """One connection on its way to a server."""

    __slots__ = ("_begun", "_dialing", "_have", "_link", "_settings")

    def __init__(self, link: Link, dialing: Dialing) -> None:
        self._link = link
        self._dialing = dialing
        self._begun = False
        self._have = b""
        self._settings: bytes | None = None  # while an upgrade is asked for

    @property
    def _target(self) -> Target:
        return self._dialing.target

    def begin(self) -> None:
        self._begun = True
        if self._target.scheme == "https":
            return
        if self._target.upgrade:
            self._ask()
        else:
            self._begin_http2()

    def end(self) -> None:
        """Nothing is left to be done: the dialing has its own clock."""

    def leave(self) -> None:
        del self._link, self._dialing

    def _ask(self) -> None:
        """Ask for the upgrade; the greeting's settings are in force once it is granted."""
        target = self._target
        self._settings = settings_payload(target.greeting.settings)
        self._link.say_octets(request(target.authority, target.path, self._settings))

    def _begin_http2(self) -> None:
        self._link.begin_http2(b"")
        self._dialing.succeed(self._link)

    # TLS

    def secured(self) -> None:
        """The handshake is done: HTTP/2 where the server has agreed to it."""
        link, target, tls = self._link, self._target, self._link.pipe.tls
        assert tls is not None
        alpn, cipher = tls.selected_alpn_protocol(), tls.cipher()
        link.info = replace(
            link.info,
            tls_version=tls.version() or "",
            cipher=cipher[0] if cipher else "",
            alpn=alpn,
            server_name=target.sni,
        )
        detail: dict[str, Any] = {"version": link.info.tls_version, "cipher": link.info.cipher}
        detail |= {"alpn": alpn, **self._asked, "verified": not target.insecure}
        link.record(Kind.TLS_ESTABLISHED, detail=detail | _told(certificate_of(tls)))
        if alpn == "h2" or target.insists or "h2" not in target.alpn:
            self._begin_http2()
        else:
            agreed = f"ALPN agreed on {escape(alpn)}" if alpn else "it has chosen nothing by ALPN"
            self._fail(f"the server does not speak HTTP/2: {agreed} (RFC 9113 3.2)")

    @property
    def _asked(self) -> dict[str, Any]:
        return {"server_name": self._target.sni, "offered": [*self._target.alpn]}

    def tls_failed(self, error: ssl.SSLError | None, octets: bytes) -> None:
        tls = self._link.pipe.tls
        certificate = None if tls is None else certificate_of(tls)
        self._fail(distrust(error, self._target, certificate), octets, certificate)

    def not_tls(self, octets: bytes) -> None:
        """What the server sent in place of TLS."""
        self._record(octets)
        said = elide(escape(octets.split(b"\r\n")[0][:LINE_SHOWN]), LINE_SHOWN)
        self._fail(f"the server does not speak TLS on this port, it says {said}: try http://")

    def timed_out(self) -> None:
        """TCP is up, and nothing came of the rest in time."""
        seconds = self._target.timeout_seconds
        what = "complete handshake" if self._target.scheme == "https" else "answer"
        self._fail(f"no {what} within {seconds:g} s", self._link.pipe.first_flight())
        self._link.pipe.abort()

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        self._link.pipe.abort()

    def _fail(self, why: str, octets: bytes = b"", certificate: Certificate | None = None) -> None:
        """Say why there is no HTTP/2, and leave."""
        if self._target.scheme == "https":
            detail = {"reason": why, **self._asked, **_told(certificate)}
            self._link.record(Kind.TLS_FAILED, octets, detail=detail, origin=Origin.PEER)
        else:
            self._link.note(why)
        self._dialing.fail(why)
        self._link.close_clean()

    # What comes

    def received(self, octets: bytes) -> None:
        if self._settings is None:  # what still comes when it is over
            self._record(octets)
            return
        self._have += octets
        found = answer(self._have)
        if found is None:
            return
        size = found.size if found.granted else len(self._have)
        head, rest = self._have[:size], self._have[size:]
        settings, self._settings, self._have = self._settings, None, b""
        self._record(head)
        if not found.granted:
            self._fail(f"the server does not grant Upgrade: h2c, it says {found.said}")
            return
        self._link.begin_upgraded(settings, [])
        self._dialing.succeed(self._link)
        if rest:
            self._link.received(rest)

    def cut_off(self, how: str) -> None:
        if self._have:
            self._record(self._have)
            self._have = b""
        link = self._link
        if link.endpoint is not None and not link.pipe.octets_received and link.closed_by != "us":
            link.note(SAID_NOTHING.format(scheme=_OTHER[self._target.scheme]))
        self._dialing.fail(WENT_AWAY if self._begun else NO_ROOM)

    def _record(self, octets: bytes) -> None:
        self._link.record(Kind.OCTETS_RECEIVED, octets, origin=Origin.PEER)


def _told(certificate: Certificate | None) -> dict[str, Any]:
    return {} if certificate is None else {"certificate": certificate.facts}
