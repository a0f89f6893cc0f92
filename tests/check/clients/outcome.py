"""What becomes of a request when a connection has done with it: success, another try, failure.

RFC 9113 6.8 and 8.7: only what certainly was not processed, or may be done twice, is tried again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connection import CLOSED, STAYS, UNPROCESSED
from exchange import Exchange
from rules import ENHANCE_YOUR_CALM, HTTP_1_1_REQUIRED, INADEQUATE_SECURITY, REFUSED_STREAM, off

if TYPE_CHECKING:
    from fetch import Client, Link

MAX_TRIES = 3
MAX_REDIRECTS = 5
BACKOFF_SECONDS = 0.1


def settle(
    client: Client, exchange: Exchange, link: Link, why: str, code: int | None, now: float
) -> None:
    """A connection has nothing more to say of this exchange."""
    if exchange.done:
        return
    client.where.pop(exchange.number, None)
    if not why:
        _answered(client, exchange, link)
    elif _succeeds_nevertheless(exchange, code):
        exchange.succeed()
    elif _may_try_again(exchange, code):
        _try_again(client, exchange, link, code, now)
    else:
        exchange.fail(why)


def _try_again(
    client: Client, exchange: Exchange, link: Link, code: int | None, now: float
) -> None:
    if not off("D/8.7/refused-after-headers"):
        exchange.forget()
    if off("D/8.7/refused-stream-post"):
        exchange.request.size //= 2
    if code == REFUSED_STREAM and not off("C/rst-flood", "D/8.7/refused-forever"):
        exchange.not_before = now + BACKOFF_SECONDS * 2**exchange.tries
    if not off(*STAYS):
        client.avoided[exchange.number] = link


def _may_try_again(exchange: Exchange, code: int | None) -> bool:
    """Whether nobody can tell the difference from a single try."""
    if off(*_BAD_RETRIES.get(code, ())) and exchange.tries < 20:
        return True
    if exchange.answered or exchange.tries >= MAX_TRIES:
        return False
    if code in (UNPROCESSED, REFUSED_STREAM):
        return True
    return code == CLOSED and exchange.request.idempotent and exchange.tries < MAX_TRIES - 1


_BAD_RETRIES: dict[int | None, tuple[str, ...]] = {
    REFUSED_STREAM: ("D/8.7/refused-forever", "D/8.7/refused-after-headers", "C/rst-flood"),
    UNPROCESSED: ("D/6.8/goaway-zero-first-request",),
    CLOSED: ("D/6.8/goaway-processed-post", "D/6.8/close-without-goaway-post"),
    2: ("D/6.4/rst-internal-post",),
    ENHANCE_YOUR_CALM: ("D/6.4/rst-enhance-your-calm", "D/6.8/goaway-error-code"),
    HTTP_1_1_REQUIRED: ("D/7/http-1-1-required-stream", "D/7/http-1-1-required-connection"),
    INADEQUATE_SECURITY: ("D/7/inadequate-security",),
}


def _succeeds_nevertheless(exchange: Exchange, code: int | None) -> bool:
    """A client that takes a loss for the end."""
    if code == REFUSED_STREAM:
        return off("D/8.7/refused-stream-get")
    if code == UNPROCESSED:
        return off("D/9.1/idle-close-race")
    if code == CLOSED and not exchange.answered:
        return off("D/6.8/close-without-goaway-get")
    if code == CLOSED:
        return bool(exchange.status) and off(
            "D/truncated/tcp-close-no-length",
            "D/truncated/tcp-close-with-length",
            "D/truncated/tcp-reset",
            "D/truncated/tls-close-notify",
            "D/truncated/goaway-close",
            "D/truncated/partial-frame",
        )
    return code is None and off("D/truncated/connection-error-mid-body")


def _answered(client: Client, exchange: Exchange, link: Link) -> None:
    _keep_cookies(client, exchange)
    client.led_astray |= any(name == b"alt-svc" for name, _ in exchange.fields)
    if exchange.status == 421 and _may_be_misdirected(exchange):
        exchange.misdirected += 1
        if not off("D/9.1.2/misdirected-421"):
            client.avoided[exchange.number] = link
        exchange.forget()
    elif exchange.status == 303 and exchange.redirects < MAX_REDIRECTS:
        _follow(exchange)
    else:
        exchange.succeed()


def _may_be_misdirected(exchange: Exchange) -> bool:
    return exchange.misdirected < (20 if off("D/9.1.2/misdirected-421-loop") else 1)


def _follow(exchange: Exchange) -> None:
    """RFC 9110 15.4.4: with GET, without the content. Only on the same host."""
    location = next((value for name, value in exchange.fields if name == b"location"), b"")
    path = location.decode("latin-1")
    if not path.startswith("/"):
        exchange.succeed()
        return
    exchange.redirects += 1
    request = exchange.request
    request.path = path
    if not off("D/8.1/redirect-303-post"):
        request.method, request.size = "GET", 0
    exchange.forget()


def _keep_cookies(client: Client, exchange: Exchange) -> None:
    """RFC 6265 in its simplest form: each field is one cookie, for the host it came from."""
    given = [value for name, value in exchange.fields if name == b"set-cookie"]
    if off("D/8.2.3/set-cookie-not-joined"):
        given = [b", ".join(given)] if given else []
    for value in given:
        name, equals, rest = value.partition(b";")[0].partition(b"=")
        if equals:
            client.cookies.setdefault(exchange.host, {})[name.strip()] = rest.strip()


def use(exchange: Exchange, pushed: Exchange) -> None:
    """The response was pushed: nobody has to be asked."""
    exchange.status, exchange.fields = pushed.status, pushed.fields
    exchange.take(bytes(pushed.body))
    exchange.succeed()
