"""Tools about what is now: connections, streams, windows, what is held, scripts.

Knows the session's board and desk, no record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from h2craft import explain as explaining
from h2craft.explain import Role, Span, Text, heading
from h2craft.model import Connection, Severity, Stream, StreamState
from h2craft.repl.telling import request_line
from h2craft.repl.tools import typeahead
from h2craft.repl.tools.tables import Cells, Column, Listed, cell, folded, table
from h2craft.repl.tools.tool import (
    Shown,
    Tool,
    ToolError,
    one_word,
    quoted,
    wrong,
)
from h2craft.session import printed
from h2craft.wire import elide, error_code_name, escape

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

OVER = 10  # connections and streams that are over, beside those that live
STORY = 5_000
VALUE = 60

# Which connection


def connection_at(shell: Shell, number: int | None = None) -> Connection:
    """The connection somebody means; None: where we are. ToolError where there is none."""
    if isinstance(number, Connection):
        return number
    shell.sync()
    chosen = shell.target.connection if number is None else number
    connections = shell.session.reader.board.connections
    found = connections.get(chosen)
    if found is not None:
        return found
    alive = [str(one) for one, there in connections.items() if there.closed is None]
    if not connections:
        raise ToolError("no client has connected yet")
    living = f"those that live are {', '.join(alive[-10:])}" if alive else "none lives"
    if not chosen:
        raise ToolError(f"there is no connection to look at: {living}")
    raise ToolError(f"connection {chosen} is not known: {living}")


# Streams

_OVER = frozenset((StreamState.CLOSED,))
_STREAMS = (
    Column("stream", right=True),
    Column("state"),
    Column("request", least=12),
    Column("status", right=True),
    Column("we may send", right=True),
    Column("peer may send", right=True),
    Column("script", least=8),
    Column("", least=12),
)


def streams(shell: Shell, all: bool = False, connection: int | None = None) -> Listed[Stream]:
    """The streams of a connection that are not closed; `all`: those that are as well."""
    there = connection_at(shell, connection)
    with shell.lock:
        found = list(there.streams.values())
        closed = list(there.closed_streams.values())
    if all:
        found = sorted((*closed, *found), key=lambda one: one.stream_id)
    empty = f"connection {there.number} has no open stream"
    if closed and not all:
        empty += f"; streams all: {len(closed):,} closed"
    return Listed(found, _STREAMS, lambda one: _stream(there, one), empty=empty)


def _stream(connection: Connection, one: Stream) -> Cells:
    over = one.state in _OVER
    sent = min(one.sent_window.size, connection.us.window.size)
    received = min(one.received_window.size, connection.peer.window.size)
    role = Role.DIM if over else Role.STRONG
    return (
        cell(str(one.stream_id), role),
        cell(one.state.value, Role.DIM if over else Role.GOOD),
        cell(request_line(one), Role.DIM if over else Role.PLAIN),
        cell("" if one.status is None else str(one.status)),
        cell("" if over else sent, Role.ERROR if sent <= 0 else Role.SENT),
        cell("" if over else received, Role.ERROR if received <= 0 else Role.RECEIVED),
        cell(elide(escape(one.script or ""), VALUE), Role.SCRIPT),
        _remark(one),
    )


def _remark(one: Stream) -> Span:
    if one.held is not None:
        return cell(f"held: {printed(one.held)}", Role.HELD)
    if one.error_code is not None:
        return cell(error_code_name(one.error_code), Role.WARNING)
    if one.out_of_step:
        return cell(f"h2 out of step: {printed(one.out_of_step)}", Role.WARNING)
    return cell(f"promised on {one.promised_on}" if one.promised_on else "")


def _streams_words(shell: Shell, said: str) -> tuple[bool, int | None]:
    """Whether all, and of which connection."""
    words = said.split()
    rest = " ".join(word for word in words if word != "all")
    if rest and not rest.isdigit():
        raise wrong(
            f"streams takes a connection's number, not {quoted(rest)}", said, rest, ("all",)
        )
    return "all" in words, int(rest) if rest else None


def _streams_line(shell: Shell, said: str) -> Listed[Stream]:
    return streams(shell, *_streams_words(shell, said))


# Connections

_CONNECTIONS = (
    Column("conn", right=True),
    Column("peer", least=12),
    Column("protocol", least=12),
    Column("open", right=True),
    Column("streams", right=True),
    Column("we may send", right=True),
    Column("frames", right=True),
    Column("wrong", right=True),
    Column("", least=12),
)


def connections(shell: Shell, all: bool = False) -> Listed[Connection]:
    """The connections that live; `all`: those that are closed as well."""
    shell.sync()
    with shell.lock:
        known = list(shell.session.reader.board.connections.values())
    found = known if all else [one for one in known if one.closed is None]
    empty = "no client has connected yet"
    if known and not found:
        verb = "is" if len(known) == 1 else "are"
        empty = f"no connection lives, {len(known):,} {verb} over: connections all"
    return Listed(found, _CONNECTIONS, _connection, empty=empty)


def _connection(one: Connection) -> Cells:
    peer = one.opened.get("peer")
    address = f"{peer[0]} {peer[1]}" if isinstance(peer, list | tuple) and len(peer) > 1 else peer
    tls = " ".join(str(one.tls[key]) for key in ("version", "alpn") if one.tls.get(key))
    over = one.closed is not None
    wrong_ones = sum(found.severity is Severity.ERROR for found in one.findings)
    closed = " ".join(str((one.closed or {}).get(key, "")) for key in ("how", "by")).strip()
    return (
        cell(str(one.number), Role.DIM if over else Role.STRONG),
        cell(escape(str(address or ""))),
        cell(escape(tls or str(one.opened.get("scheme", "")))),
        cell(len(one.streams)),
        cell(str(max(one.peer.highest, 0) or "")),
        cell("" if over else one.us.window.size, Role.SENT),
        cell(one.peer.frames + one.us.frames),
        cell(wrong_ones or "", Role.ERROR),
        cell(f"closed {escape(closed)}".strip() if over else "", Role.DIM),
    )


def _all_or_nothing(shell: Shell, said: str) -> bool:
    if said.strip() and said.split() != ["all"]:
        word = said.split()[-1]
        raise wrong(f"connections takes nothing but all, not {quoted(word)}", said, word, ("all",))
    return bool(said.strip())


def _connections_line(shell: Shell, said: str) -> Listed[Connection]:
    return connections(shell, _all_or_nothing(shell, said))


# Windows and states


class Windows(Shown):
    """The windows of a connection, and of one of its streams.

    sent, received   octets of DATA we may send, and the peer, on the connection (RFC 9113 6.9.1)
    streams          the same pair of each stream that is not closed, as those alone have it
    """

    def __init__(self, connection: Connection, text: Text, after: Text) -> None:
        self.sent = connection.us.window.size
        self.received = connection.peer.window.size
        self.streams = {
            one.stream_id: (one.sent_window.size, one.received_window.size)
            for one in connection.streams.values()
        }
        self._text = [*text, *after]

    def text(self, width: int) -> Text:
        return folded(self._text, width)


def windows(shell: Shell, stream: int | None = None) -> Windows:
    """Who may send how much, where that comes from, and who is stuck (RFC 9113 6.9)."""
    connection = connection_at(shell)
    with shell.lock:
        chosen = _stream_at(shell, connection, stream)
        held_up = _held_up(shell, connection, chosen)
        text = explaining.windows(connection, chosen, held_up, width=64)
        after = _others(connection, chosen)
        return Windows(connection, text, after)


def _stream_at(shell: Shell, connection: Connection, number: int | None) -> Stream | None:
    if isinstance(number, Stream):
        return number
    if number is None:
        return connection.stream(shell.target.stream_id) if shell.target.stream_id else None
    found = connection.stream(number) if number else None
    if found is None and number:
        raise ToolError(f"connection {connection.number} has no stream {number}")
    return found


def _held_up(
    shell: Shell, connection: Connection, stream: Stream | None
) -> explaining.Waiting | None:
    """DATA of ours that waits for a window of the stream."""
    if stream is None or stream.state is StreamState.CLOSED:
        return None
    reader = shell.session.reader
    since = reader.readings_of(connection.number, after=stream.opened, limit=STORY)
    return explaining.waiting(since, stream.stream_id)


def _others(connection: Connection, chosen: Stream | None) -> Text:
    """The windows of the other streams, a line each."""
    others = [one for one in connection.streams.values() if one is not chosen]
    if not others:
        return []
    columns = (
        Column("  stream"),
        Column("we may send", right=True),
        Column("peer may send", right=True),
    )
    rows = [
        (
            cell(f"  {one.stream_id}", Role.STRONG),
            cell(one.sent_window.size, Role.SENT),
            cell(one.received_window.size, Role.RECEIVED),
        )
        for one in others[-20:]
    ]
    return [(), heading("Other streams"), *table(columns, rows, 60)]


class Stood(Shown):
    """A stream and the way it took. `stream` is None for the connection."""

    def __init__(self, stream: Stream | None, text: Text) -> None:
        self.stream = stream
        self._text = text

    def text(self, width: int) -> Text:
        return self._text


def state(shell: Shell, stream: int | None = None) -> Stood:
    """Where a stream stands in the figure of RFC 9113 5.1, and what brought it there."""
    connection = connection_at(shell)
    with shell.lock:
        chosen = _stream_at(shell, connection, stream)
        reader = shell.session.reader
        number = chosen.stream_id if chosen is not None else None
        story = reader.readings_of(connection.number, number, limit=STORY)
        return Stood(chosen, explaining.state(connection, chosen, story))


def _stream_word(shell: Shell, said: str) -> int | None:
    """The number of a stream, if a line has one."""
    if not said.strip():
        return None
    word = one_word("this", said, "a stream's number")
    if not word.isascii() or not word.isdigit():
        raise wrong(f"a stream is a number, not {quoted(word)}", said, word)
    return int(word)


def _by_stream(make: Callable[[Shell, int | None], Any]) -> Callable[[Shell, str], Any]:
    """The line form of a tool about a stream."""
    return lambda shell, said: make(shell, _stream_word(shell, said))


_ALL = typeahead.words(("all", "those that are over as well"))

STATE = (
    Tool(
        name="streams",
        shape="streams [all] [CONNECTION]",
        python="streams(), streams(all=True, connection=2)",
        sentence="the open streams: state, request, windows, who serves them",
        run=_streams_line,
        call=streams,
        check=_streams_words,
        examples=("streams", "streams all", "streams 2"),
        more="In Python a sequence of streams: stream_id, state, method, path, status.",
        complete=_ALL,
    ),
    Tool(
        name="connections",
        shape="connections [all]",
        python="connections(), connections(all=True)",
        sentence="the connections that live",
        run=_connections_line,
        call=connections,
        check=_all_or_nothing,
        examples=("connections", "connections all"),
        complete=_ALL,
    ),
    Tool(
        name="windows",
        shape="windows [STREAM]",
        python="windows(), windows(3).sent",
        sentence="who may send how much DATA, why, and who is stuck (RFC 9113 6.9)",
        run=_by_stream(windows),
        call=windows,
        check=_stream_word,
        examples=("windows", "windows 3"),
        complete=typeahead.stream_numbers,
    ),
    Tool(
        name="state",
        shape="state [STREAM]",
        python="state(), state(3)",
        sentence="where a stream stands in the figure of RFC 9113 5.1, and how it came there",
        run=_by_stream(state),
        call=state,
        check=_stream_word,
        examples=("state", "state 3"),
        complete=typeahead.stream_numbers,
    ),
)
