"""Connections and streams as lines of a tree: what each says, and what makes way for what.

Knows the model and roles of text; no widget. Peer octets pass `wire.escape` here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from h2craft.client import Desk
from h2craft.explain import Line, Role, Span, connection_badges, stream_badges
from h2craft.model import Connection, Severity, Stream, StreamState
from h2craft.report import fitted
from h2craft.wire import elide, escape

Counts = Mapping[int, Mapping[Severity, int]]
"""Findings of each severity, by stream."""

OPEN, FOLDED = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}", "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}"
BRANCH = "  \N{BOX DRAWINGS LIGHT VERTICAL AND RIGHT} "
LAST = "  \N{BOX DRAWINGS LIGHT UP AND RIGHT} "
LONGEST_TARGET = 200  # octets of a path that are shown
LONG_STATES = 48  # from this width on states have their whole names
SHORT_STATES = {
    StreamState.IDLE: "idle",
    StreamState.RESERVED_LOCAL: "res(l)",
    StreamState.RESERVED_REMOTE: "res(r)",
    StreamState.OPEN: "open",
    StreamState.HALF_CLOSED_LOCAL: "half(l)",
    StreamState.HALF_CLOSED_REMOTE: "half(r)",
    StreamState.CLOSED: "closed",
}
LONG_STATES_BY = {
    StreamState.RESERVED_LOCAL: "reserved (local)",
    StreamState.RESERVED_REMOTE: "reserved (remote)",
    StreamState.HALF_CLOSED_LOCAL: "half-closed (local)",
    StreamState.HALF_CLOSED_REMOTE: "half-closed (remote)",
}
_BROWSERS = ("Edg/", "OPR/", "Firefox/", "Chrome/", "HeadlessChrome/", "Version/")


class Node(NamedTuple):
    """A connection (`stream_id` 0) or a stream of it."""

    connection: int
    stream_id: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a line. Those of the lowest `rank` go first where it is narrow; 0 stays.

    `least`: below its length it is cut, down to this.
    """

    span: Span
    rank: int = 0
    least: int = 0

    @property
    def smallest(self) -> int:
        return min(self.least or len(self.span.text), len(self.span.text))


def fit(parts: list[Part], width: int) -> Line:
    """The parts side by side, a space between them, in at most `width` columns."""
    parts = [part for part in parts if part.span.text]
    while parts and _width(parts) > width:
        ranks = [part.rank for part in parts if part.rank]
        if not ranks:
            break
        lowest = min(ranks)
        last = max(index for index, part in enumerate(parts) if part.rank == lowest)
        del parts[last]
    spare = width - _width(parts)
    made: list[Span] = []
    for part in parts:
        length = min(len(part.span.text), part.smallest + max(0, spare))
        spare -= length - part.smallest
        made += [Span(" "), part.span._replace(text=_shortened(part.span.text, length))]
    return tuple(_cropped(made[1:], width))


def _width(parts: list[Part]) -> int:
    return sum(part.smallest + 1 for part in parts) - 1


def _shortened(text: str, room: int) -> str:
    return text if len(text) <= room else fitted(text, room) if " " in text else elide(text, room)


def _cropped(spans: list[Span], width: int) -> list[Span]:
    made, left = [], max(0, width)
    for span in spans:
        if left:
            made.append(span._replace(text=span.text[:left]))
            left -= len(made[-1].text)
    return made


# Connections


def connection_line(
    connection: Connection,
    width: int,
    *,
    folded: bool,
    agent: str = "",
    age: float | None = None,
    desk: Desk | None = None,
    counts: Counts | None = None,
) -> Line:
    """`▾ 1 curl/8.5.0 TLS1.3 h2 3 open 4s held`. `age`: seconds since it was opened."""
    over = connection.closed is not None
    role = Role.DIM if over else Role.STRONG
    live = len(connection.streams)
    said = connection_badges(connection, desk, counts)
    badges = [Part(span, 30 - rank) for rank, span in enumerate(said)]
    time = "closed" if over else "" if age is None else f"+{short_time(age)}"
    return fit(
        [
            Part(Span(f"{FOLDED if folded else OPEN} {connection.number}", role)),
            Part(Span(agent or peer_of(connection), role), 0, 12),
            Part(Span(security_of(connection), Role.DIM), 3),
            Part(Span(f"{live:,} open" if live and not over else "", Role.DIM), 5),
            Part(Span(time, Role.DIM), 8),
            *badges,
        ],
        width,
    )


def peer_of(connection: Connection) -> str:
    """host:port, as far as it is known."""
    return address(connection.opened.get("peer"))


def address(value: Any) -> str:
    if not isinstance(value, list | tuple) or len(value) < 2:
        return "unknown peer" if not value else escape(str(value)[:80])
    host, port = escape(str(value[0])[:80]), escape(str(value[1])[:8])
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def security_of(connection: Connection) -> str:
    """`TLS1.3 h2`; `h2c` without TLS."""
    tls: Mapping[str, Any] = connection.tls
    if not tls:
        return "h2c" if connection.opened.get("scheme") == "http" else ""
    version = escape(str(tls.get("version", "TLS"))[:16]).replace("TLSv", "TLS")
    alpn = escape(str(tls.get("alpn") or "")[:16])
    return f"{version} {alpn}".rstrip()


def agent_of(value: bytes) -> str:
    """The product a user-agent field speaks of: `curl/8.5.0`, or a browser behind its disguises."""
    text = escape(value[:400])
    words = text.split(" ")
    if text.startswith("Mozilla/"):
        for name in _BROWSERS:
            for word in words:
                if word.startswith(name):
                    return word.replace("Version/", "Safari/")
    return words[0]


def short_time(seconds: float) -> str:
    """`4s`, `3m`, `2h`, `5d`."""
    whole = max(0, int(seconds))
    for unit, letter in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if whole >= unit:
            return f"{whole // unit}{letter}"
    return f"{whole}s"


# Streams


def stream_line(
    connection: Connection,
    stream: Stream,
    width: int,
    *,
    last: bool,
    desk: Desk | None = None,
    counts: Counts | None = None,
) -> Line:
    """`├ 1 half(r) GET /a 200 <64k >1M held`."""
    over = stream.state is StreamState.CLOSED or connection.closed is not None
    plain = Role.DIM if over else Role.PLAIN
    badges = stream_badges(connection, stream, desk, counts)
    return fit(
        [
            Part(Span(f"{LAST if last else BRANCH}{stream.stream_id}", plain)),
            Part(Span(state_text(stream, width), plain), 40),
            Part(Span(request_of(stream), Role.DIM if over else Role.VALUE), 9, 6),
            Part(Span(str(stream.status or ""), _status_role(stream, over)), 6),
            Part(Span("" if over else windows_text(stream), Role.DIM), 3),
            *(Part(span, 30 - rank) for rank, span in enumerate(badges)),
        ],
        width,
    )


def state_text(stream: Stream, width: int) -> str:
    """The wire's state, and h2's behind a slash where that is another."""
    names = LONG_STATES_BY if width >= LONG_STATES else SHORT_STATES
    state = names.get(stream.state, str(stream.state))
    other = stream.h2_state
    if other is None or other == stream.state:
        return state
    return f"{state}/h2:{names.get(other, str(other))}"


def request_of(stream: Stream) -> str:
    if stream.method is None:
        return ""
    target = stream.path if stream.path is not None else stream.authority or b""
    return escape(stream.method[:40] + b" " + target[:LONGEST_TARGET]).rstrip()


def _status_role(stream: Stream, over: bool) -> Role:
    if stream.status is not None and stream.status >= 500:
        return Role.ERROR
    if stream.status is not None and stream.status >= 400:
        return Role.WARNING
    return Role.DIM if over else Role.GOOD


def windows_text(stream: Stream) -> str:
    """How much DATA may still come and go: `<64k >1M`."""
    return f"<{compact(stream.received_window.size)} >{compact(stream.sent_window.size)}"


def compact(octets: int) -> str:
    """`512`, `64k`, `1.5M`, `2G`; rounded down, so that nothing looks like more than it is."""
    sign, size = "-" if octets < 0 else "", abs(octets)
    for unit, letter in ((1 << 30, "G"), (1 << 20, "M"), (1 << 10, "k")):
        if size >= unit:
            whole, tenth = divmod(size * 10 // unit, 10)
            place = f".{tenth}" if whole < 10 and tenth else ""
            return f"{sign}{whole}{place}{letter}"
    return f"{sign}{size}"


# What a filter of the tree looks at


def words_of(connection: Connection, agent: str) -> str:
    """All a connection's line may say, in small letters."""
    over = "closed" if connection.closed is not None else "live"
    badges = " ".join(span.text for span in connection_badges(connection))
    parts = (
        str(connection.number),
        agent,
        peer_of(connection),
        security_of(connection),
        over,
        badges,
    )
    return " ".join(parts).lower()


def stream_words(connection: Connection, stream: Stream, desk: Desk | None = None) -> str:
    """All a stream's line may say, in small letters."""
    badges = stream_badges(connection, stream, desk)
    authority = escape((stream.authority or b"")[:LONGEST_TARGET])
    parts = (
        str(stream.stream_id),
        str(stream.state),
        request_of(stream),
        authority,
        str(stream.status or ""),
        escape(stream.script or ""),
        *(span.text for span in badges),
    )
    return " ".join(parts).lower()
