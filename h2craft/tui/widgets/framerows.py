"""The rows of the frame list: a view of the journal, its cursor, following, and what is lit.

Knows rows and records; no filter, no key and no pane. A row is asked for when it is painted, and
what was painted is kept by record, so a page costs the same wherever in the journal it stands.

While following, the cursor rides on the last row, and says where it stands once no more come, or
twice a second. The first move of a person lets go; then rows arrive below, and are counted.
"""

from __future__ import annotations

import time
from typing import Any

from textual import events
from textual.cache import LRUCache
from textual.message import Message
from textual.strip import Strip

from h2craft.explain import Line, Role, Span
from h2craft.reader import Row, View
from h2craft.session import Session
from h2craft.tui.messages import RecordSelected
from h2craft.tui.paint import strip_of
from h2craft.tui.widgets.lines import LineList
from h2craft.tui.widgets.rows import (
    Clock,
    Columns,
    Times,
    began_at,
    columns_for,
    full_text,
    line_of,
)

KEPT_ROWS = 2048
KEPT_STRIPS = 1024
SAY_EVERY = 0.5  # seconds, while rows keep coming under a riding cursor
FEW = 4  # lines that are painted one by one
SHIFT = 12  # columns a text is moved by


class FrameRows(LineList):
    """Shows a view. `set_view` first.

    following   new rows scroll in and take the cursor along
    shift       how far texts are moved to the left
    clock       what the column of times says
    begun       seq where a range begins that ends at the cursor, 0 for none
    visual      moving extends the range
    said        the record the other panes were told last
    """

    class Follows(Message):
        """It began to follow or let go, or more has arrived meanwhile."""

    def __init__(self, session: Session, view: View) -> None:
        super().__init__(id="frame-rows")
        self.session = session
        self.view = view
        self.following = True
        self.shift = 0
        self.clock = Clock.SINCE
        self.begun = 0
        self.visual = False
        self.cursor_seq = 0
        self.columns: Columns = columns_for(80, 0)
        self.shown: frozenset[str] | None = None  # names of columns, None for all
        self._highest_stream = 0  # the highest there was room for
        self._seen = 0  # rows that could be seen since following ended
        self._began = began_at(session.client.about.started)
        self._rows: LRUCache[int, Row] = LRUCache(KEPT_ROWS)
        self._strips: LRUCache[Any, Strip] = LRUCache(KEPT_STRIPS)
        self._state: tuple[int, object] = (-1, None)
        self._painted: tuple[Any, ...] = ()
        self.said = 0
        self._said_at = 0.0
        self._home = 0  # the record a person went to
        self._placing = False  # the view is still being made: the nearest to `_home` may come

    # What is shown

    @property
    def times(self) -> Times:
        return Times(self.clock, self._began)

    @property
    def has_wall_clock(self) -> bool:
        return self._began is not None

    @property
    def arrived(self) -> int:
        """Rows below what was seen since following ended."""
        return 0 if self.following else max(0, self.count - self._seen)

    def set_view(self, view: View) -> None:
        """Show another view; the cursor stays on its record, or the nearest after it.

        Until `settle` more of the past may come into the view.
        """
        self.view = view
        self.begun, self.visual = 0, False
        self._painted = ()
        self._placing = True
        self.set_count(view.count)
        self.refresh()
        if self.following:
            self._ride()
        else:
            self._seen = self.count
            self._place()

    def settle(self) -> None:
        """All of the past is in the view."""
        if self._placing:
            self._placing = False
            self._seen = max(self._seen, self.count)
            if not self.following:
                self._say()

    def _place(self) -> None:
        """As near as can be to the record a person went to, at the height of the pane it had."""
        height = max(0, min(self.cursor - self.top, self.page - 1))
        self.cursor = self._nearest(self._home)
        self.scroll_top(self.cursor - height)
        self._stand()
        self.refresh()

    def look(self) -> None:
        """Show what is new; costs next to nothing where nothing is."""
        reader, view = self.session.reader, self.view
        if view.count != self.count:
            self._take(view.count)
        elif self.following and self.said != self.cursor_seq:
            self._say()
        state = reader.version, reader.comments
        if state[0] != self._state[0] or state[1] is not self._state[1]:
            self._state = state
            self._hold_on()
            self._refresh_changed()

    def _take(self, count: int) -> None:
        """There are more rows, or (old records are gone) fewer."""
        self.set_count(count)
        self.fit_columns()
        if self.following:
            self._ride()
            if time.monotonic() - self._said_at > SAY_EVERY:
                self._say()
        elif self.cursor < 0 or (self._placing and self.cursor_seq != self._home):
            self._place()
        else:
            self._hold_on()
            self._see()
        self.post_message(self.Follows())

    def _hold_on(self) -> None:
        """Keep the cursor on its record, and the page where it was, when old rows go."""
        if self.cursor < 0 or self._seq_at(self.cursor) == self.cursor_seq:
            return
        index = self._nearest(self.cursor_seq)
        shift, self.cursor = index - self.cursor, index
        self.cursor_seq = self._seq_at(index)
        self.scroll_top(self.top + shift)
        self.refresh()

    def _refresh_changed(self) -> None:
        """Repaint visible rows that were told differently before: read further, commented."""
        seqs = self.seqs_in_sight()
        comments, position = self.session.reader.comments, self.session.reader.position
        painted = tuple((seq, seq <= position, comments.get(seq)) for seq in seqs)
        before, self._painted = self._painted, painted
        if painted == before:
            return
        changed = [
            index
            for index, (new, old) in enumerate(zip(painted, before, strict=False))
            if new != old
        ]
        if len(painted) != len(before) or len(changed) > FEW:
            self.refresh()  # other rows are in sight
        else:
            for index in changed:
                self.refresh_lines(self.top + index)

    def seqs_in_sight(self) -> list[int]:
        lines = self.in_sight
        return list(self.view.seqs(lines.start, lines.stop)) if len(lines) else []

    def _seq_at(self, index: int) -> int:
        return self.view.seq_at(index) if 0 <= index < min(self.count, self.view.count) else 0

    def _nearest(self, seq: int) -> int:
        """Index of the record, of the next one, or of the last."""
        return min(self.view.index_of(seq), self.count - 1) if self.count else -1

    # The cursor

    def go(self, index: int, *, extend: bool = False) -> None:
        """A person moves the cursor: following ends, a range goes on or is given up."""
        if not self.count:
            return
        self.let_go()
        self._placing = False
        self._range(extend or self.visual)
        self.place_cursor(max(0, index))
        self._stand()
        self._home = self.cursor_seq
        self._say()

    def go_to(self, seq: int, *, quietly: bool = False) -> bool:
        """Put the cursor on a record; False if the view has it not."""
        index = self.index_of(seq)
        if index is None:
            return False
        if quietly:
            self.said = seq
        self.go(index)
        return True

    def index_of(self, seq: int) -> int | None:
        """Where the record stands in the view, None if it does not."""
        index = self.view.index_of(seq)
        found = index < self.count and self.view.seq_at(index) == seq
        return index if found else None

    def open(self) -> None:
        if self.cursor_seq:
            self.said = self.cursor_seq
            self._tell(RecordSelected(self.cursor_seq, opened=True))

    def _stand(self) -> None:
        self.cursor_seq = self._seq_at(self.cursor)
        self._see()

    def _say(self) -> None:
        if self.cursor_seq and self.cursor_seq != self.said:
            self.said = self.cursor_seq
            self._said_at = time.monotonic()
            self._tell(RecordSelected(self.cursor_seq))

    def _tell(self, message: RecordSelected) -> None:
        """By way of the list these rows are in.

        A message that a parent's handler posts through its child ends at the parent again.
        """
        (self.parent or self).post_message(message)

    # Ranges

    def _range(self, extend: bool) -> None:
        if extend and not self.begun:
            self.begun = self.cursor_seq
        elif not extend and self.begun:
            self.begun = 0
        if self.begun or extend:
            self.refresh()

    def toggle_visual(self) -> None:
        """Begin a range at the cursor, or give it up."""
        if not self.drop_range() and self.cursor_seq:
            self.let_go()
            self.visual, self.begun = True, self.cursor_seq

    def drop_range(self) -> bool:
        """Give the range up; False if there was none."""
        had = bool(self.begun or self.visual)
        self.begun, self.visual = 0, False
        if had:
            self.refresh()
        return had

    @property
    def chosen(self) -> list[int]:
        """Seqs of the range, or of the row under the cursor."""
        if not self.cursor_seq:
            return []
        lines = self._chosen_lines()
        return list(self.view.seqs(lines.start, lines.stop)) if lines else [self.cursor_seq]

    def _chosen_lines(self) -> range | None:
        if not self.begun or not self.count:
            return None
        start = self._nearest(self.begun)
        return range(min(start, self.cursor), max(start, self.cursor) + 1)

    def lit(self, index: int) -> str:
        if index == self.cursor:
            return "cursor"
        lines = self._chosen_lines() if self.begun else None
        return "range" if lines is not None and index in lines else ""

    # Following

    def follow(self) -> None:
        """Stay at the end from now on."""
        changed = not self.following
        self.following = True
        self.drop_range()
        self._ride()
        self._say()
        if changed:
            self.post_message(self.Follows())

    def tell_again(self) -> None:
        """While following, say where the cursor is at the next look: somebody did not listen."""
        if self.following:
            self.said = 0

    def let_go(self) -> None:
        """Stay where it is from now on."""
        if self.following:
            self.following = False
            self._home = self.cursor_seq
            self._seen = self.count
            self.post_message(self.Follows())

    def _ride(self) -> None:
        """To the last row."""
        self.scroll_top(self.bottom)
        if self.count:
            self.place_cursor(self.count - 1)
        else:
            self.cursor = -1
        self.cursor_seq = self._seq_at(self.cursor)

    def _see(self) -> None:
        seen = min(self.top + self.page, self.count)
        if seen > self._seen:
            self._seen = seen

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self.following and round(new_value) < self.bottom:
            self.let_go()  # the wheel, or the scroll bar
        elif not self.following:
            before = self.arrived
            self._see()
            if self.arrived != before:
                self.post_message(self.Follows())

    # Painting

    def nothing(self) -> Line:
        text = self.view.text
        if not text:
            return (Span("  Nothing has come yet.", Role.DIM),)
        words = "Nothing matches." if self.view.complete else "Nothing matches so far."
        return (Span(f"  {words}", Role.DIM),)

    def on_resize(self, event: events.Resize) -> None:
        self.fit_columns()
        if self.following:
            self._ride()

    def fit_columns(self) -> None:
        """Work out the columns anew."""
        last, highest = self.session.reader.last, self._highest()
        columns = columns_for(self.width, last, self.clock, shown=self.shown, highest=highest)
        if columns != self.columns:
            self.columns = columns
            self._strips.clear()
            self.refresh()
            self.post_message(self.Follows())

    def _highest(self) -> tuple[int, int]:
        """Numbers of the newest connection, and of its newest stream."""
        connections = self.session.reader.board.connections
        newest = next(reversed(connections), 0)
        if not newest:
            return 0, 0
        sides = connections[newest].peer, connections[newest].us
        stream = max(self._highest_stream, *(side.highest for side in sides))
        self._highest_stream = stream
        return newest, stream

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def set_clock(self, clock: Clock) -> None:
        self.clock = clock
        self._strips.clear()
        self.fit_columns()
        self.refresh()

    def move_text(self, columns: int) -> None:
        """Show what is further to the right (or left) of the texts, as far as they go."""
        longest = 0
        for seq in self.seqs_in_sight():
            row = self.row(seq)
            if row is not None:
                comment = self.session.reader.comments.get(seq, "")
                longest = max(longest, len(full_text(row, comment)) - self.columns.room(row))
        shift = max(0, min(self.shift + columns, longest))
        if shift != self.shift:
            self.shift = shift
            self.refresh()

    def row(self, seq: int) -> Row | None:
        """The row, from what is kept; read anew once the reader has come to it."""
        row = self._rows.get(seq)
        if row is None or (not row.folded and seq <= self.session.reader.position):
            self._fetch(seq)
            row = self._rows.get(seq)
        return row

    def _fetch(self, seq: int) -> None:
        """This row, and those around it that will be asked for next."""
        position = self.session.reader.position
        wanted = [
            one
            for one in {seq, *self.seqs_in_sight()}
            if (kept := self._rows.get(one)) is None or (not kept.folded and one <= position)
        ]
        for row in self.session.reader.rows(sorted(wanted)):
            self._rows.discard(row.seq)  # the cache keeps what it has
            self._rows[row.seq] = row

    def strip_at(self, index: int) -> Strip:
        seq = self._seq_at(index)
        row = self.row(seq) if seq else None
        if row is None:
            return Strip.blank(self.width, self.ground(""))
        before = self._before(index) if self.clock is Clock.GAP else None
        comment = self.session.reader.comments.get(seq)
        lit = self.lit(index)
        key = seq, row.folded, comment, lit, self.shift, before
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._strip(row, comment, lit, before)
        return strip

    def _before(self, index: int) -> float | None:
        """`at` of the row before."""
        row = self.row(self._seq_at(index - 1)) if index else None
        return row.at if row is not None else None

    def _strip(self, row: Row, comment: str | None, lit: str, before: float | None) -> Strip:
        line = line_of(
            row,
            self.columns,
            time=self.times.of(row.at, before),
            marked=comment is not None,
            comment=comment or "",
            shift=self.shift,
        )
        return strip_of(line, self._looks, self.width, self.ground(lit))
