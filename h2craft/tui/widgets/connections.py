"""The tree of connections and their streams, live. Knows the session and messages, no other pane.

Which nodes there are is the business of `forest`, what each says that of `nodes`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from h2craft.explain import Line, Role, Span, finding_counts
from h2craft.model import Connection, FieldsKind
from h2craft.session import Selection, Session
from h2craft.tui.commands import bindings
from h2craft.tui.commands.connections import COMMANDS
from h2craft.tui.messages import NodeSelected, Said
from h2craft.tui.widgets.forest import Forest
from h2craft.tui.widgets.lines import LineList
from h2craft.tui.widgets.nodes import (
    Counts,
    Node,
    agent_of,
    connection_line,
    stream_line,
    stream_words,
    words_of,
)
from h2craft.tui.widgets.remembering import Memory
from h2craft.wire import elide, escape

FIRST_RECORDS = 40  # of a connection, among which its first request is looked for
FILTERED_SHARE = 10  # a filter that takes a millisecond is looked at again after ten


class TreeRows(LineList):
    """The lines of the tree; `look` repaints those that say something else than they did."""

    def __init__(self, session: Session) -> None:
        super().__init__(id="tree-rows")
        self.session = session
        self.forest = Forest(session.reader.board, self._words)
        self.node = Node(0)
        self._agents: dict[int, tuple[int, str]] = {}  # what was found, and how far was read
        self._counts: dict[int, tuple[int, Counts]] = {}
        self._painted: dict[int, Line] = {}
        self._seen: tuple[object, ...] = ()
        self._filter_after = 0.0

    # What is shown

    def look(self) -> None:
        """Show what is new; costs next to nothing where nothing is."""
        session = self.session
        seen = session.reader.version, session.desk.version, int(session.now()), self.width
        if seen == self._seen:
            return
        self._seen = () if self._learn_agent() else seen  # there may be more to learn
        if not self.remake():
            self._repaint_changed()

    def remake(self, *, now: bool = False) -> bool:
        """Find out which nodes there are, and keep the cursor on its own.

        True where there are others than before: all lines will be painted.
        """
        forest = self.forest
        if forest.wanted and not now and time.monotonic() < self._filter_after:
            return False
        began = time.monotonic()
        changed = forest.refresh()
        if forest.wanted:
            took = time.monotonic() - began
            self._filter_after = began + FILTERED_SHARE * took
        if not changed:
            return False
        top = forest.nodes[self.top : self.top + 1]
        self.set_count(len(forest.nodes))
        self._keep_place(bool(top))
        self._painted.clear()
        self.refresh()
        return True

    def _keep_place(self, scrolled: bool) -> None:
        """The cursor stays on its node, at the height of the pane where it was."""
        height = self.cursor - self.top
        index = self.forest.index_of(self.node)
        if index < 0 and self.node.stream_id:
            index = self.forest.index_of(Node(self.node.connection))
        if index < 0:
            index = min(max(self.cursor, 0), self.count - 1) if self.count else -1
        self.cursor = index
        if 0 <= height < self.page and scrolled:
            self.scroll_top(index - height)
        if index >= 0:
            self.node = self.forest.nodes[index]

    def _repaint_changed(self) -> None:
        """Repaint lines in sight that say something else by now."""
        for index in self.in_sight:
            if self._painted.get(index) != self.make_line(index):
                self.refresh_lines(index)

    # Lines

    def line_at(self, index: int) -> Line:
        line = self._painted[index] = self.make_line(index)
        if len(self._painted) > 4 * self.page:
            self._painted = {index: line}
        return line

    def make_line(self, index: int) -> Line:
        number, stream_id = self.forest.nodes[index]
        connection = self.session.reader.board.connections.get(number)
        if connection is None:
            return (Span(f"  {number} forgotten", Role.DIM),)
        desk, counts = self.session.desk, self.counts_of(connection)
        if not stream_id:
            opened = connection.opened_at
            return connection_line(
                connection,
                self.width,
                folded=number not in self.forest.unfolded,
                agent=self.agent(number),
                age=None if opened is None else self.session.now() - opened,
                desk=desk,
                counts=counts,
            )
        stream = connection.stream(stream_id)
        if stream is None:
            return (Span(f"  {stream_id} forgotten", Role.DIM),)
        last = self.forest.is_last(index)
        return stream_line(connection, stream, self.width, last=last, desk=desk, counts=counts)

    def nothing(self) -> Line:
        words = "Nothing matches." if self.forest.wanted else "No connection yet."
        return (Span(f" {words}", Role.DIM),)

    def counts_of(self, connection: Connection) -> Counts:
        """Findings by stream, counted again when there are more."""
        known = self._counts.get(connection.number)
        if known is None or known[0] != connection.finding_count:
            if len(self._counts) > 1000:
                self._counts.clear()
            known = connection.finding_count, finding_counts(connection)
            self._counts[connection.number] = known
        return known[1]

    def _words(self, connection: Connection, stream_id: int) -> str:
        stream = connection.stream(stream_id) if stream_id else None
        if stream is None:
            return words_of(connection, self.agent(connection.number))
        return stream_words(connection, stream, self.session.desk)

    # Who it is

    def agent(self, connection: int) -> str:
        """The user agent of its first request, if that has been found."""
        return self._agents.get(connection, (0, ""))[1]

    def _learn_agent(self) -> bool:
        """Find out who one of the connections in sight is; False where all is known."""
        for node in self.forest.nodes[self.top : self.top + self.page]:
            number = node.connection
            connection = self.session.reader.board.connections.get(number)
            if connection is None:
                continue
            read, agent = self._agents.get(number, (-1, ""))
            if not agent and read < FIRST_RECORDS and read != connection.peer.frames:
                self._agents[number] = connection.peer.frames, self._find_agent(number)
                return True
        return False

    def _find_agent(self, connection: int) -> str:
        for reading in self.session.reader.readings_of(connection, limit=FIRST_RECORDS):
            if reading.fields_kind is FieldsKind.REQUEST and reading.fields is not None:
                for name, value in reading.fields:
                    if name == b"user-agent":
                        return agent_of(value)
        return ""

    # The cursor

    def go(self, index: int) -> bool:
        """Put the cursor there; False where it was, or where there is nothing."""
        if not self.count:
            return False
        moved = self.place_cursor(max(0, index))
        node = self.forest.nodes[self.cursor]
        changed = moved or node != self.node
        self.node = node
        return changed

    def go_to(self, node: Node) -> bool:
        index = self.forest.index_of(node)
        return index >= 0 and self.go(index)


class TreeFilter(Input):
    """The line words are written in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Clear", tooltip="Clear the line; once more: close it"),
        Binding("down", "leave", "To the tree", show=False, tooltip="Back to the tree"),
    ]

    class Left(Message):
        """Nothing more is typed."""

    def action_clear(self) -> None:
        if self.value:
            self.value = ""
        else:
            self.post_message(self.Left())

    def action_leave(self) -> None:
        self.post_message(self.Left())


class ConnectionTree(Vertical):
    """See the module. `look` is called again and again; everything else comes from keys."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)  # type: ignore[assignment]
    DEFAULT_CSS = """
    ConnectionTree { height: 1fr; }
    ConnectionTree #tree-filter { height: 1; border: none; padding: 0; display: none; }
    ConnectionTree #tree-state { height: 1; color: $text-accent; display: none; }
    """

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.session = session
        self.memory = Memory(session)
        self._state = ""

    def compose(self) -> ComposeResult:
        yield TreeFilter(
            placeholder="words: curl, held, 404, /path ...",
            id="tree-filter",
            compact=True,
            select_on_focus=False,
        )
        yield Static("", id="tree-state", markup=False)
        yield TreeRows(self.session)

    def on_mount(self) -> None:
        self.rows = self.query_one(TreeRows)
        self.rows.forest.newest_first = self.memory.flag("connections.newest_first", True)
        self.rows.look()

    def focus(self, scroll_visible: bool = True) -> ConnectionTree:
        """The tree has the keys."""
        self.query_one(TreeRows).focus(scroll_visible)
        return self

    # What the screen asks

    def look(self) -> None:
        """Show what is new."""
        self.rows.look()
        self._tell()

    def selected(self, selection: Selection) -> None:
        """Another pane has selected something: go to its stream, or the connection it is folded in.

        Nothing is said back.
        """
        if not selection.connection:
            return
        connection = Node(selection.connection)
        node = Node(selection.connection, selection.stream_id)
        if self.rows.node not in (node, connection) or self.rows.node == connection:
            index = self.rows.forest.index_of(node)
            self.rows.go_to(node if index >= 0 else connection)

    # Moving

    def _go(self, index: int) -> None:
        if self.rows.go(index):
            self.post_message(NodeSelected(*self.rows.node))

    def action_move(self, way: int) -> None:
        self._go(self.rows.cursor + way)

    def action_page(self, halves: int) -> None:
        self._go(self.rows.cursor + halves * max(1, self.rows.page // 2))

    def action_first(self) -> None:
        self._go(0)

    def action_last(self) -> None:
        self._go(self.rows.count - 1)

    def action_open(self) -> None:
        """Show it alone; a connection shows its streams, too."""
        node = self.rows.node
        if not node.connection:
            return
        if not node.stream_id:
            self._fold(node.connection, folded=False)
        self.post_message(NodeSelected(*node, opened=True))

    def action_trouble(self, way: int) -> None:
        """The next node, folded ones too, with a finding or something held."""
        rows, nodes = self.rows, list(self._every_node())
        at = nodes.index(rows.node) if rows.node in nodes else -1
        ring = [*nodes[at + 1 :], *nodes[: at + 1]]
        for node in ring if way > 0 else [*reversed(ring[:-1]), *ring[-1:]]:
            if self._in_trouble(node):
                if node.stream_id and node.connection not in rows.forest.unfolded:
                    self._fold(node.connection, folded=False)
                self._go(rows.forest.index_of(node))
                return
        self.post_message(Said("Nothing has findings, and nothing is held."))

    def _every_node(self) -> Iterator[Node]:
        forest, connections = self.rows.forest, self.session.reader.board.connections
        for node in forest.nodes:
            connection = connections.get(node.connection)
            yield node
            folded = not node.stream_id and node.connection not in forest.unfolded
            if folded and connection is not None and not forest.wanted:
                yield from forest.children(connection)

    def _in_trouble(self, node: Node) -> bool:
        connection = self.session.reader.board.connections.get(node.connection)
        if connection is None:
            return False
        desk, stream = self.session.desk, connection.stream(node.stream_id)
        if stream is not None and stream.held is not None:
            return True
        held = {Node(one.connection, one.stream_id) for one in desk.requests}
        held |= {Node(one.connection, one.stream_id) for one in desk.actions}
        return bool(self.rows.counts_of(connection).get(node.stream_id)) or node in held

    # Folding and order

    def _fold(self, connection: int, *, folded: bool) -> None:
        self.rows.forest.set_folded(connection, folded=folded)
        self.rows.remake(now=True)

    def action_flip(self) -> None:
        if number := self.rows.node.connection:
            self._fold(number, folded=number in self.rows.forest.unfolded)

    def action_unfold(self) -> None:
        node = self.rows.node
        if not node.connection or node.stream_id:
            return
        if node.connection in self.rows.forest.unfolded:
            after = self.rows.forest.nodes[self.rows.cursor + 1 : self.rows.cursor + 2]
            if after and after[0].stream_id:
                self._go(self.rows.cursor + 1)
        else:
            self._fold(node.connection, folded=False)

    def action_fold(self) -> None:
        node = self.rows.node
        if node.stream_id:
            self._go(self.rows.forest.index_of(Node(node.connection)))
        elif node.connection:
            self._fold(node.connection, folded=True)

    def action_fold_all(self) -> None:
        self.rows.forest.fold_all()
        self.rows.remake(now=True)

    def action_turn(self) -> None:
        forest = self.rows.forest
        forest.newest_first = not forest.newest_first
        self.memory.set("connections.newest_first", forest.newest_first)
        self._anew()

    def action_only_live(self) -> None:
        self.rows.forest.only_live = not self.rows.forest.only_live
        self._anew()

    def _anew(self) -> None:
        self.rows.forest.forget_marks()
        self.rows.remake(now=True)
        self._tell()

    @on(LineList.Clicked)
    def _clicked(self, event: LineList.Clicked) -> None:
        event.stop()
        self._go(event.index)
        node = self.rows.node
        if event.twice:
            self.action_open()
        elif event.x < 2 and not node.stream_id:
            self.action_flip()

    # The filter

    def action_filter(self) -> None:
        line = self.query_one(TreeFilter)
        line.display = True
        line.focus()

    @on(Input.Changed, "#tree-filter")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.rows.forest.wanted = tuple(event.value.lower().split())
        self._anew()

    @on(TreeFilter.Left)
    @on(Input.Submitted, "#tree-filter")
    def _left(self, event: Message) -> None:
        event.stop()
        self.query_one(TreeFilter).display = False
        self.rows.focus()
        self._tell()

    def action_clear(self) -> None:
        self.query_one(TreeFilter).value = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is the screen's where there is nothing to clear."""
        if action == "clear" and self.is_mounted:
            return bool(self.rows.forest.wanted)
        return True

    def _tell(self) -> None:
        """The line that says what is not shown."""
        forest, parts = self.rows.forest, []
        line = self.query_one(TreeFilter)
        if forest.wanted and not line.display:
            parts.append(f"/{elide(escape(line.value), 20)}")
        if forest.only_live:
            parts.append("only live")
        state = "  ".join(parts)
        if state != self._state:
            self._state = state
            shown = self.query_one("#tree-state", Static)
            shown.update(Content(state), layout=False)
            shown.display = bool(state)
