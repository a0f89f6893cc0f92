"""Requests as curl lines, with what they contained. Knows exchanges and shells; starts nothing."""

from __future__ import annotations

from collections.abc import Iterator

from h2craft.explain import curl_line
from h2craft.export.exchanges import Exchange, Exchanges
from h2craft.export.selection import Selection
from h2craft.wire import elide, escape

LONGEST_CONTENT = 1 << 16
LONGEST_COMMENT = 160

_PRINTED = [
    chr(one) if 0x20 <= one < 0x7F and chr(one) not in "'\\%" else f"\\{one:03o}"
    for one in range(256)
]
_PRINTED[ord("%")] = "%%"


def curl(selection: Selection) -> Iterator[bytes]:
    """A line for each request, below a comment; what it contained is piped into curl.

    A promised request has none: nobody has made it.
    """
    for exchange in Exchanges(selection):
        if exchange.request.fields is not None and not exchange.pushed_on:
            yield f"{_comment(exchange)}\n{_line(exchange, selection)}\n\n".encode()


def _comment(exchange: Exchange) -> str:
    request, number = exchange.request, exchange.connection.number
    words = [f"# connection {number} stream {exchange.stream_id} at {exchange.began:.4f}"]
    if request.octets > LONGEST_CONTENT:
        words.append(f"reads its content of {request.octets:,} octets on standard input")
    if request.trailers:
        words.append("curl sends no trailers, so those are missing")
    return elide(escape(", ".join(words)), LONGEST_COMMENT)


def _line(exchange: Exchange, selection: Selection) -> str:
    request, around = exchange.request, selection.circumstances
    line = curl_line(
        request.fields or (),
        ca_path=around.ca_path,
        urls=around.urls,
        content=bool(request.octets),
    )
    if not request.octets or request.octets > LONGEST_CONTENT:
        return line
    return f"printf '{_printed(request.content)}' | {line}"


def _printed(octets: bytes) -> str:
    """A format for printf(1) that prints exactly these octets, in any shell."""
    return "".join(map(_PRINTED.__getitem__, octets))
