"""The sequence view: one connection as a ladder, client left, server right. Knows no other pane.

A ladder of a long connection is drawn in portions, as its lanes are known once all of its readings
are.
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from h2craft.explain import Ladder, Line, Role, Rung, Span, plain
from h2craft.model import Reading
from h2craft.session import Session
from h2craft.trace import Origin
from h2craft.tui.commands import bindings
from h2craft.tui.commands.ladder import COMMANDS
from h2craft.tui.messages import CopyAsked, RecordSelected
from h2craft.tui.widgets.keyline import KeyLine
from h2craft.tui.widgets.lines import LineList

PORTION = 2_000  # records of the connection
LOOKS_BETWEEN = 4


class LadderView(LineList):
    """The rungs. The cursor's line is lit; the head stands above, outside."""

    ladder = Ladder(())

    def show(self, ladder: Ladder) -> None:
        self.ladder = ladder
        self.set_count(len(ladder.rows))
        self.refresh()

    def line_at(self, index: int) -> Line:
        return self.ladder.line(index, self.width)

    def nothing(self) -> Line:
        return (Span("Nothing has happened on this connection.", Role.DIM),)

    @property
    def rung(self) -> Rung | None:
        """The one under the cursor."""
        rows = self.ladder.rows
        return rows[self.cursor] if 0 <= self.cursor < len(rows) else None


class LadderScreen(Screen[None]):
    """See the module."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    HELP = """
    One connection, from top to bottom: the client on the left, the server on the right.
    Each stream has a lane of its own between them, from its first frame to its last.
    """
    DEFAULT_CSS = """
    LadderScreen > #about, LadderScreen > #head { height: 1; padding: 0 1; }
    LadderScreen > #about { background: $panel; }
    LadderScreen > #head { color: $text-muted; }
    LadderScreen > LadderView { padding: 0 1; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._connection = session.selection.connection
        self._only = 0  # a stream
        self._all = True  # automatic replies and what is no frame, too
        self._start = 0  # index of the first record shown, among the connection's
        self._made: tuple[object, ...] = ()
        self._looks = 0

    def compose(self) -> ComposeResult:
        yield Static(id="about", markup=False)
        yield Static(id="head", markup=False)
        yield LadderView(id="ladder")
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        self._begin(self.session.selection.seq)
        self.view.focus()

    @property
    def view(self) -> LadderView:
        return self.query_one(LadderView)

    # What is shown

    def _begin(self, seq: int = 0) -> None:
        """Show the portion in which a record stands, or the last one."""
        seqs = self.session.reader.seqs_of(self._connection)
        index = next((n for n, one in enumerate(seqs) if one >= seq), 0) if seq else len(seqs) - 1
        self._start = max(0, index) // PORTION * PORTION
        self.look(at_once=True)
        rows = self.view.ladder.rows
        last = len(rows) - 1
        wanted = next((n for n, rung in enumerate(rows) if rung.seq >= seq), last) if seq else last
        self.view.place_cursor(wanted)

    def look(self, *, at_once: bool = False) -> None:
        """Draw again if more has happened; called by the workbench below."""
        reader = self.session.reader
        seqs = reader.seqs_of(self._connection)
        end = min(len(seqs), self._start + PORTION)
        key = (self._connection, self._only, self._all, self._start, end, self.view.width)
        self._looks += 1
        if key == self._made or (self._looks % LOOKS_BETWEEN and not at_once):
            return
        at_end = self.view.cursor >= self.view.count - 1
        self._made = key
        after = seqs[self._start - 1] if self._start else 0
        readings = reader.readings_of(self._connection, None, after=after, limit=PORTION)
        self.view.show(Ladder(filter(self._shows, readings), self.session.client.about.role))
        self._tell(len(seqs), end)
        if at_end and not at_once:
            self.view.place_cursor(self.view.count - 1)

    def _shows(self, reading: Reading) -> bool:
        if self._only and reading.stream_id != self._only:
            return False
        return self._all or (
            reading.direction is not None and reading.record.origin is not Origin.AUTOMATIC
        )

    def _tell(self, count: int, end: int) -> None:
        connection = self.session.reader.board.connections.get(self._connection)
        peer = connection.opened.get("peer") if connection is not None else None
        words = [f"Connection {self._connection}"]
        if isinstance(peer, list | tuple) and len(peer) >= 2:
            words.append(f"{peer[0]}:{peer[1]}")
        words.append(f"records {self._start + 1:,} to {end:,} of {count:,}")
        if self._only:
            words.append(f"only stream {self._only}")
        if not self._all:
            words.append("without automatic replies")
        self.query_one("#about", Static).update(Content("   ".join(words)))
        head = plain([self.view.ladder.head(self.view.width)])
        self.query_one("#head", Static).update(Content(head))

    def on_resize(self) -> None:
        self.call_after_refresh(self.look, at_once=True)

    # What can be done

    def action_move(self, by: int) -> None:
        self.view.place_cursor(max(0, self.view.cursor + by))

    def action_page(self, pages: int) -> None:
        self.action_move(pages * max(1, self.view.page - 1))

    @on(LineList.Clicked)
    def _clicked(self, message: LineList.Clicked) -> None:
        message.stop()
        self.view.place_cursor(message.index)
        if message.twice:
            self.action_open()

    def action_open(self) -> None:
        rung = self.view.rung
        if rung is not None:
            self.dismiss()
            self.app.post_message(RecordSelected(rung.seq, opened=True))

    def action_leave(self) -> None:
        self.dismiss()

    def action_turn(self, step: int) -> None:
        """To the portion of records before or after."""
        count = len(self.session.reader.seqs_of(self._connection))
        start = self._start + step * PORTION
        if 0 <= start < count:
            self._start = start
            self.look(at_once=True)
            self.view.place_cursor(0)

    def action_stream(self) -> None:
        rung = self.view.rung
        self._only = 0 if self._only or rung is None else rung.stream_id
        self._keep(rung)

    def action_automatic(self) -> None:
        self._all = not self._all
        self._keep(self.view.rung)

    def _keep(self, rung: Rung | None) -> None:
        """Draw again, and find the rung again."""
        self.look(at_once=True)
        seq = rung.seq if rung is not None else 0
        rows = self.view.ladder.rows
        found = next((n for n, one in enumerate(rows) if one.seq >= seq), len(rows) - 1)
        self.view.place_cursor(found)

    def action_connection(self, step: int) -> None:
        numbers = sorted(self.session.reader.board.connections)
        if self._connection in numbers:
            at = numbers.index(self._connection) + step
            if 0 <= at < len(numbers):
                self._connection, self._only = numbers[at], 0
                self._begin()

    def action_copy(self) -> None:
        text = plain(self.view.ladder.text(max(80, self.view.width)))
        self.app.post_message(CopyAsked(text, "the ladder"))

    def action_mermaid(self) -> None:
        text = self.view.ladder.mermaid()
        self.app.post_message(CopyAsked(text, "the ladder as Mermaid"))
