"""HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec): the log and its entries.

Knows exchanges. What HAR has no name for stands in custom fields, which begin with an underscore as
the format asks for: `_frames` and what else is listed with `har`. Pages there are none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from h2craft.export.exchanges import Exchange, Exchanges, Rest, Step
from h2craft.export.harmessage import asked, replied
from h2craft.export.selection import Selection
from h2craft.model import Connection

NO_START = "when the journal began is not known: times of day count from 1970-01-01"


def har(selection: Selection) -> Iterator[bytes]:
    """The log, an entry for each exchange of which something is selected.

    Custom fields. Of an entry: `_connection` (number, peer, local, tls), `_stream`, `_frames`,
    `_pushed_on` (the stream that carried the promise), `_error` (how it was broken off), `_at`
    (seconds since the journal began). Of a message: `_trailers`, `_interim` (heads of 1xx
    responses), `_unread` (header blocks that could not be decoded), `_data_octets` (DATA frames as
    they were on the wire). Of the log: `_connections`, with the frames on stream 0.
    """
    from h2craft import __version__

    log: dict[str, Any] = {
        "version": "1.2",
        "creator": {"name": "h2craft", "version": __version__},
        "pages": [],
    }
    if not selection.circumstances.started:
        log["comment"] = NO_START
    yield b'{"log":' + _json(log)[:-1] + b',"entries":['
    exchanges, comma = Exchanges(selection), b"\n"
    begin = selection.circumstances.began
    for exchange in exchanges:
        yield comma + _json(_entry(exchange, begin))
        comma = b",\n"
    yield b'\n],"_connections":['
    comma = b"\n"
    for rest in exchanges.rest.values():
        yield comma + _json(_rest(rest))
        comma = b",\n"
    yield b"\n]}}\n"


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _entry(exchange: Exchange, begin: datetime) -> dict[str, Any]:
    timings = _timings(exchange)
    when = begin + timedelta(seconds=exchange.began)
    address = _server(exchange.connection)
    entry: dict[str, Any] = {
        "startedDateTime": when.isoformat(timespec="milliseconds"),
        "time": round(sum(timings.values()), 3),
        "request": asked(exchange),
        "response": replied(exchange),
        "cache": {},
        "timings": timings,
        **({"serverIPAddress": address} if address else {}),
        "connection": str(exchange.connection.number),
        "_at": exchange.began,
        "_connection": _about(exchange.connection),
        "_stream": exchange.stream_id,
    }
    if exchange.pushed_on:
        entry["_pushed_on"] = exchange.pushed_on
    if exchange.reset:
        entry["_error"] = exchange.reset
    entry["_frames"] = [_frame(one) for one in exchange.frames]
    return entry


def _timings(exchange: Exchange) -> dict[str, float]:
    """Milliseconds, one after another, so that they add up to the whole of it.

    A response that begins before the request has ended cuts `send` short.
    """
    request, response = exchange.request, exchange.response
    first = response.began if response.began is not None else exchange.last
    sent = min(first, request.ended if request.ended is not None else first)
    last = max(first, response.ended if response.ended is not None else exchange.last)
    times = {"send": sent - exchange.began, "wait": first - sent, "receive": last - first}
    return {name: round(1000 * max(0.0, seconds), 3) for name, seconds in times.items()}


def _server(connection: Connection) -> str:
    """The server's address."""
    ends = connection.opened.get("local" if connection.role == "server" else "peer")
    return str(ends[0]) if isinstance(ends, list | tuple) and ends else ""


_OPENED = ("peer", "local", "scheme")
_TLS = ("version", "cipher", "alpn", "server_name")


def _about(connection: Connection) -> dict[str, Any]:
    opened, tls = connection.opened, connection.tls
    told = {name: opened[name] for name in _OPENED if name in opened}
    named = {name: tls[name] for name in _TLS if name in tls}
    about = {"number": connection.number, "role": connection.role, **told}
    return {**about, "tls": named} if named else about


def _frame(step: Step) -> dict[str, Any]:
    told = step._asdict()
    told["stream"] = told.pop("stream_id")
    return {name: value for name, value in told.items() if value not in (None, ())}


def _rest(rest: Rest) -> dict[str, Any]:
    frames = sorted(rest.frames, key=lambda one: one.seq)
    return {**_about(rest.connection), "frames": [_frame(one) for one in frames]}
