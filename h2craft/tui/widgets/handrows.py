"""What lies in a person's hands, as rows of text. Knows the desk and the model, no widget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from h2craft import language
from h2craft.actions import Action
from h2craft.client import Binding, Desk, HeldAction, HeldReply, HeldRequest
from h2craft.model import Board
from h2craft.session import printed
from h2craft.wire import Frame, elide, escape, frame_line

HEADER_LENGTH = 9
SHOWN = 300  # of each kind; more are counted
TEXT_LENGTH = 160

Thing = HeldRequest | HeldAction | HeldReply | Binding


@dataclass(frozen=True, slots=True, kw_only=True)
class HandRow:
    """One line of the drawer. `thing` None: a heading. `key` stays the same while it is held."""

    key: str
    text: str
    thing: Thing | None = None
    trouble: bool = False


def rows_of(desk: Desk, board: Board, now: float) -> list[HandRow]:
    """All of them, under headings; `now` is in seconds since the journal began."""
    rows: list[HandRow] = []
    rows += _part("requests", "Requests held", desk.requests, board, now)
    rows += _part("actions", "Script actions at a breakpoint", desk.actions, board, now)
    rows += _part("replies", "Automatic replies in the tray", desk.replies, board, now)
    rows += _part("bindings", "Scripts attached", desk.bindings, board, now)
    return rows


def _part(
    name: str, title: str, things: tuple[Thing, ...], board: Board, now: float
) -> Iterator[HandRow]:
    if not things:
        return
    yield HandRow(key=name, text=f"{title} ({len(things)})")
    for thing in things[:SHOWN]:
        yield _row(thing, board, now)
    if len(things) > SHOWN:
        yield HandRow(key=f"{name} more", text=f"  and {len(things) - SHOWN} more")


def _row(thing: Thing, board: Board, now: float) -> HandRow:
    match thing:
        case HeldRequest():
            gone = has_gone(board, thing.connection)
            text = _request(thing, board, now)
            text += "  the client has ended its side" if gone else ""
            return HandRow(key=f"r{thing.held_seq}", text=text, thing=thing, trouble=gone)
        case HeldAction():
            return HandRow(key=f"a{thing.seq}", text=_action(thing, now), thing=thing)
        case HeldReply():
            return HandRow(key=f"t{thing.seq}", text=_reply(thing, now), thing=thing)
        case Binding():
            trouble = bool(thing.trouble)
            return HandRow(
                key=f"b{thing.number}", text=binding_text(thing), thing=thing, trouble=trouble
            )


def has_gone(board: Board, connection: int) -> bool:
    """The peer has said its last; an answer may still reach it, but most have left by then."""
    owner = board.connections.get(connection)
    return owner is not None and owner.peer.ended is not None


def request_line(board: Board, connection: int, stream_id: int) -> str:
    """ "GET /x", as far as it is known."""
    owner = board.connections.get(connection)
    stream = owner.stream(stream_id) if owner else None
    parts = (stream.method, stream.path) if stream else ()
    return " ".join(elide(escape(part), TEXT_LENGTH) for part in parts if part)


def line_of(action: Action) -> str:
    """An action as a line of the language, in text that is safe to show."""
    try:
        line = language.write(action)
    except (
        ValueError,
        TypeError,
        AttributeError,
    ):  # a script can put values into an action that no line can say
        line = repr(action)
    return elide(printed(line), TEXT_LENGTH)


def _age(seconds: float) -> str:
    seconds = max(0.0, seconds)
    if seconds < 60:
        return f"{seconds:.0f}s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}m{rest:02d}s"


def _request(held: HeldRequest, board: Board, now: float) -> str:
    by = f"script {escape(held.script)}" if held.by == "script" else "filter"
    why = f": {elide(escape(held.why), TEXT_LENGTH)}" if held.why else ""
    line = request_line(board, held.connection, held.stream_id)
    where = f"{held.connection}/{held.stream_id}"
    return f"  {where:<8} {line}  held {_age(now - held.at)} by {by}{why}"


def _action(held: HeldAction, now: float) -> str:
    where = f"{held.connection}/{held.stream_id}"
    script = f"  {escape(held.script)}" if held.script else ""
    return f"  {where:<8} {line_of(held.action)}  {_age(now - held.at)}{script}"


def _reply(held: HeldReply, now: float) -> str:
    line = held.octets.hex()
    if len(held.octets) >= HEADER_LENGTH:
        line = frame_line(Frame(held.octets))
    text = elide(line, TEXT_LENGTH)
    return f"  {held.connection:<8} {escape(held.name)}: {text}  {_age(now - held.at)}"


def binding_text(binding: Binding) -> str:
    """What a script is bound to, how often it answered, and what is wrong with it."""
    bounds = [escape(binding.pattern)] if binding.pattern else []
    if binding.connection:
        bounds.append(f"connection {binding.connection}")
    if binding.stream_id:
        bounds.append(f"stream {binding.stream_id}")
    if binding.once:
        bounds.append("next request only")
    where = ", ".join(bounds) or "everything"
    used = f"used {binding.used} time" + ("" if binding.used == 1 else "s")
    trouble = f"  {elide(escape(binding.trouble), TEXT_LENGTH)}" if binding.trouble else ""
    return f"  #{binding.number} {escape(binding.file)}  {where}  {used}{trouble}"
