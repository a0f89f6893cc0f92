"""The frame list: rows of the journal, a bar for filters and searches, and what keys do to them.

Knows the session and messages; how rows look and move is the business of `framerows`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from h2craft.client import Result
from h2craft.filter import FilterError
from h2craft.reader import Row
from h2craft.session import Selection, Session
from h2craft.tui.commands import bindings
from h2craft.tui.commands.frames import COMMANDS
from h2craft.tui.messages import ComposeAsked, FireAsked, Said
from h2craft.tui.screens.edit import AskScreen
from h2craft.tui.widgets.duplicating import duplicates
from h2craft.tui.widgets.filtering import Filtering
from h2craft.tui.widgets.framebar import FILTER, SEARCH, FrameBar
from h2craft.tui.widgets.framerows import SHIFT, FrameRows
from h2craft.tui.widgets.lines import LineList
from h2craft.tui.widgets.remembering import Memory
from h2craft.tui.widgets.rows import Clock, headings
from h2craft.tui.widgets.searching import Found, Search
from h2craft.tui.widgets.views import LanguageScreen, ViewsScreen
from h2craft.tui.widgets.waiting import refusal, when_done
from h2craft.wire import elide, escape

SLICES_A_SECOND = 25
SLICE = 0.015  # seconds of looking through the past, each time
RECORDS = 200  # between two looks at the clock
MOST = 1000  # frames that are marked, copied or duplicated at once
JUMPS = 100


class CopyMenuAsked(Message):
    """What to copy of these records? `seq` is the one under the cursor."""

    def __init__(self, seq: int, seqs: Sequence[int]) -> None:
        super().__init__()
        self.seq = seq
        self.seqs = tuple(seqs)


class FrameList(Vertical):
    """See the module. `look` is called again and again; everything else comes from keys."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)  # type: ignore[assignment]
    DEFAULT_CSS = """
    FrameList { height: 1fr; }
    FrameList #frame-head { height: 1; color: $text-muted; text-style: underline; }
    FrameList #frame-foot { height: 1; color: $text-accent; display: none; }
    """

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.session = session
        self.memory = Memory(session)
        self.filtering = Filtering(session.reader)
        self._scanning = False
        self._search: Search | None = None
        self._findings: Search | None = None
        self._wanted: tuple[Search, int, bool] | None = None
        self._jumps: list[int] = []
        self._foot = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield FrameBar(self.memory)
        yield Static("", id="frame-head", markup=False)
        yield FrameRows(self.session, self.filtering.view)
        yield Static("", id="frame-foot", markup=False)

    def on_mount(self) -> None:
        self.rows = self.query_one(FrameRows)
        self.bar = self.query_one(FrameBar)
        self.rows.following = self.memory.flag("follow", True)
        columns = self.memory.get("columns")
        if isinstance(columns, list | tuple) and columns:
            self.rows.shown = frozenset(map(str, columns))
        self._timer = self.set_interval(1 / SLICES_A_SECOND, self._slice, pause=True)
        self.rows.set_view(self.filtering.view)
        self.rows.settle()

    def focus(self, scroll_visible: bool = True) -> FrameList:
        """The rows have the keys."""
        self.query_one(FrameRows).focus(scroll_visible)
        return self

    # What the screen asks

    def look(self) -> None:
        """Show what is new."""
        self.rows.look()

    def selected(self, selection: Selection) -> None:
        """Another pane has selected a record: go there. Nothing is said back."""
        seq = selection.seq
        if seq and seq not in (self.rows.said, self.rows.cursor_seq):
            self.rows.go_to(seq, quietly=True)

    def set_filter(self, text: str) -> bool:
        """Show what matches; a text that is no filter is said, and changes nothing."""
        return self._use(lambda: self.filtering.set(text))

    def only(self, connection: int, stream_id: int = 0) -> None:
        """Show one connection, or one stream of it."""
        self.set_filter(f"conn:{connection}" + (f" stream:{stream_id}" if stream_id else ""))

    @property
    def filter_text(self) -> str:
        """The filter in force, as it was written."""
        return self.filtering.text

    # Filters

    def _use(self, change: Callable[[], object]) -> bool:
        """Change the filter and show what it shows."""
        try:
            change()
        except FilterError as error:
            self.post_message(Said(f"No filter: {error.message}", "error"))
            return False
        self._findings = None
        self._wanted = None
        self._search = self._search and Search(
            self.session.reader, self.filtering.view, self._search.pattern
        )
        self._scanning = True
        self.rows.set_view(self.filtering.view)
        self._scan(time.monotonic() + SLICE)  # so that first hits are in the first paint
        self.rows.look()
        self._work()
        self._tell()
        return True

    def _scan(self, until: float) -> None:
        while self._scanning:
            if not self.filtering.view.advance(RECORDS):
                self._scanning = False
                self.rows.look()
                self.rows.settle()
            if time.monotonic() > until:
                break

    @on(FrameBar.Filtered)
    def _filtered(self, event: FrameBar.Filtered) -> None:
        event.stop()
        if event.text.strip() != self.filtering.text:
            self._use(lambda: self.filtering.try_out(event.text))
        if event.final or not self.bar.mode:
            self.filtering.settle()

    @on(FrameBar.Closed)
    def _bar_closed(self, event: FrameBar.Closed) -> None:
        event.stop()
        self.filtering.settle()
        self.rows.focus()
        self._tell()

    @on(FrameBar.HelpAsked)
    def _language(self, event: FrameBar.HelpAsked) -> None:
        event.stop()
        self.app.push_screen(LanguageScreen())

    def action_filter(self) -> None:
        self.bar.edit(FILTER, self.filtering.text)

    def action_views(self) -> None:
        def chosen(text: str | None) -> None:
            if text is not None:
                self.set_filter(text)

        self.app.push_screen(ViewsScreen(self.memory, self.filtering.text), chosen)

    def action_undo_filter(self) -> None:
        if self.filtering.can_undo:
            self._use(self.filtering.undo)
        else:
            self.post_message(Said("There is no filter before this one."))

    def action_only(self, what: str) -> None:
        row = self._row()
        if row is None:
            return
        place = f"conn:{row.connection}" if row.connection else "conn:0"
        kind = f"type:{row.type_name}" if row.type_name else f"kind:{row.kind.name}"
        text = {
            "stream": f"{place} stream:{row.stream_id}",
            "connection": place,
            "type": self.filtering.with_term(kind),
            "not type": self.filtering.with_term(f"-{kind}"),
        }[what]
        self.set_filter(text)

    def action_automatic(self) -> None:
        self._use(self.filtering.toggle_automatic)
        hidden = self.filtering.without_automatic
        self.post_message(Said(f"Automatic frames are {'hidden' if hidden else 'shown'}."))

    def action_quiet(self) -> None:
        self._use(self.filtering.toggle_quiet)
        shown = self.filtering.with_quiet
        self.post_message(
            Said("Records of all kinds are shown." if shown else "Only the log's kinds are shown.")
        )

    # Searches

    def action_search(self) -> None:
        self.bar.edit(SEARCH, self._search.pattern if self._search else "")

    @on(FrameBar.Searched)
    def _searched(self, event: FrameBar.Searched) -> None:
        event.stop()
        if not event.text.strip():
            self._search = None
            self._tell()
            return
        self._search = Search(self.session.reader, self.filtering.view, event.text)
        self.action_find(1)

    def action_find(self, way: int) -> None:
        if self._search is None:
            self.action_search()
        else:
            self._want(self._search, way < 0)

    def action_finding(self, way: int) -> None:
        if self._findings is None:
            self._findings = Search(self.session.reader, self.filtering.view, "finding:")
        self._want(self._findings, way < 0)

    def _want(self, search: Search, backwards: bool) -> None:
        """Look for the next hit from the cursor on: at once where it is known, else by and by."""
        self._wanted = search, self.rows.cursor_seq, backwards
        self._seek(time.monotonic() + SLICE)
        self._work()
        self._tell()

    def _seek(self, until: float) -> None:
        if self._wanted is None:
            return
        search, start, backwards = self._wanted
        found = search.answer(start, backwards)
        while found is None and time.monotonic() < until:
            search.look(RECORDS)
            found = search.answer(start, backwards)
        if found is not None:
            self._wanted = None
            self._arrive(search, found, backwards)

    def _arrive(self, search: Search, found: Found, backwards: bool) -> None:
        what = "findings" if search is self._findings else escape(search.pattern)
        if not found.seq:
            self.post_message(Said(f"Nothing found: {what}", "warning"))
            return
        if found.wrapped:
            end = "last" if backwards else "first"
            self.post_message(Said(f"Went on from the {end} record: {what}"))
        self.rows.go_to(found.seq)

    # Work on the past, between other things

    def _work(self) -> None:
        if self._timer is not None and (self._scanning or self._wanted):
            self._timer.resume()

    def _slice(self) -> None:
        if self.session.answering:
            return
        until = time.monotonic() + SLICE
        self._scan(until)
        self._seek(until)
        if not self._scanning and self._wanted is None and self._timer is not None:
            self._timer.pause()
        self.rows.look()
        self._tell()

    # What is said above and below the rows

    @on(FrameRows.Follows)
    def _follows(self, event: FrameRows.Follows) -> None:
        event.stop()
        self._tell()

    def _tell(self) -> None:
        """The bar, the headings and the foot, where they are not what they should be."""
        if not self.is_mounted:
            return
        self.bar.show_state(self._state(), filtered=bool(self.filtering.in_force))
        rows, head = self.rows, headings(self.rows.columns, self.rows.clock)
        heading = self.query_one("#frame-head", Static)
        if str(heading.content) != head:
            heading.update(Content(head), layout=False)
        arrived = rows.arrived
        foot = f"\N{BLACK DOWN-POINTING TRIANGLE} {arrived:,} more arrived" if arrived else ""
        if foot != self._foot:
            self._foot = foot
            line = self.query_one("#frame-foot", Static)
            line.update(Content(foot), layout=False)
            line.display = bool(foot)

    def _state(self) -> str:
        filtering, parts = self.filtering, []
        if filtering.in_force:
            room = max(16, self.size.width - 40)
            parts.append(f"filter: {elide(escape(filtering.in_force), room)}")
            view = filtering.view
            hits = f"{view.count:,} hit{'' if view.count == 1 else 's'}"
            if self._scanning:
                share = 100 * view.scanned // max(1, view.total)
                parts.append(f"{share} %, {hits}")
            else:
                parts.append(hits)
        if filtering.with_quiet:
            parts.append("all kinds")
        if self._wanted is not None:
            parts.append(f"searching {100 * self._wanted[0].share:.0f} %")
        elif self._search is not None:
            parts.append(f"search: {elide(escape(self._search.pattern), 24)} (n, N)")
        return "   ".join(parts)

    # Moving

    def action_move(self, way: int) -> None:
        self.rows.go(self.rows.cursor + way)

    def action_extend(self, way: int) -> None:
        self.rows.go(self.rows.cursor + way, extend=True)

    def action_page(self, halves: int) -> None:
        self.rows.go(self.rows.cursor + halves * max(1, self.rows.page // 2))

    def action_first(self) -> None:
        self.rows.go(0)

    def action_follow(self) -> None:
        self.rows.follow()

    def action_shift(self, way: int) -> None:
        self.rows.move_text(way * SHIFT)

    def action_open(self) -> None:
        self.rows.open()

    def action_visual(self) -> None:
        self.rows.toggle_visual()

    def action_clock(self) -> None:
        clock = self.rows.clock.next
        if clock is Clock.WALL and not self.rows.has_wall_clock:
            clock = clock.next
        self.rows.set_clock(clock)
        self.post_message(Said(f"Times: {clock}."))

    def action_clear(self) -> None:
        if self._wanted is not None:
            self._wanted = None
            self._tell()
        elif not self.rows.drop_range():
            self.set_filter("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is the screen's where there is nothing to clear."""
        if action == "clear" and self.is_mounted:
            busy = self._wanted is not None or self.rows.begun or self.rows.visual
            return bool(busy or self.filtering.text)
        return True

    @on(LineList.Clicked)
    def _clicked(self, event: LineList.Clicked) -> None:
        event.stop()
        self.rows.go(event.index, extend=event.extend)
        if event.twice:
            self.rows.open()

    def on_click(self, event: events.Click) -> None:
        if event.widget is not None and event.widget.id == "frame-foot":
            event.stop()
            self.rows.follow()

    # Jumps

    def action_along(self, way: int) -> None:
        """The next record of the same stream that is shown."""
        row = self._row()
        if row is None:
            return
        seqs = self.session.reader.seqs_of(row.connection, row.stream_id)
        others = [seq for seq in seqs if (seq > row.seq if way > 0 else seq < row.seq)]
        for seq in others if way > 0 else reversed(others):
            if self.rows.go_to(seq):
                return
        where = "after" if way > 0 else "before"
        self.post_message(Said(f"Nothing of this stream is shown {where} this record."))

    def action_cause(self) -> None:
        """The record it follows from; where that is hidden, the one that follows from in turn."""
        start = self.rows.cursor_seq
        record = self.session.client.records.get(start) if start else None
        cause = record.cause if record is not None else 0
        first = cause
        while cause and self.rows.index_of(cause) is None:
            record = self.session.client.records.get(cause)
            cause = record.cause if record is not None and record.cause < cause else 0
        if cause:
            self._jumps = [*self._jumps[-JUMPS:], start]
            self.rows.go_to(cause)
        elif first:
            self.post_message(Said(f"It follows from record {first:,}, which is not shown."))
        else:
            self.post_message(Said("No record names a cause of this one."))

    def action_jump_back(self) -> None:
        while self._jumps:
            if self.rows.go_to(self._jumps.pop()):
                return
        self.post_message(Said("There is no jump to go back from."))

    # What is done with records

    def _row(self) -> Row | None:
        return self.rows.row(self.rows.cursor_seq) if self.rows.cursor_seq else None

    def _chosen(self) -> list[int]:
        """Seqs of the range or the row, or none, with a word, where they are too many."""
        seqs = self.rows.chosen
        if len(seqs) > MOST:
            self.post_message(Said(f"{len(seqs):,} records are more than {MOST:,}.", "warning"))
            return []
        return seqs

    def action_mark(self) -> None:
        """Marks those that have none; takes the marks away where all have one."""
        seqs, comments = self._chosen(), self.session.reader.comments
        bare = [seq for seq in seqs if seq not in comments]
        for seq in bare or seqs:
            self._comment(seq, comments.get(seq, "") if bare else "", marked=bool(bare))

    def action_comment(self) -> None:
        seq = self.rows.cursor_seq
        if not seq:
            return

        def answer(text: str | None) -> None:
            if text is not None:
                self._comment(seq, text.strip(), marked=True)

        known = self.session.reader.comments.get(seq, "")
        sentence = f"About record {seq:,}; an empty one is a mark."
        self.app.push_screen(AskScreen("Comment", sentence, known), answer)

    def _comment(self, seq: int, text: str, *, marked: bool) -> None:
        def then(result: Result) -> None:
            if not result.accepted:
                self.post_message(Said(refusal(result), "error"))

        when_done(self, self.session.client.comment(seq, text, marked=marked), then)

    def action_copy(self) -> None:
        if seqs := self._chosen():
            self.post_message(CopyMenuAsked(self.rows.cursor_seq, seqs))

    def action_duplicate(self) -> None:
        self._with_duplicates(lambda connection, action: ComposeAsked(action, connection))

    def action_again(self) -> None:
        self._with_duplicates(FireAsked)

    def _with_duplicates(self, ask: Callable[[int, Any], Message]) -> None:
        made = duplicates(self.session.reader, self._chosen())
        if isinstance(made, str):
            self.post_message(Said(made, "warning"))
        elif made is not None:
            self.rows.drop_range()
            self.post_message(ask(*made))
