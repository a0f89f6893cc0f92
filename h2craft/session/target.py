"""Where what is composed goes: connection and stream, and whether they live. Knows no widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from h2craft.actions import Field
from h2craft.client import About
from h2craft.language import Asking, Context, StreamHint
from h2craft.model import ClosedBy, Connection, Stream, StreamState
from h2craft.session.session import Session
from h2craft.session.visible import printed
from h2craft.wire import elide, error_code_name, escape

HINTS = 300  # streams offered by the completer
LISTED = 300  # connections and streams offered as targets
LINE_LENGTH = 60
OTHERS = 5  # connections that are named where one has closed
FOLLOW = "follow"
SENDING = frozenset((StreamState.OPEN, StreamState.HALF_CLOSED_REMOTE, StreamState.RESERVED_LOCAL))
"""States in which a stream takes a head or DATA of ours (RFC 9113 5.1)."""


@dataclass(frozen=True, slots=True)
class Target:
    """A connection and one of its streams; 0 for none."""

    connection: int = 0
    stream_id: int = 0

    @property
    def name(self) -> str:
        if not self.connection:
            return "nowhere"
        return f"{self.connection}/{self.stream_id}" if self.stream_id else f"{self.connection}"


class Place(NamedTuple):
    """A target a person can choose: `key` is what `target_of` takes."""

    key: str
    label: str
    sentence: str


def aim(session: Session, *, chosen: bool = True) -> Target:
    """Where a person most likely wants to send: what is selected, if anything can be sent there.

    Records of the connection name no stream, and in a busy journal the newest one is of somebody
    else: then it is what waits for an answer, a held request before an open stream. `chosen`: a
    person may have selected that stream to look at it.
    """
    selection = session.selection
    selected = Target(selection.connection, selection.stream_id)
    if not is_over(session, selected):
        stream_id = selected.stream_id or _waiting(session, selected)
        return Target(selected.connection, stream_id)
    if chosen and selection.connection and selection.stream_id:
        return selected  # and is told that it is over
    for held in reversed(session.desk.requests):
        return Target(held.connection, held.stream_id)
    for number, connection in reversed(session.reader.board.connections.items()):
        if connection.closed is None:
            return Target(number, _waiting(session, Target(number)))
    return selected


def _waiting(session: Session, target: Target) -> int:
    """A stream of the connection that we can still say something on; 0 for none."""
    held = [one for one in session.desk.requests if one.connection == target.connection]
    if held:
        return held[-1].stream_id
    connection = connection_of(session, target)
    streams = reversed(connection.streams.values()) if connection is not None else ()
    return next((one.stream_id for one in streams if one.state in SENDING), 0)


def connection_of(session: Session, target: Target) -> Connection | None:
    return session.reader.board.connections.get(target.connection)


def context_of(session: Session, target: Target) -> Context:
    """What a line may leave out, and which streams may be named."""
    connection = connection_of(session, target)
    if connection is None:
        client = session.client.about.role == "client"
        return Context(
            connection=target.connection,
            stream_id=target.stream_id,
            next_stream=1 if client else 0,
            asking=asking_of(session.client.about) if client else Asking(),
        )
    ours = connection.role == "client"
    newest = list(connection.streams.values())[-HINTS:]
    chosen = connection.stream(target.stream_id)
    if chosen is not None and chosen not in newest:
        newest.append(chosen)
    hints = {
        stream.stream_id: StreamHint(state=stream.state.value, path=_path(stream))
        for stream in newest
    }
    return Context(
        connection=target.connection,
        stream_id=target.stream_id,
        streams=hints,
        highest=connection.peer.highest,
        next_stream=next_stream(connection) if ours else 0,
        asking=asking_of(session.client.about) if ours else Asking(),
    )


def next_stream(connection: Connection) -> int:
    """The stream a request of ours would open, RFC 9113 5.1.1; those of a client are odd."""
    return (connection.us.highest + 1) | 1


def asking_of(about: About) -> Asking:
    """What a request says by itself: what is in the URL, and the fields that were asked for."""
    there = urlsplit(about.urls[0] if about.urls else "")
    return Asking(
        scheme=there.scheme.encode("utf-8"),
        authority=there.netloc.encode("utf-8"),
        path=about.path.encode("utf-8"),
        fields=tuple(Field(name.encode(), value.encode()) for name, value in about.fields),
    )


def trouble_of(session: Session, target: Target) -> str:
    """Why nothing can be sent there, or what is to know of it; empty if all is well."""
    if not session.client.about.live:
        return "a saved trace: nothing can be sent"
    if session.client.ended:
        return f"{printed(session.client.ended)}: nothing can be sent"
    if not target.connection:
        return "no connection is selected: choose one in the tree, or F8"
    connection = connection_of(session, target)
    if connection is None:
        return f"connection {target.connection} is not known"
    if connection.closed is not None:
        how = " ".join(str(connection.closed.get(key, "")) for key in ("how", "by")).strip()
        return f"connection {target.connection} is closed{f' ({escape(how)})' if how else ''}"
    stream = connection.stream(target.stream_id) if target.stream_id else None
    return "" if stream is None else _ended(stream)


def others_of(session: Session, target: Target) -> str:
    """Where that connection has closed, which are open, the newest first: "; open: 3, 2"."""
    connection = connection_of(session, target)
    if connection is None or connection.closed is None or not session.client.about.live:
        return ""
    connections = reversed(session.reader.board.connections.items())
    there = [str(number) for number, one in connections if one.closed is None]
    more = f" and {len(there) - OTHERS} more" if len(there) > OTHERS else ""
    return f"; open: {', '.join(there[:OTHERS])}{more}" if there else ""


def is_over(session: Session, target: Target) -> bool:
    """Not even octets can be written there."""
    client, connection = session.client, connection_of(session, target)
    return (
        connection is None
        or connection.closed is not None
        or not client.about.live
        or bool(client.ended)
    )


def _ended(stream: Stream) -> str:
    if stream.closed_by is None:
        return ""
    reasons = {
        ClosedBy.ENDED: "both ends said END_STREAM",
        ClosedBy.RESET_RECEIVED: "reset by the peer",
        ClosedBy.RESET_SENT: "reset by us",
    }
    reason = reasons.get(stream.closed_by, str(stream.closed_by))
    code = f", {error_code_name(stream.error_code)}" if stream.error_code is not None else ""
    return f"stream {stream.stream_id} is closed: {reason}{code}; only the wire door writes there"


def _path(stream: Stream) -> str:
    return elide(escape(stream.path or b""), LINE_LENGTH)


def choices_of(session: Session) -> list[Place]:
    """Every connection that lives and its open streams, the newest first."""
    found = [Place(FOLLOW, "selection", "wherever the selection is")]
    for number, connection in reversed(session.reader.board.connections.items()):
        if connection.closed is not None or len(found) > LISTED:
            continue
        peer = connection.opened.get("peer")
        found.append(Place(f"{number}/0", f"{number}", f"connection {escape(str(peer or ''))}"))
        for stream in reversed(list(connection.streams.values())[-LISTED:]):
            method = escape(stream.method or b"")
            line = f"{stream.state.value}  {elide(f'{method} {_path(stream)}', LINE_LENGTH)}"
            found.append(
                Place(f"{number}/{stream.stream_id}", f"{number}/{stream.stream_id}", line)
            )
    return found[:LISTED]


def target_of(key: str) -> Target | None:
    """The target a choice stands for; None for "follow the selection"."""
    if key == FOLLOW:
        return None
    connection, _, stream_id = key.partition("/")
    return Target(int(connection), int(stream_id))
