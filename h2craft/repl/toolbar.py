"""What the prompt and its bottom bar say, made of what is known, and cut to a width.

Pure: a `Standpoint` is looked up once in a while with the session at rest, and drawn from at any
time. Knows no terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from prompt_toolkit.formatted_text import StyleAndTextTuples

from h2craft.model import Connection, Stream
from h2craft.session import Target, visible
from h2craft.session import target as targets
from h2craft.wire import elide, escape

if TYPE_CHECKING:
    from h2craft.repl.printer import Printer
    from h2craft.repl.shell import Shell

Fragments = StyleAndTextTuples

GAP = "  "
LONGEST_NAME = 60  # of a request line in the bar
SHORTEST_NAME = 8  # of one in the prompt: less says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Standpoint:
    """What a person is at, at one moment. Texts are printable.

    target      where verbs go
    request     the request line of the stream, empty for none
    state       of the stream, empty for none
    gone        why nothing can be sent to the target
    alive       connections that live
    open        streams of the target's connection that are not closed
    windows     octets we may send: on the stream (None where there is none) and the connection
    held        requests, actions and replies that wait for a person
    recording   acts recorded; None while it is off
    behind      records that are not read yet
    ended       why the engine can be asked nothing any more
    engine      what the engine is called by, where it is another process's
    """

    target: Target = field(default_factory=Target)
    request: str = ""
    state: str = ""
    gone: str = ""
    used: bool = False
    alive: int = 0
    open: int = 0
    windows: tuple[int | None, int] | None = None
    held: int = 0
    recording: int | None = None
    behind: int = 0
    ended: str = ""
    engine: str = ""
    frames: bool = True
    automatic: bool = True
    pattern: str = ""


def standpoint(shell: Shell, printer: Printer, *, attached: bool) -> Standpoint:
    """What a person is at now; the shell's lock is held."""
    session, aim = shell.session, shell.target
    board = session.reader.board.connections
    connection = targets.connection_of(session, aim)
    stream = connection.stream(aim.stream_id) if connection is not None else None
    desk = session.desk
    return Standpoint(
        target=aim,
        request=_request(stream),
        state=stream.state.value if stream is not None else "",
        gone=_gone(connection),
        used=shell.used is not None,
        alive=sum(each.closed is None for each in board.values()),
        open=len(connection.streams) if connection is not None else 0,
        windows=_windows(connection, stream),
        held=len(desk.requests) + len(desk.actions) + len(desk.replies),
        recording=len(shell.taking) if shell.taking.on else None,
        behind=session.behind,
        ended=visible(shell.client.ended),
        engine=visible(shell.client.about.name) if attached else "",
        frames=printer.on,
        automatic=printer.automatic,
        pattern=visible(printer.pattern),
    )


def _gone(connection: Connection | None) -> str:
    return "closed" if connection is not None and connection.closed is not None else ""


def _request(stream: Stream | None) -> str:
    if stream is None or stream.method is None:
        return ""
    target = stream.path if stream.path is not None else stream.authority or b""
    return elide(escape((stream.method + b" " + target)[:LONGEST_NAME]), LONGEST_NAME)


def _windows(connection: Connection | None, stream: Stream | None) -> tuple[int | None, int] | None:
    if connection is None or connection.closed is not None:
        return None
    return (None if stream is None else stream.sent_window.size), connection.us.window.size


# The prompt

_SEPARATOR = " > "


def prompt_of(now: Standpoint, columns: int) -> Fragments:
    """ "1/3 GET /path half-closed-remote > ", in at most half of the columns."""
    room = columns // 2 - len(_SEPARATOR)
    name = now.target.name if now.target.connection else "h2craft"
    state = now.gone or now.state
    hue = "class:prompt.gone" if now.gone or now.state == "closed" else "class:prompt.state"
    made: Fragments = [("class:prompt.target", name)]
    room -= len(name)
    with_state = bool(state) and len(state) + 1 <= room
    if with_state:
        room -= len(state) + 1
    if now.request and room > SHORTEST_NAME:
        made.append(("class:prompt.request", f" {elide(now.request, room - 1)}"))
    if with_state:
        made.append((hue, f" {state}"))
    return [*made, ("class:prompt.separator", _SEPARATOR)]


def continuation_of(width: int) -> Fragments:
    """What stands before the further lines of an entry; as wide as the prompt."""
    return [("class:prompt.continuation", f"{'..':>{max(width - 1, 2)}} ")]


# The bar


class Cell(NamedTuple):
    """One thing the bar says: in full, in short, and what goes last where there is no room."""

    rank: int
    style: str
    long: str
    short: str


def cells(now: Standpoint) -> list[Cell]:
    """Everything there is to say, from left to right; rank 0 is what must be seen."""
    made = [
        *_alarms(now),
        Cell(3, "class:bar.target", *_where(now)),
        *_windows_cell(now),
        _recording(now),
        *_keys(now),
    ]
    return [cell for cell in made if cell.long]


def _alarms(now: Standpoint) -> list[Cell]:
    made = []
    if now.ended:
        made.append(Cell(0, "class:bar.error", "engine gone", "gone"))
    if now.held:
        made.append(Cell(1, "class:bar.held", f"{now.held} held", f"{now.held} held"))
    if now.engine:
        made.append(Cell(2, "class:bar.engine", f"@{elide(now.engine, 24)}", f"@{now.engine[:8]}"))
    return made


def _where(now: Standpoint) -> tuple[str, str]:
    if not now.target.connection:
        return ("no connection", "none") if not now.alive else ("no target", "none")
    others = f" of {now.alive}" if now.alive > 1 else ""
    chosen = " (use)" if now.used else ""
    if now.gone:
        return f"connection {now.target.connection} closed{others}", "closed"
    noun = "stream" if now.open == 1 else "streams"
    number = now.target.connection
    return (
        f"connection {number}{others}{chosen}: {now.open} {noun}",
        f"{number}{chosen}: {now.open} str",
    )


def _windows_cell(now: Standpoint) -> list[Cell]:
    if now.windows is None:
        return []
    stream, connection = now.windows
    sizes = [size for size in (stream, connection) if size is not None]
    style = "class:bar.shut" if min(sizes) <= 0 else "class:bar.window"
    shown = "/".join(f"{size:,}" for size in sizes)
    short = "/".join(_brief(size) for size in sizes)
    return [Cell(4, style, f"may send {shown}", f"may {short}")]


def _brief(size: int) -> str:
    for unit, name in ((1 << 30, "Gi"), (1 << 20, "Mi"), (1 << 10, "Ki")):
        if abs(size) >= 10 * unit:
            return f"{size // unit}{name}"
    return str(size)


def _recording(now: Standpoint) -> Cell:
    if now.recording is None:
        return Cell(5, "class:bar.off", "F4 not recording", "F4 off")
    acts = "act" if now.recording == 1 else "acts"
    return Cell(
        5, "class:bar.on", f"F4 recording {now.recording} {acts}", f"F4 rec {now.recording}"
    )


def _keys(now: Standpoint) -> list[Cell]:
    frames = f"F2 frames {'on' if now.frames else 'off'}"
    if now.frames and now.pattern:
        frames += f" {elide(now.pattern, 24)}"
    automatic = f"F3 automatic {'shown' if now.automatic else 'hidden'}"
    made = [
        Cell(6, "class:bar.on" if now.frames else "class:bar.off", frames, frames[:13]),
        Cell(
            8,
            "class:bar.on" if now.automatic else "class:bar.off",
            automatic,
            f"F3 auto {'on' if now.automatic else 'off'}",
        ),
        Cell(7, "class:bar.key", "F1 help", "F1"),
    ]
    if now.behind > 1_000:
        made.append(Cell(9, "class:bar.behind", f"{now.behind:,} to read", f"{now.behind:,}"))
    return made


def bar_of(now: Standpoint, columns: int) -> Fragments:
    """The cells in one line: in full where they fit, else shortened, the last ones left out."""
    made = cells(now)
    shown = _fitting(made, columns)
    fragments: Fragments = [("class:bar", " ")]
    for index, (cell, text) in enumerate(shown):
        if index:
            fragments.append(("class:bar", GAP))
        fragments.append((cell.style, text))
    return fragments


def _fitting(made: Sequence[Cell], columns: int) -> list[tuple[Cell, str]]:
    """Shortened from the highest rank on, then left out from there on."""
    texts = {cell: cell.long for cell in made}
    by_rank = sorted(made, key=lambda cell: -cell.rank)
    for cell in by_rank:
        if _width(texts.values()) <= columns:
            break
        texts[cell] = cell.short
    for cell in by_rank:
        if _width(texts.values()) <= columns:
            break
        del texts[cell]
    return [(cell, texts[cell]) for cell in made if cell in texts]


def _width(texts: Iterable[str]) -> int:
    parts = list(texts)
    return 2 + sum(map(len, parts)) + len(GAP) * (len(parts) - 1)
