"""The detail of what is selected, in seven views. Knows which view needs what, not what it says.

What a record said and what was true then never changes, so it is worked out once. What came of it
does, and so does everything about a stream or a connection nobody has chosen a record of: that is
looked at again while new records come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Tab, Tabs

from h2craft import explain
from h2craft.explain import Role, Span, Text
from h2craft.reader import Moment
from h2craft.session import Selection, Session
from h2craft.tui.commands import bindings
from h2craft.tui.commands.detail import COMMANDS
from h2craft.tui.widgets.hexview import HexView
from h2craft.tui.widgets.textview import TextView
from h2craft.wire import hex_dump

if TYPE_CHECKING:
    from h2craft.model import Reading

LATER = 400  # records looked at for what the peer did
STORY = 2_000  # records of a stream that its story is told of
LOOKS_BETWEEN = 4  # looks before something that moves is worked out again


@dataclass(frozen=True, slots=True)
class About:
    """What a view is made of."""

    session: Session
    moment: Moment
    width: int
    chosen: bool  # the record itself is selected, not only its stream or connection

    @property
    def connection(self) -> int:
        return self.moment.reading.record.connection

    @property
    def stream_id(self) -> int:
        if self.chosen:
            return self.moment.reading.stream_id
        return self.session.selection.stream_id

    def now(self) -> float | None:
        """None in a saved trace, where nothing goes on."""
        return self.session.now() if self.session.client.about.live else None

    def story(self) -> list[Reading]:
        """What happened on the stream, or on the connection."""
        stream_id = self.stream_id or None
        return self.session.reader.readings_of(self.connection, stream_id, limit=STORY)

    def around(self) -> list[Reading]:
        """What happened on the stream before the record, and on the connection after it."""
        seq, stream_id = self.moment.reading.record.seq, self.stream_id
        before = [one for one in self.story() if one.record.seq < seq] if stream_id else []
        reader = self.session.reader
        return [*before, *reader.readings_of(self.connection, after=seq, limit=LATER)]


def _fields(about: About) -> Text:
    return explain.fields(about.moment)


def _hpack(about: About) -> Text:
    return explain.hpack(about.moment)


def _windows(about: About) -> Text:
    connection, stream = about.moment.connection, about.moment.stream
    if connection is None:
        return NO_CONNECTION
    held_up = None
    if stream is not None:  # an action is a record of the connection
        since = about.session.reader.readings_of(about.connection, after=stream.opened, limit=STORY)
        held_up = explain.waiting(since, stream.stream_id)
    return explain.windows(connection, stream, held_up, width=max(20, min(about.width - 30, 80)))


def _state(about: About) -> Text:
    connection, stream = about.moment.connection, about.moment.stream
    if connection is None:
        return NO_CONNECTION
    upto = about.moment.reading.record.seq if about.chosen else None
    return explain.state(connection, stream, about.story(), upto=upto)


def _explain(about: About) -> Text:
    return explain.explain(about.moment, about.around(), about.now())


def _script(about: About) -> Text:
    return explain.script(about.story(), about.now())


NO_CONNECTION: Text = [(Span("This is about no connection.", Role.DIM),)]
AHEAD = (Span("What came before is still being read: this is the record by itself.", Role.DIM),)


@dataclass(frozen=True, slots=True)
class View:
    """One tab. `moves`: it changes as more records come, even for a chosen record."""

    name: str
    text: Callable[[About], Text] | None  # None: the octets
    moves: bool = False


VIEWS: tuple[View, ...] = (
    View("Fields", _fields),
    View("Hex", None),
    View("HPACK", _hpack),
    View("Windows", _windows),
    View("State", _state),
    View("Explain", _explain, moves=True),
    View("Script", _script, moves=True),
)


class Detail(Vertical):
    """Tabs over one text, or over the octets."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)  # type: ignore[assignment]
    DEFAULT_CSS = """
    Detail { height: 1fr; }
    Detail > Tabs { height: 2; }
    Detail > ContentSwitcher { height: 1fr; }
    """

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._session = session
        self._view = VIEWS[0]
        self._made: tuple[object, ...] = ()
        self._moment: tuple[int, Moment | None] = (0, None)
        self._ahead = False  # what came before the record is not read yet
        self._looks = 0

    def compose(self) -> ComposeResult:
        yield Tabs(*(Tab(view.name, id=f"view-{n}") for n, view in enumerate(VIEWS)))
        with ContentSwitcher(initial="text"):
            yield TextView(id="text")
            yield HexView(id="octets")

    def on_mount(self) -> None:
        self.query_one(Tabs).can_focus = False  # the keys of the text below turn the tabs

    # What is shown

    @property
    def view(self) -> str:
        """The name of the view that is open."""
        return self._view.name

    def selected(self, selection: Selection) -> None:
        """Something else is selected: the session has it."""
        self.look(at_once=True)

    def look(self, *, at_once: bool = False) -> None:
        """Work out what is shown, if it can have changed."""
        if not self.is_mounted or not self.display:
            return
        selection, version = self._session.selection, self._session.reader.version
        moves = self._view.moves or not selection.seq or self._ahead
        width = self.size.width
        key = (self._view.name, selection, width, version if moves else 0)
        if key == self._made:
            return
        same = key[:3] == self._made[:3]
        if same and not at_once:
            self._looks += 1
            if self._looks % LOOKS_BETWEEN:
                return
        self._made = key
        self._show(selection, width, keep=same)

    def _show(self, selection: Selection, width: int, *, keep: bool) -> None:
        moment = self._moment_of(selection)
        if self._view.text is None:
            self._show_octets(moment)
            return
        text: Text = []
        if moment is not None:
            about = About(self._session, moment, width, bool(selection.seq))
            text = self._view.text(about)
            if self._ahead:
                text = [AHEAD, *text]
        self.query_one(TextView).show(text, keep=keep)

    def _moment_of(self, selection: Selection) -> Moment | None:
        """The record selected, or the latest of the stream or connection."""
        self._ahead = False
        seq = selection.seq
        if not seq and selection.connection:
            stream_id = selection.stream_id or None
            seqs = self._session.reader.seqs_of(selection.connection, stream_id)
            seq = seqs[-1] if seqs else 0
        if not seq:
            return None
        if self._moment[0] != seq:
            self._moment = (seq, self._session.reader.moment(seq))
        moment = self._moment[1]
        self._ahead = bool(moment and not moment.exact and seq > self._session.reader.position)
        if moment is None or self._ahead:
            self._moment = (0, moment)  # not read that far yet: ask again
        return moment

    def _show_octets(self, moment: Moment | None) -> None:
        octets = self.query_one(HexView)
        if moment is None:
            octets.show(b"")
            return
        reading = moment.reading
        if reading.frame is None:
            octets.show(reading.record.octets)
        else:
            parts = explain.layout(reading.frame, reading.header_fields)
            octets.show(reading.frame.octets, reading.frame, parts)

    # Turning

    def open_view(self, name: str) -> None:
        """Turn to a view by its name."""
        names = [view.name for view in VIEWS]
        self.query_one(Tabs).active = f"view-{names.index(name)}"

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        event.stop()
        lit = self._lit()
        had_focus = self.has_focus_within
        self._view = VIEWS[int((event.tab.id or "view-0").removeprefix("view-"))]
        switcher = self.query_one(ContentSwitcher)
        switcher.current = "octets" if self._view.text is None else "text"
        self.look(at_once=True)
        if self._view.text is None:
            self.query_one(HexView).light(lit)
        if had_focus:
            self.focus()

    def _lit(self) -> tuple[int, int] | None:
        """The octets the line under the cursor speaks of, so that Hex opens there."""
        text = self.query_one(TextView)
        line = text.text[text.cursor] if text.cursor < len(text.text) else ()
        return next((span.at for span in line if span.at is not None), None)

    def focus(self, scroll_visible: bool = True) -> Self:
        """Focus what the open view shows."""
        self.query_one(HexView if self._view.text is None else TextView).focus(scroll_visible)
        return self

    def action_turn(self, step: int) -> None:
        names = [view.name for view in VIEWS]
        self.open_view(names[(names.index(self.view) + step) % len(names)])

    def plain_text(self) -> str:
        """All of the open view, for a pager or a clipboard."""
        if self._view.text is not None:
            return explain.plain(self.query_one(TextView).text)
        moment = self._moment[1]
        return "" if moment is None else "\n".join(hex_dump(moment.reading.record.octets))
