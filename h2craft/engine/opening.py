"""What happens on a connection before it is HTTP/2: telling protocols apart, upgrade, answers.

Knows HTTP/1.1 by way of `http1`; the socket and the endpoint are the link's. Nothing is recorded
twice: octets that turn out to be HTTP/2 are handed to the endpoint, which records them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2craft.endpoint import events
from h2craft.engine import http1
from h2craft.engine.hello import parse_client_hello
from h2craft.engine.http1 import BodyReader, Http1Head, Spoken, Upgrade
from h2craft.trace import Kind, Origin

if TYPE_CHECKING:
    from h2craft.engine.link import Link

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

    __slots__ = ("_body", "_have", "_head", "_link", "_said_continue", "_upgrade", "decided")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._have = b""
        self._head: Http1Head | None = None
        self._upgrade: Upgrade | None = None
        self._body: BodyReader | None = None
        self._said_continue = False
        self.decided = False

    @property
    def begun(self) -> bool:
        """Something has come, and it is not enough."""
        return bool(self._have) and not self.decided

    def received(self, octets: bytes) -> None:
        if self.decided:  # the linger after our answer
            self._record(octets)
            return
        self._have += octets
        if self._body is not None:
            self._take_body(octets)
            return
        kind = http1.spoken(self._have)
        if kind is Spoken.HTTP1:
            self._http1()
        elif kind is Spoken.TLS:
            self._tls_on_cleartext()
        elif kind is not Spoken.UNDECIDED:
            self._decide()
            if self._link.info.tls_version:
                self._link.note("HTTP/2 over TLS without ALPN (RFC 9113 3.3)")
            self._link.begin_http2(self._have)
            self._have = b""

    def not_tls(self, octets: bytes) -> None:
        """What came to a TLS port without TLS."""
        self._decide()
        kind = http1.spoken(octets)
        said = kind.value if kind in {Spoken.HTTP1, Spoken.HTTP2} else "something else"
        self._record(octets)
        self._link.tls_trouble(f"the client speaks {said} without TLS on the TLS port")
        if kind in {Spoken.HTTP1, Spoken.UNDECIDED}:
            self._answer(400, "https")
        else:
            self._link.close_clean()

    def cut_off(self, how: str) -> None:
        """No more will come, or not in time; keep what is there."""
        if not self.decided:
            self._decide()
            if self._have:
                self._record(self._have, {"cut_off": how})

    def too_slow(self) -> None:
        self.cut_off("timeout")
        self._answer(408, self._link.info.scheme)

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
        self._link.dispatch(happened)
        self._have = b""
        if body.rest:
            self._link.received(body.rest)

    def _refuse(self, status: int, why: str = "") -> None:
        self._decide()
        self._record(self._have)
        self._answer(status, self._link.info.scheme, why)

    def _answer(self, status: int, scheme: str, why: str = "") -> None:
        """A short text that says what this port speaks, and how to speak to it."""
        url = self._link.url(scheme)
        lines = [why] if why else []
        lines += [SPEAKS[scheme], f"Try: {CURL[scheme].format(url=url)}", ""]
        only_head = self._head is not None and self._head.method == b"HEAD"
        upgrade = "h2c" if status == 426 else ""
        self._link.say_octets(
            http1.answer(status, "\n".join(lines), head=only_head, upgrade=upgrade)
        )
        self._link.close_clean()

    def _tls_on_cleartext(self) -> None:
        self._decide()
        self._record(self._have)
        hello = parse_client_hello(self._have)
        self._link.tls_trouble("a TLS ClientHello on the cleartext port", hello=hello)
        self._link.close_clean()
