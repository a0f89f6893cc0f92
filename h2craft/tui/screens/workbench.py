"""The workbench: the panes, the timer that lets them look, and the mail between them.

Knows every pane by its place and no pane's inside. What the panes show is theirs; what a person
asks for goes to the client from here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.message import Message
from textual.widget import Widget

from h2craft.client import Result
from h2craft.session import Selection, Session, visible
from h2craft.tui import copying
from h2craft.tui.arrangement import DRAWERS, restored
from h2craft.tui.commands import bindings
from h2craft.tui.commands.screen import COMMANDS, PANES
from h2craft.tui.messages import (
    ComposeAsked,
    CopyAsked,
    FilterAsked,
    FireAsked,
    Fired,
    NodeSelected,
    RecordSelected,
    Said,
)
from h2craft.tui.pace import TICK_SECONDS, Pace
from h2craft.tui.playing import Player
from h2craft.tui.screens.acting import Acting
from h2craft.tui.widgets.first import FirstPage
from h2craft.tui.widgets.keyline import KeyLine
from h2craft.tui.widgets.pieces import Piece, PieceLine
from h2craft.tui.widgets.status import StatusBar
from h2craft.tui.widgets.waiting import refusal, when_done

if TYPE_CHECKING:
    from h2craft.tui.widgets.compose import Compose
    from h2craft.tui.widgets.frames import CopyMenuAsked, FrameList

PROPOSE_SECONDS = 1.0  # between two selections nobody asked for


def proposed(session: Session) -> Selection:
    """What a person most likely wants to act on: where something may still be answered."""
    connections = session.reader.board.connections
    open_ones = (one for one in reversed(connections.values()) if one.closed is None)
    connection = next(open_ones, None)
    if connection is None:
        return session.selection
    kept = session.selection
    if kept.connection == connection.number and kept.stream_id in connection.streams:
        return kept
    return Selection(connection.number, next(reversed(connection.streams), 0))


class WorkbenchScreen(Acting):
    """See the module."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(self, session: Session, *, filter_text: str = "") -> None:
        super().__init__()
        self.session = session
        self.arrangement = restored(session.settings.get("screen.arrangement"))
        self.player = Player(session)
        self._filter_text = filter_text
        self._pace = Pace(live=session.client.about.live)
        self._clock = time.monotonic
        self._spent = time.thread_time()
        self.panes: list[Widget] = []
        self._held = 0
        self._hands_by_us = False  # the drawer was opened because something was held
        self._chosen = False  # the selection is a person's, and stays
        self._proposed_at = 0.0

    def compose(self) -> ComposeResult:
        """The frame of it. The panes come after the first paint, which says where to connect."""
        size = self.app.size
        self.arrangement = replace(self.arrangement, width=size.width, height=size.height)
        classes = {**self.arrangement.classes, "-empty": self._is_empty}
        self.update_classes(classes, update=False)
        yield StatusBar(self.session, self.player, id="status")
        yield PieceLine(id="tabs", gap=1)
        with Horizontal(id="main"), Container(id="right"):
            yield FirstPage(self.session.client.about, id="first")
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        self.query_one(FirstPage).focus()
        self.status.look()
        self.call_after_refresh(self._furnish)

    async def _furnish(self) -> None:
        """Mount the panes, and begin to look."""
        from h2craft.tui.furniture import make_panes

        made = make_panes(self.session)
        with self.app.batch_update():
            await self.query_one("#main").mount(made["connections"], before="#right")
            await self.query_one("#right").mount(made["frames"], made["detail"])
            await self.mount(made["hands"], made["log"], made["compose"], before="#keys")
            self.panes = list(made.values())
            self._arrange(width=self.size.width, height=self.size.height)
            self.focus_pane("frames")
            if self._filter_text:
                self.frames.set_filter(self._filter_text)
            self._tick()
        self.refresh_bindings()
        if getattr(self.app, "leaving", False):
            self.app.exit()

    @property
    def furnished(self) -> bool:
        """The panes are there."""
        return bool(self.panes)

    @property
    def _stands(self) -> bool:
        """All panes are there, and none is being taken away: the program is not ending."""
        return self.furnished and all(pane.is_attached for pane in self.panes)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.furnished

    # Panes by name

    @property
    def frames(self) -> FrameList:
        from h2craft.tui.widgets.frames import FrameList

        return self.query_one(FrameList)

    @property
    def composer(self) -> Compose:
        from h2craft.tui.widgets.compose import Compose

        return self.query_one(Compose)

    @property
    def status(self) -> StatusBar:
        return self.query_one(StatusBar)

    def pane_of(self, widget: Widget | None) -> Widget | None:
        """The pane a widget is part of."""
        nodes = widget.ancestors_with_self if widget is not None else ()
        return next((one for one in nodes if isinstance(one, Widget) and one in self.panes), None)

    @property
    def pane(self) -> Widget:
        """The pane at hand: the one with the focus, or that had it last."""
        return self.query_one(f"#{self.arrangement.at}")

    def _tell(self, name: str, *said: Any) -> None:
        """Call this method of every pane that has it."""
        for pane in self.panes:
            method: Callable[..., object] | None = getattr(pane, name, None)
            if method is not None:
                method(*said)

    # The timer

    @property
    def _is_empty(self) -> bool:
        return self.session.client.about.live and not self.session.reader.board.connections

    def _tick(self) -> None:
        """Read on, let the panes look, and come again; see `Pace` for how much and when."""
        if not self._stands:
            return
        session, pace, now = self.session, self._pace, self._clock()
        if session.answering:
            self.set_timer(TICK_SECONDS, self._tick)
            return
        session.advance(pace.budget(now, session.client.records.last))
        if pace.is_due(now, behind=session.behind > 0):
            if not session.paused:
                self._look()
            self._hear()
            self.status.look()
        spent, self._spent = self._spent, time.thread_time()
        cost = self._spent - spent  # painting what changed after the last slice, too
        self.set_timer(pace.next_tick(cost, behind=session.behind > 0), self._tick)

    def _look(self) -> None:
        if self.has_class("-empty") and not self._is_empty:
            self.remove_class("-empty")
            if self.focused is None or self.focused.id == "first":
                self.focus_pane("frames")
        if (
            not self._chosen
            and not self.session.selection.seq
            and self._clock() - self._proposed_at >= PROPOSE_SECONDS
        ):
            self._propose()
        for pane in self.panes:
            if pane.display:
                pane.look()  # type: ignore[attr-defined]
        over = self.app.screen
        if over is not self and over.is_mounted:  # not on its way in: it has no widgets yet
            look = getattr(over, "look", None)
            if look is not None:
                look()

    def _propose(self) -> None:
        """Until a person has chosen: the newest connection that is open, its newest request."""
        now = proposed(self.session)
        if now != self.session.selection:
            self._proposed_at = self._clock()
            self._select(now)

    def _hear(self) -> None:
        """What the client has to say, what is held, and what the list does."""
        troubles = self.session.client.troubles
        while troubles:
            self._say(Said(troubles.popleft(), "warning"))
        self.player.look()
        self.status.following = self.frames.rows.following
        desk = self.session.desk
        held = len(desk.requests) + len(desk.actions)
        if held > self._held and "hands" not in self.arrangement.open:
            self._hands_by_us = True
            self._drawer("hands", open=True)
        elif not held and self._held and self._hands_by_us and self.arrangement.at != "hands":
            self._drawer("hands", open=False)
        self._held = held

    # Where the panes stand

    def _arrange(self, **changes: Any) -> None:
        """Show the panes as the arrangement has it, after these changes of it."""
        before = self.arrangement
        self.arrangement = now = replace(before, **changes)
        if now.at == "frames" != before.at:
            self.frames.rows.tell_again()  # the selection may have stayed behind
        self.update_classes(now.classes, animate=False)
        tree, detail = self.query_one("#connections"), self.query_one("#detail")
        rules: tuple[tuple[Widget, str, str | int], ...] = (
            (tree, "width", now.tree),
            (detail, "height", f"{now.share}%" if now.layout == "below" else "1fr"),
            (detail, "width", f"{now.share}%" if now.layout == "beside" else "1fr"),
            *((self.query_one(f"#{drawer}"), "height", now.drawer) for drawer in DRAWERS),
        )
        for pane, rule, value in rules:
            if now.folded:
                pane.styles.clear_rule(rule)
            else:
                setattr(pane.styles, rule, value)
        if now.folded:
            self._show_tabs()
        if now.kept() != before.kept():
            self.session.settings.set("screen.arrangement", now.kept())

    def _show_tabs(self) -> None:
        tabs = []
        for number, (name, title) in enumerate(PANES, 1):
            look = "current" if name == self.arrangement.at else "dim"
            tabs.append(Piece(f" {number} {title} ", look, f"screen.pane('{name}')"))
        self.query_one("#tabs", PieceLine).show(tabs)

    def on_resize(self, event: events.Resize) -> None:
        if self.furnished and event.size != (self.arrangement.width, self.arrangement.height):
            self._arrange(width=event.size.width, height=event.size.height)

    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        pane = self.pane_of(self.focused)
        if pane is not None and pane.id != self.arrangement.at:
            self._arrange(at=pane.id)

    def _drawer(self, name: str, *, open: bool) -> None:
        if name == "hands" and not open:
            self._hands_by_us = False
        self.arrangement = self.arrangement.with_drawer(name, open=open)
        self._arrange()

    def focus_pane(self, name: str) -> None:
        """Show a pane and give it the focus."""
        if name in DRAWERS and name not in self.arrangement.open:
            self._drawer(name, open=True)
        if name == "detail" and self.arrangement.layout == "alone" and not self.arrangement.folded:
            self._arrange(layout="below")
        self._arrange(at=name)
        wanted = self.query_one("#first" if name == "frames" and self._is_empty else f"#{name}")
        if wanted.focusable or type(wanted).focus is not Widget.focus:  # it knows where itself
            wanted.focus()
        elif (focus := self._first_focus(wanted)) is not None:
            self.set_focus(focus)

    def _first_focus(self, pane: Widget) -> Widget | None:
        """Where the focus was in this pane, or its first place for one."""
        places = (one for one in pane.query("*").results(Widget) if one.can_focus)
        return next((one for one in places if one.display and one.focusable), None)

    # The mail

    @on(RecordSelected)
    @on(NodeSelected)
    @on(ComposeAsked)
    @on(FireAsked)
    @on(FilterAsked)
    @on(CopyAsked)
    @on(Said)
    def route(self, message: Message) -> None:
        """Pass on what a pane asked for, also from screens above this one."""
        message.stop()
        self._routes[type(message)](self, message)

    def _record_selected(self, message: RecordSelected) -> None:
        row = self.session.reader.row(message.seq)
        selection = Selection(*((row.connection, row.stream_id) if row else (0, 0)), message.seq)
        if self.frames.rows.following and not message.opened:
            self._ride(selection)
            return
        self._chosen = True
        self._select(selection)
        if message.opened:
            self.focus_pane("detail")

    def _ride(self, selection: Selection) -> None:
        """The list follows what comes: nobody has chosen that record.

        What a person looks at elsewhere stays, and so does where the line being written goes. A
        frame of the connection itself is no reason to turn from the stream to be answered.
        """
        if self.arrangement.at != "frames" and (self._chosen or self.arrangement.at == "compose"):
            return
        self._chosen = False
        kept = proposed(self.session)
        if not selection.stream_id and kept.connection == selection.connection:
            selection = replace(selection, stream_id=kept.stream_id)
        self._select(selection)

    def _node_selected(self, message: NodeSelected) -> None:
        self._chosen = True
        self._select(Selection(message.connection, message.stream_id))
        if message.opened:
            self.frames.only(message.connection, message.stream_id)
            self.focus_pane("frames")

    def _select(self, selection: Selection) -> None:
        """What the panes are about from now on."""
        if selection != self.session.selection:
            self.session.selection = selection
            self._tell("selected", selection)

    def _compose_asked(self, message: ComposeAsked) -> None:
        self.composer.load(message.what, message.connection, held_seq=message.held_seq)
        if self.app.screen is not self:
            self.app.pop_screen()
        self.enter_line()

    def on_copy_menu_asked(self, message: CopyMenuAsked) -> None:
        message.stop()
        self.copy_menu(message.seqs or (message.seq,))

    def _fire_asked(self, message: FireAsked) -> None:
        if not message.actions:
            return
        if not message.connection:
            reason = "no connection is selected: choose one in pane 1"
            self._fired(message, Result(accepted=False, reason=reason))
            return
        future = self.session.client.submit(message.connection, *message.actions)
        when_done(self, future, lambda result: self._fired(message, result))

    def _fired(self, message: FireAsked, result: Result) -> None:
        self._tell("fired", Fired(message.connection, message.actions, result))
        if result.accepted:
            count = len(message.actions)
            self.status.said = "fired" if count == 1 else f"fired {count} actions"
            return
        self._say(Said(f"refused: {refusal(result)}", "error"))

    def _filter_asked(self, message: FilterAsked) -> None:
        self.frames.set_filter(message.text)

    def _copy_asked(self, message: CopyAsked) -> None:
        async def copy() -> None:
            self._say(Said(await copying.copy(self.app, message.text, message.what)))

        self.run_worker(copy(), group="copying", exit_on_error=False)

    def _say(self, message: Said) -> None:
        """A line of the status for what is in sight; a toast for what went wrong."""
        lines = [visible(line) for line in message.text.splitlines()] or [""]
        self.status.said = lines[0]
        if message.severity != "information":
            severity: Any = message.severity
            self.app.notify("\n".join(lines), severity=severity, markup=False)

    _routes: ClassVar[dict[type[Message], Callable[[Any, Any], None]]] = {
        RecordSelected: _record_selected,
        NodeSelected: _node_selected,
        ComposeAsked: _compose_asked,
        FireAsked: _fire_asked,
        FilterAsked: _filter_asked,
        CopyAsked: _copy_asked,
        Said: _say,
    }

    def tell(self, notes: Iterable[str]) -> None:
        """What there is to know at the start."""
        for note in notes:
            self.app.notify(visible(note), severity="warning", timeout=15, markup=False)
