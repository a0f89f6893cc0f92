"""The windows of a connection and a stream: numbers, where they come from, a plot of their moves.

Knows the model's windows (RFC 9113 5.2, 6.9); who is stuck is said in `stuck`.
"""

from __future__ import annotations

from collections.abc import Sequence

from h2craft.explain.stuck import Waiting, verdict, who
from h2craft.explain.text import Line, Role, Span, Text, heading, pair, sentence
from h2craft.model import Connection, Direction, Move, Stream, Window
from h2craft.wire import SettingId

PLOT_HEIGHT = 4
PLOT_WIDTH = 72
BARS = " ▁▂▃▄▅▆▇█"
EIGHTHS = len(BARS) - 1
WIDEST_COLUMN = 4


def windows(
    connection: Connection,
    stream: Stream | None = None,
    held_up: Waiting | None = None,
    *,
    width: int = PLOT_WIDTH,
) -> Text:
    """Who is stuck and why, then every window: its size, its setting, its moves as a plot."""
    said, role = verdict(connection, stream, held_up)
    text: Text = [sentence(said, role)]
    if stream is not None:
        text += _both(connection, stream, width)
    text += [(), heading("Connection", "RFC 9113 6.9.1")]
    for direction in (Direction.SENT, Direction.RECEIVED):
        side = connection.side(direction)
        text += _window(f"{who(side, connection)} may send", side.window, "begins at 65,535", width)
    return text


def _both(connection: Connection, stream: Stream, width: int) -> Text:
    name = f"Stream {stream.stream_id}"
    text: Text = [(), heading(name, "RFC 9113 6.9.1")]
    for direction in (Direction.SENT, Direction.RECEIVED):
        side = connection.side(direction)
        text += _window(
            f"{who(side, connection)} may send",
            stream.message(direction).window,
            _begins(connection, direction),
            width,
        )
    return text


def _begins(connection: Connection, direction: Direction) -> str:
    """The setting a stream's window comes from: that of the end which hears the DATA."""
    hearer = connection.side(direction.opposite)
    setting = SettingId.INITIAL_WINDOW_SIZE
    now, latest = hearer.settings[setting], hearer.settings.latest(setting)
    whose = "our" if hearer is connection.us else f"the {hearer.role}'s"
    said = f"{whose} INITIAL_WINDOW_SIZE is {now:,}"
    return said if latest == now else f"{said}, {latest:,} once that is acknowledged"


def _window(label: str, window: Window, origin: str, width: int) -> Text:
    role = Role.ERROR if window.size <= 0 else Role.GOOD
    text: Text = [pair(f"  {label}", f"{window.size:,} octets", origin, role=role)]
    return text + plot(window.moves, width) + _moves(window.moves)


def _moves(moves: Sequence[Move]) -> Text:
    """The last moves in numbers, the newest last."""
    rows: Text = []
    for move in moves[-3:]:
        sign = Role.SENT if move.delta >= 0 else Role.WARNING
        rows.append(
            (
                Span(f"    record {move.record:<8} ", Role.DIM),
                Span(f"{move.delta:>+14,}", sign),
                Span(f"  {move.reason:<14}", Role.NAME),
                Span(f" \N{RIGHTWARDS ARROW} {move.size:,}", Role.VALUE),
            )
        )
    return rows


def plot(moves: Sequence[Move], width: int = PLOT_WIDTH, height: int = PLOT_HEIGHT) -> Text:
    """The sizes before and after each kept move, oldest left; nothing for fewer than two moves.

    Negative sizes hang as a mark at the foot. The scale is the largest size, at the left margin.
    """
    if len(moves) < 2:
        return []
    sizes = [moves[0].size - moves[0].delta, *(move.size for move in moves)]
    top = max(*sizes, 1)
    margin = max(len(f"{top:,}"), 1) + 4
    column = max(1, min(WIDEST_COLUMN, (width - margin) // len(sizes)))
    sizes = sizes[-max(1, (width - margin) // column) :]
    rows: Text = []
    for level in range(height - 1, -1, -1):
        label = f"{top:,}" if level == height - 1 else "0" if level == 0 else ""
        spans = [Span(f"{label:>{margin - 1}} ", Role.DIM)]
        spans += [_bar(size, top, level, height, column) for size in sizes]
        rows.append(tuple(spans))
    return rows


def _bar(size: int, top: int, level: int, height: int, column: int) -> Span:
    if size < 0:
        return Span(("v" if level == 0 else " ") * column, Role.ERROR)
    eighths = -(-size * height * EIGHTHS // top) - level * EIGHTHS
    cell = BARS[max(0, min(eighths, EIGHTHS))]
    if not size and level == 0:
        return Span("_" * column, Role.ERROR)
    return Span(cell * column, Role.VALUE)


def window_line(connection: Connection, stream: Stream) -> Line:
    """Both windows of a stream in short, for a tree: "> 65,535  < 12"."""
    sent = min(stream.sent_window.size, connection.us.window.size)
    received = min(stream.received_window.size, connection.peer.window.size)
    return (
        Span(f"> {sent:,}", Role.ERROR if sent <= 0 else Role.SENT),
        Span(f"  < {received:,}", Role.ERROR if received <= 0 else Role.RECEIVED),
    )
