"""What the shell says of connections, streams and records, a line each. Knows no grammar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2craft.explain import command_lines
from h2craft.model import Stream
from h2craft.session import Target, printed, row_lines
from h2craft.session import target as targets
from h2craft.wire import elide, escape

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

LISTED = 8  # connections named in a message
LONGEST = 120  # of a request line


def line_of(shell: Shell, seq: int) -> str:
    """A record as one line."""
    row = shell.session.reader.row(seq)
    return "" if row is None else " ".join(row_lines([row])[0].split())


def is_gone(shell: Shell, aim: Target) -> bool:
    return targets.is_over(shell.session, aim)


def why_gone(shell: Shell, aim: Target) -> str:
    """Why nothing can be sent there, and where it could be; empty where it can."""
    if not is_gone(shell, aim):
        return ""
    session, client = shell.session, shell.client
    if client.ended:
        return printed(client.ended)
    if not client.about.live:
        return targets.trouble_of(session, aim)
    alive = alive_text(shell)
    if not aim.connection:
        return alive  # there is none, or one would have been picked
    known = targets.trouble_of(session, aim)
    chosen = "; use auto goes where something waits" if shell.used == aim else ""
    return f"{known}; {alive}{chosen}"


def alive_text(shell: Shell) -> str:
    """ "alive: 2 (127.0.0.1:5050), 3", or how to make a client come."""
    board = shell.session.reader.board
    alive = [one for one in board.connections.items() if one[1].closed is None]
    if not alive:
        if shell.client.about.role == "client":
            last = next(reversed(board.connections), 0)
            return f"no connection is alive{why_ended(shell, last)}: reconnect makes one"
        commands = command_lines(shell.client.about)
        how = f"; make a client come: {commands[0]}" if commands else ""
        return f"no connection is alive{how}"
    named = [f"{number}{_peer(connection.opened.get('peer'))}" for number, connection in alive]
    more = f" and {len(named) - LISTED} more" if len(named) > LISTED else ""
    return f"alive: {', '.join(named[-LISTED:])}{more}"


def why_ended(shell: Shell, number: int) -> str:
    """ " (the server speaks HTTP/1.1, ...)": what is known of the end of a connection of ours."""
    connection = shell.session.reader.board.connections.get(number)
    if connection is None or connection.closed is None or connection.role != "client":
        return ""
    gave_up = connection.h2_gave_up or {}
    if reason := str(gave_up.get("reason", "")):
        return f" ({printed(reason)})"
    if connection.closed.get("by") != "us" and not connection.closed.get("octets_received"):
        return " (the server closed it and had said nothing)"
    return ""


def _peer(peer: object) -> str:
    if isinstance(peer, list | tuple) and len(peer) >= 2:
        return f" ({escape(str(peer[0]))}:{escape(str(peer[1]))})"
    return f" ({escape(str(peer))})" if peer else ""


def request_line(stream: Stream) -> str:
    """ "GET /path", printable and not long; empty where the request is not known."""
    return asked_text(stream.method or b"", stream.path or b"")


def asked_text(method: bytes, path: bytes) -> str:
    """A method and a path in the same way."""
    return elide(escape(b" ".join((method, path))[:LONGEST]).strip(), LONGEST)


def name_of(shell: Shell, aim: Target) -> str:
    """ "2/5 GET /x"."""
    connection = targets.connection_of(shell.session, aim)
    stream = connection.stream(aim.stream_id) if connection is not None else None
    return " ".join(filter(None, (aim.name, "" if stream is None else request_line(stream))))
