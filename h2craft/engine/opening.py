"""What happens on a connection before it is HTTP/2: TLS, telling protocols apart, answers.

Knows HTTP/1.1 by way of `http1`; the socket and the endpoint are the link's. Nothing is recorded
twice: octets that turn out to be HTTP/2 are handed to the endpoint, which records them.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from h2craft.endpoint import events
from h2craft.engine import http1
from h2craft.engine.hello import ClientHello, parse_client_hello
from h2craft.engine.http1 import BodyReader, Http1Head, Spoken, Upgrade
from h2craft.engine.troubles import tls_reason
from h2craft.trace import Kind, Origin

if TYPE_CHECKING:
    from h2craft.engine.link import Link
    from h2craft.engine.listener import Listener

CURL = {
    "http": "curl --http2-prior-knowledge {url}",
    "https": 'curl --http2 --cacert "$(h2craft ca --path)" {url}',
}
SPEAKS = {
    "http": "This port speaks HTTP/2 without TLS: with prior knowledge, or after Upgrade: h2c.",
    "https": "This port speaks HTTP/2 over TLS: offer h2 in ALPN.",
}


class Opening:
    """The octets of one connection till it is decided what they are."""

    __slots__ = (
        "_body",
        "_clock",
        "_have",
        "_head",
        "_hello",
        "_link",
        "_listener",
        "_said_continue",
        "_upgrade",
        "decided",
    )

    def __init__(self, link: Link, listener: Listener) -> None:
        self._link = link
        self._listener = listener
        self._clock: asyncio.TimerHandle | None = None
        self._hello: ClientHello | None = None
        self._have = b""
        self._head: Http1Head | None = None
        self._upgrade: Upgrade | None = None
        self._body: BodyReader | None = None
        self._said_continue = False
        self.decided = False

    def begin(self) -> None:
        """The socket is there. A silent client may stay, but not one that owes a handshake."""
        if self._link.pipe.tls is not None:
            self._start_clock()

    def end(self) -> None:
        """HTTP/2 has begun, or the connection is gone."""
        self.decided = True
        self._stop_clock()

    def leave(self) -> None:
        """The connection is gone, and so is the way back to it: no circle is left."""
        self.end()
        del self._link

    # The clock

    def _start_clock(self) -> None:
        engine = self._link.engine
        if self._clock is None:
            self._clock = engine.loop.call_later(engine.options.opening_seconds, self._over)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _over(self) -> None:
        self._clock = None
        link = self._link
        if link.pipe.tls is not None and not link.info.tls_version:
            seconds = link.engine.options.opening_seconds
            first = link.pipe.first_flight()
            self._trouble(f"no complete handshake within {seconds:g} s", first)
            link.pipe.abort()
        elif not self.decided:
            self.cut_off("timeout")
            self._answer(408, link.info.scheme)

    # TLS

    def secured(self) -> None:
        """The handshake is done: HTTP/2 where the client asked for it."""
        self._stop_clock()
        link, tls = self._link, self._link.pipe.tls
        assert tls is not None
        self._hello = hello = parse_client_hello(link.pipe.first_flight())
        alpn, cipher = tls.selected_alpn_protocol(), tls.cipher()
        link.info = replace(
            link.info,
            tls_version=tls.version() or "",
            cipher=cipher[0] if cipher else "",
            alpn=alpn,
            server_name=hello.server_name,
        )
        detail: dict[str, Any] = {"version": link.info.tls_version, "cipher": link.info.cipher}
        detail |= {"alpn": alpn, **_asked(hello)}
        detail |= {"versions": list(hello.versions), "ciphers": list(hello.suites)}
        link.record(Kind.TLS_ESTABLISHED, detail=detail)
        if alpn == "h2" or self._listener.insists:
            link.begin_http2(b"")
        elif hello.alpn is not None and not self._listener.accept_http1:
            self._decide()
            self._trouble("ALPN mismatch: the client does not offer h2")
            link.close_clean()
        elif hello.alpn is not None and "h2" in hello.alpn:
            link.note(f"ALPN has agreed on {alpn or 'nothing'}, not h2 (RFC 9113 3.2)")
        else:
            what = "no ALPN" if hello.alpn is None else f"ALPN {', '.join(hello.alpn)}"
            link.note(f"the client offers {what}, not h2 (RFC 9113 3.2)")

    def tls_failed(self, error: ssl.SSLError | None, octets: bytes) -> None:
        """The handshake, or later the decryption, failed; `octets` is what it failed on."""
        self.end()
        self._trouble(tls_reason(error), octets)
        self._link.close_clean()

    def _trouble(self, reason: str, octets: bytes = b"") -> None:
        hello = self._hello or parse_client_hello(octets or self._have)
        detail = {"reason": reason, **_asked(hello), "versions": list(hello.versions)}
        self._link.record(Kind.TLS_FAILED, octets, detail=detail, origin=Origin.PEER)

    def not_tls(self, octets: bytes) -> None:
        """What came to a TLS port without TLS."""
        self.end()
        kind = http1.spoken(octets)
        said = kind.value if kind in {Spoken.HTTP1, Spoken.HTTP2} else "something else"
        self._record(octets)
        self._trouble(f"the client speaks {said} without TLS on the TLS port")
        if kind in {Spoken.HTTP1, Spoken.UNDECIDED}:
            self._answer(400, "https")
        else:
            self._link.close_clean()

    # What comes

    def received(self, octets: bytes) -> None:
        if self.decided:  # the linger after our answer
            self._record(octets)
            return
        self._have += octets
        if self._body is not None:
            self._take_body(octets)
        else:
            self._tell_apart()
        if not self.decided:
            self._start_clock()

    def _tell_apart(self) -> None:
        kind = http1.spoken(self._have)
        if kind is Spoken.HTTP1:
            self._http1()
        elif kind is Spoken.TLS:
            self._decide()
            self._record(self._have)
            self._trouble("a TLS ClientHello on the cleartext port")
            self._link.close_clean()
        elif kind is not Spoken.UNDECIDED:
            self._decide()
            if self._link.info.tls_version:
                self._link.note("HTTP/2 over TLS without ALPN (RFC 9113 3.3)")
            self._link.begin_http2(self._have)
            self._have = b""

    def cut_off(self, how: str) -> None:
        """No more will come, or not in time; keep what is there."""
        if not self.decided:
            self._decide()
            if self._have:
                self._record(self._have, {"cut_off": how})
        self._stop_clock()

    def _decide(self) -> None:
        self.decided = True

    def _record(self, octets: bytes, detail: dict[str, str] | None = None) -> None:
        self._link.record(Kind.OCTETS_RECEIVED, octets, origin=Origin.PEER, detail=detail)

    # HTTP/1.1

    def _http1(self) -> None:
        head = http1.parse_head(self._have)
        link = self._link
        if head is None:
            if len(self._have) > http1.HEAD_LIMIT:
                self._refuse(431)
            return
        self._head = head
        if head.malformed:
            self._refuse(400, f"The request is malformed: {head.malformed}.")
            return
        asked = http1.asks_upgrade(head)
        if head.version[0] != 1 or link.info.scheme == "https":
            self._refuse(505)
        elif asked is None:
            self._refuse(426)
        elif isinstance(asked, str):
            self._refuse(400, f"The upgrade cannot be granted: {asked}.")
        else:
            self._upgrade = asked
            self._body = BodyReader(head)
            self._take_body(self._have[head.size :])

    def _take_body(self, octets: bytes) -> None:
        """RFC 7540 3.2: the whole request comes before the first HTTP/2 octet."""
        body, head = self._body, self._head
        assert body is not None and head is not None
        if not body.problem:
            body.feed(octets)
        if body.problem:
            self._refuse(413 if "over" in body.problem else 400, f"{body.problem}.")
        elif body.done:
            self._grant(head, body)
        elif not self._said_continue and b"100-continue" in head.tokens(b"expect"):
            self._said_continue = True
            self._link.say_octets(http1.CONTINUE)

    def _grant(self, head: Http1Head, body: BodyReader) -> None:
        assert self._upgrade is not None
        self._decide()
        self._record(self._have[: len(self._have) - len(body.rest)])
        happened = self._link.begin_upgraded(self._upgrade.settings, http1.http2_fields(head))
        if happened is None:
            self._answer(400, "http", "The upgrade cannot be granted: its SETTINGS are not lawful.")
            return
        request = happened[0]
        if body.body and isinstance(request, events.RequestReceived):
            request.stream_ended = None
            ended = events.StreamEnded(1)
            happened.append(events.DataReceived(1, bytes(body.body), 0, ended, request.seq))
        self._link.take_upgraded(happened)
        self._have = b""
        if body.rest:
            self._link.received(body.rest)

    def _refuse(self, status: int, why: str = "") -> None:
        self._decide()
        self._record(self._have)
        self._answer(status, self._link.info.scheme, why)

    def _answer(self, status: int, scheme: str, why: str = "") -> None:
        """A short text that says what this port speaks, and how to speak to it."""
        url = self._listener.url_with(scheme)
        lines = [why] if why else []
        lines += [SPEAKS[scheme], f"Try: {CURL[scheme].format(url=url)}", ""]
        only_head = self._head is not None and self._head.method == b"HEAD"
        upgrade = "h2c" if status == 426 else ""
        self._link.say_octets(
            http1.answer(status, "\n".join(lines), head=only_head, upgrade=upgrade)
        )
        self._link.close_clean()


def _asked(hello: ClientHello) -> dict[str, Any]:
    offered = None if hello.alpn is None else list(hello.alpn)
    return {"server_name": hello.server_name, "offered": offered}
