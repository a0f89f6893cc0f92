"""The library of scenarios: what there is, what each does, and what is done with it from here.

Knows the shelf and what is replayed; no pane of the workbench.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input

from h2craft.client import Result
from h2craft.explain import plain
from h2craft.scenario import Entry, ScenarioError, promote
from h2craft.session import Session, Shelf, Shelved, visible
from h2craft.tui.commands import bindings
from h2craft.tui.commands.library import COMMANDS
from h2craft.tui.messages import CopyAsked
from h2craft.tui.playing import Player, recording_badge
from h2craft.tui.scenariotext import about, client_line, places
from h2craft.tui.screens.attach import AttachScreen
from h2craft.tui.screens.edit import edit_file
from h2craft.tui.widgets.keyline import KeyLine
from h2craft.tui.widgets.lines import LineList
from h2craft.tui.widgets.listing import best
from h2craft.tui.widgets.pieces import Piece, PieceLine
from h2craft.tui.widgets.playbar import PlayBar
from h2craft.tui.widgets.scenarios import ScenarioList
from h2craft.tui.widgets.textview import TextView
from h2craft.tui.widgets.waiting import refusal, when_done

MOST = 10_000  # scenarios listed
WIDE = 100  # columns from which the text has room beside the list
HINT = "a few letters of a name, a tag or a section"


class FilterLine(Input):
    """Enter leads back to the list, at once: the next key may be here already."""

    async def action_submit(self) -> None:
        self.screen.set_focus(self.screen.query_one(ScenarioList))


class LibraryScreen(Screen[None]):
    """See the module. It reads files; only the engine runs one, once it is replayed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    AUTO_FOCUS = "#library"  # a key that is here already is no letter of the filter
    HELP = """
    Scenarios are handler scripts that do one thing each: those that came with h2craft, and yours.
    Replaying one binds it for whatever is requested and watches what is done of it; you run the
    client. Stepping it, each of its acts waits for you. Nothing here is run by being looked at.
    """
    DEFAULT_CSS = """
    LibraryScreen > #filter { height: 1; border: none; padding: 0 1; }
    LibraryScreen > #filter:focus { border: none; background-tint: $foreground 8%; }
    LibraryScreen > #both { height: 1fr; layout: horizontal; }
    LibraryScreen #library { width: 44%; min-width: 34; padding: 0 0 0 1; }
    LibraryScreen #scenario { width: 1fr; border-left: solid $border-blurred; }
    LibraryScreen #scenario:focus { border-left: heavy $border; }
    LibraryScreen.-narrow > #both { layout: vertical; }
    LibraryScreen.-narrow #library { width: 1fr; height: 2fr; }
    LibraryScreen.-narrow #scenario {
        height: 3fr; border-left: none; border-top: solid $border-blurred;
    }
    LibraryScreen.-narrow #scenario:focus { border-left: none; border-top: heavy $border; }
    """

    def __init__(self, session: Session, player: Player, name: str = "") -> None:
        super().__init__()
        self.session = session
        self.player = player
        self.shelf = Shelf()
        self._name = name
        self._shown: Shelved | None = None
        self._version: object = None
        self._settled = False
        self._found = 0
        self._keys: tuple[object, bool] = (None, False)

    def compose(self) -> ComposeResult:
        self.set_class(self.app.size.width < WIDE, "-narrow")
        yield PieceLine(id="about")
        yield FilterLine(placeholder=HINT, id="filter", select_on_focus=False)
        with Container(id="both"):
            yield ScenarioList(id="library")
            yield TextView(id="scenario")
        yield PlayBar(id="play")
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        self._list()
        self.list.focus()
        if self._name:
            self.stand_on(self._name)
        self.look(at_once=True)

    @property
    def list(self) -> ScenarioList:
        return self.query_one(ScenarioList)

    @property
    def text(self) -> TextView:
        return self.query_one(TextView)

    @property
    def entry(self) -> Entry | None:
        """The scenario under the cursor."""
        shelved = self.list.scenario
        return None if shelved is None else shelved.entry

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What there is nothing for stands in no line of keys."""
        active = self.player.active
        if action == "stop":
            return active is not None
        if action in ("next_act", "go_on"):
            return active is not None and active.steps
        return True

    # What is shown

    def _list(self) -> None:
        query = self.query_one(FilterLine).value
        found = fitting(self.shelf, query)
        empty = "Nothing fits: Esc takes the filter away." if query else "There are no scenarios."
        self.list.show(places(found[:MOST], grouped=not query.strip()), empty=empty)
        self._found = len(found)
        self._tell()

    def _tell(self) -> None:
        """The first line: how many there are, and what is on."""
        shipped = sum(one.entry.shipped for one in self.shelf.all)
        own = len(self.shelf.all) - shipped
        pieces = [Piece("Scenarios", "name", "app.help")]
        pieces.append(Piece(f"{shipped:,} came with h2craft, {own:,} yours", "plain", weight=4))
        if self._found < len(self.shelf.all):
            pieces.append(Piece(f"{self._found:,} shown", "held", weight=3))
        if self.shelf.trouble:
            pieces.append(Piece(visible(self.shelf.trouble), "bad", weight=2))
        recording = self.player.recording
        if recording is not None and recording.on:
            pieces.append(Piece(recording_badge(recording), "bad", "app.record", 1))
        self.query_one("#about", PieceLine).show(pieces)

    def stand_on(self, name: str) -> None:
        """Put the cursor on the scenario of that name."""
        for at, one in enumerate(self.list.places):
            if one.shelved is not None and one.shelved.entry.name == name:
                self.list.go(at)
                return

    @on(ScenarioList.Moved)
    def _moved(self, message: ScenarioList.Moved) -> None:
        message.stop()
        self._show()

    def _show(self) -> None:
        """The scenario under the cursor, beside the list."""
        shelved = self.list.scenario
        if shelved is not None and shelved != self._shown:
            same = self._shown is not None and self._shown.entry.file == shelved.entry.file
            self._shown = shelved
            self.text.show(about(shelved), keep=same)
        self._show_playing()

    def look(self, *, at_once: bool = False) -> None:
        """Take in what has happened; called by the workbench below, at its own times."""
        if not self.query(PieceLine):
            return  # it is not put together yet, or taken down already
        self.player.look()
        self._tell()
        playing = self.player.current
        held = playing.held if playing is not None else ()
        now = None if playing is None else (playing, playing.version, playing.state, held)
        if now == self._version and not at_once:
            return
        self._version = now
        self._show_playing()
        if playing is not None and playing.settled != self._settled:
            self._settled = playing.settled
            self.action_look_again()  # its last result is another now

    def _show_playing(self) -> None:
        playing = self.player.current
        entry = self.entry if playing is None or playing.over else playing.entry
        where = self.session.client.about
        line = client_line(where, entry) if entry is not None and where.live else ""
        active = self.player.active
        self.list.mark(None if active is None else active.entry.file)
        if (keys := (active, active is not None and active.steps)) != self._keys:
            self._keys = keys
            self.refresh_bindings()
        self.query_one(PlayBar).show(playing, line)

    def action_look_again(self) -> None:
        """Folders and results as they are now."""
        self.shelf.look()
        self._list()
        self._show()

    # Going about

    def action_move(self, by: int) -> None:
        self.list.move(by)

    def action_page(self, pages: int) -> None:
        self.list.move(pages * max(1, self.list.page - 1))

    def action_first(self) -> None:
        self.list.go(0)

    def action_last(self) -> None:
        self.list.go(len(self.list.places) - 1, -1)

    def action_group(self, way: int) -> None:
        self.list.to_group(way)

    def action_open(self) -> None:
        self.set_focus(self.text)

    def action_filter(self) -> None:
        self.set_focus(self.query_one(FilterLine))

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        self._list()

    @on(LineList.Clicked)
    def _clicked(self, message: LineList.Clicked) -> None:
        message.stop()
        self.list.go(message.index)
        if message.twice:
            self.action_open()

    def action_back(self) -> None:
        """One view back."""
        field = self.query_one(FilterLine)
        if self.focused is not self.list:
            self.set_focus(self.list)
        elif field.value:
            field.value = ""
        else:
            self.dismiss()

    def action_leave(self) -> None:
        self.dismiss()

    def pager_text(self) -> str:
        """What stands beside the list."""
        return plain(self.text.text)

    def action_pager(self) -> None:
        from h2craft.tui.screens.acting import page

        if trouble := page(self.app, self.pager_text()):
            self._say(trouble, "error")

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.list.refresh)

    def _say(self, text: str, severity: str = "information") -> None:
        """On top: what stands on the workbench's status line cannot be seen from here."""
        self.app.notify(visible(text), severity=severity, markup=False)  # type: ignore[arg-type]

    # Replaying

    def action_replay(self) -> None:
        self._begin(steps=False)

    def action_step(self) -> None:
        self._begin(steps=True)

    def _begin(self, *, steps: bool) -> None:
        if self.entry is None:
            self._say("no scenario is selected", "warning")
            return
        try:
            self.player.begin(self.entry, steps=steps)
        except ValueError as error:
            self._say(str(error), "warning")
            return
        self.look(at_once=True)

    def action_next_act(self) -> None:
        playing = self.player.active
        asked = playing.next_act() if playing is not None else None
        if asked is None:
            self._say("no act waits yet", "warning")
        else:
            when_done(self, asked, self._complain)

    def action_go_on(self) -> None:
        playing = self.player.active
        for asked in playing.go_on() if playing is not None else ():
            when_done(self, asked, self._complain)
        self.look(at_once=True)

    def action_stop(self) -> None:
        playing = self.player.active
        if playing is not None:
            playing.stop()  # what is refused here has ended by itself
        self.look(at_once=True)

    def _complain(self, result: Result) -> None:
        if not result.accepted:
            self._say(refusal(result), "error")

    def action_copy_line(self) -> None:
        entry = self.entry
        if self.player.active is not None:
            entry = self.player.active.entry
        line = client_line(self.session.client.about, entry) if entry is not None else ""
        if line:
            self.app.post_message(CopyAsked(line, "the line to run"))
        else:
            self._say("nothing listens: there is no line to run", "warning")

    def on_copy_asked(self, message: CopyAsked) -> None:
        """The status line that would say so is below: say it here."""
        self._say(f"copied {message.what}")

    # Files

    def action_attach(self) -> None:
        if self.entry is None:
            self._say("no scenario is selected", "warning")
        elif not self.session.client.about.live:
            self._say("a saved trace takes no scripts", "warning")
        else:
            self.app.push_screen(AttachScreen(self.session, str(self.entry.file)))

    def action_edit(self) -> None:
        """The person's own as it is; of one that was shipped, a copy."""
        entry = self.entry
        if entry is None:
            self._say("no scenario is selected", "warning")
            return
        file = entry.file
        if entry.shipped:
            try:
                file = promote(entry.file, entry.name, entry.group)
            except ScenarioError as error:
                self._say(str(error), "error")
                return
        trouble = edit_file(self.app, file)
        self.action_look_again()
        self.stand_on(entry.name)
        if trouble:
            self._say(trouble, "error")
        elif entry.shipped:
            self._say(f"{entry.name} came with h2craft: this is a copy of your own, {file}")

    def action_promote(self) -> None:
        from h2craft.tui.screens.promote import PromoteScreen

        def done(name: str | None) -> None:
            if name is not None:
                self.action_look_again()
                self.stand_on(name)
                self._say(f"{name} is in your library")

        self.app.push_screen(PromoteScreen(self.session), done)


def fitting(shelf: Shelf, query: str) -> list[Shelved]:
    """Those with all the words first; then those whose name, tags or sections fit by letters."""
    exact = shelf.matching(query)
    if not query.strip():
        return exact
    there = {one.entry.file for one in exact}
    others = {str(one.entry.file): one for one in shelf.all if one.entry.file not in there}
    texts = {
        file: " ".join((one.entry.name, *one.entry.tags, *one.entry.sections))
        for file, one in others.items()
    }
    return exact + [others[file] for file in best(query, texts, MOST)]
