"""Short words beside a connection or a stream: what somebody should notice. Knows no tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from h2craft.explain.stuck import is_stuck
from h2craft.explain.text import Role, Span, safe
from h2craft.model import Connection, Direction, Severity, Side, Stream
from h2craft.wire import error_code_name

NAME_LENGTH = 24

Counts = Mapping[int, Mapping[Severity, int]]


class Hands(Protocol):
    """`client.Desk`, as far as it is used here: what is held, each with its `connection`."""

    @property
    def requests(self) -> Sequence[Any]: ...

    @property
    def actions(self) -> Sequence[Any]: ...

    @property
    def replies(self) -> Sequence[Any]: ...


def finding_counts(connection: Connection) -> Counts:
    """How many findings of each severity each stream has (0: the connection itself).

    Of those the model keeps; look again when `connection.finding_count` has changed.
    """
    counts: dict[int, dict[Severity, int]] = {}
    for finding in connection.findings:
        of_stream = counts.setdefault(finding.stream_id, {})
        of_stream[finding.severity] = of_stream.get(finding.severity, 0) + 1
    return counts


def stream_badges(
    connection: Connection,
    stream: Stream,
    desk: Hands | None = None,
    counts: Counts | None = None,
) -> tuple[Span, ...]:
    """Words for one stream, the most urgent first. `counts` is `finding_counts`, made before."""
    number = stream.stream_id
    made = []
    if stream.held is not None or _is_in(desk.requests if desk else (), connection, number):
        made.append(Span("held", Role.HELD))
    if _is_in(desk.actions if desk else (), connection, number):
        made.append(Span("at breakpoint", Role.HELD))
    made += _findings((counts or {}).get(number, {}))
    if stream.out_of_step:
        made.append(Span("out of step", Role.WARNING))
    if stream.state != "closed" and connection.closed is None:
        direction = is_stuck(connection, stream)
        if direction is not None:
            whose = "" if direction is Direction.SENT else "peer "
            made.append(Span(f"{whose}stuck", Role.ERROR))
    if stream.error_code is not None:
        made.append(Span(error_code_name(stream.error_code), Role.WARNING))
    if stream.promised_on:
        made.append(Span("pushed", Role.NOTE))
    if stream.script:
        made.append(Span(_base(stream.script), Role.SCRIPT))
    return tuple(made)


def connection_badges(
    connection: Connection, desk: Hands | None = None, counts: Counts | None = None
) -> tuple[Span, ...]:
    """Words for a connection as a whole; findings are those of all of its streams."""
    made = []
    if connection.held is not None:
        made.append(Span("held", Role.HELD))
    held = [*(desk.requests if desk else ()), *(desk.actions if desk else ())]
    waiting = sum(one.connection == connection.number for one in held)
    if waiting:
        made.append(Span(f"{waiting} held", Role.HELD))
    replies = sum(one.connection == connection.number for one in (desk.replies if desk else ()))
    if replies:
        made.append(Span(f"{replies} in tray", Role.HELD))
    if connection.h2_gave_up is not None:
        made.append(Span("h2 gave up", Role.ERROR))
    if connection.out_of_step:
        made.append(Span("out of step", Role.WARNING))
    for side, mark in ((connection.peer, "<"), (connection.us, ">")):
        made += _goaway(side, mark)
        if side.table_lost:
            made.append(Span(f"{mark} HPACK lost", Role.WARNING))
    made += _findings(_all(counts)) if counts is not None else _finding_count(connection)
    if not connection.whole:
        made.append(Span("beginning unknown", Role.NOTE))
    return tuple(made)


def _is_in(things: Iterable[Any], connection: Connection, stream_id: int) -> bool:
    return any(one.connection == connection.number and one.stream_id == stream_id for one in things)


def _goaway(side: Side, mark: str) -> list[Span]:
    if not side.goaways:
        return []
    code = error_code_name(side.goaways[-1].error_code)
    role = Role.NOTE if code == "NO_ERROR" else Role.WARNING
    return [Span(f"{mark} GOAWAY" + ("" if code == "NO_ERROR" else f" {code}"), role)]


_MARKS = (
    (Severity.ERROR, "!", Role.ERROR),
    (Severity.WARNING, "w", Role.WARNING),
    (Severity.NOTE, "n", Role.NOTE),
)


def _findings(counts: Mapping[Severity, int]) -> list[Span]:
    """ "3!" errors, "2w" warnings, "1n" notes."""
    return [
        Span(f"{counts[severity]}{mark}", role)
        for severity, mark, role in _MARKS
        if counts.get(severity)
    ]


def _all(counts: Counts) -> dict[Severity, int]:
    total: dict[Severity, int] = {}
    for of_stream in counts.values():
        for severity, count in of_stream.items():
            total[severity] = total.get(severity, 0) + count
    return total


def _finding_count(connection: Connection) -> list[Span]:
    if not connection.finding_count:
        return []
    return [Span(f"{connection.finding_count:,}!", Role.WARNING)]


def _base(script: str) -> str:
    """The last part of a script's path."""
    return safe(script.replace("\\", "/").rpartition("/")[2] or script, NAME_LENGTH)
