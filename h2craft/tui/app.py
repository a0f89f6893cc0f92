"""The program: its theme, keymap, palette, help and end. Almost no widgets: the screens have those.

Knows the client only to make a session of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen

from h2craft.client import Client
from h2craft.session import Session, Settings, config_file, state_folder
from h2craft.tui.commands import bindings
from h2craft.tui.commands.app import COMMANDS
from h2craft.tui.keys import checked
from h2craft.tui.look import Look
from h2craft.tui.messages import (
    ComposeAsked,
    CopyAsked,
    FilterAsked,
    FireAsked,
    NodeSelected,
    RecordSelected,
    Said,
)
from h2craft.tui.screens.workbench import WorkbenchScreen
from h2craft.tui.terminal import driver_for
from h2craft.tui.typeahead import Typeahead

TOUCHES = (events.Key, events.Paste, events.MouseDown, events.MouseScrollUp, events.MouseScrollDown)


def _palette() -> type[Any]:
    from h2craft.tui.palette import Everything

    return Everything


class Workbench(Typeahead):
    """See the module.

    crash     the error that ended it; None for an end in order
    leaving   a person or the system wants it to end, and the panes are still being mounted
    """

    TITLE = "h2craft"
    CSS_PATH = "styles/workbench.tcss"  # of the screen: Textual reads none for a default screen
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    COMMANDS = {_palette}
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        client: Client,
        settings: Settings | None = None,
        look: Look | None = None,
        *,
        notes: tuple[str, ...] = (),
    ) -> None:
        super().__init__(driver_class=driver_for(type(self)))
        self.session = Session(client, settings)
        self.settings = self.session.settings
        self.look = look or Look()
        self.crash: BaseException | None = None
        self.leaving = False  # as soon as the panes stand
        self._notes = notes
        self.keymap, self.key_troubles = checked(self.settings.config)
        self.set_keymap(self.keymap)
        self.theme = self.look.theme or self._remembered_theme()

    def _remembered_theme(self) -> str:
        """The person's, or the one that was picked; Textual's where neither is there."""
        theme = self.settings.get("theme")
        return theme if theme in self.available_themes else self.theme

    def get_default_screen(self) -> Screen[Any]:
        self.workbench = WorkbenchScreen(self.session, filter_text=self.look.filter)
        return self.workbench

    def on_mount(self) -> None:
        troubles = (*self.settings.config.troubles, *self.key_troubles)
        self.workbench.tell((*self._notes, *troubles))
        self.theme_changed_signal.subscribe(self, self._keep_theme)

    def _keep_theme(self, theme: Any) -> None:
        if theme.name != self.look.theme:
            self.settings.set("theme", theme.name)

    async def on_event(self, event: events.Event) -> None:
        """Every key and click passes here first: what is no answer to it then waits."""
        if isinstance(event, TOUCHES):
            self.session.touch()
        await super().on_event(event)

    # Mail from screens above the workbench

    @on(RecordSelected)
    @on(NodeSelected)
    @on(ComposeAsked)
    @on(FireAsked)
    @on(FilterAsked)
    @on(CopyAsked)
    @on(Said)
    def route(self, message: Message) -> None:
        """The workbench knows where it goes."""
        self.workbench.route(message)

    # Actions

    def action_help(self) -> None:
        from h2craft.tui.screens.help import HelpScreen, help_text

        screen = self.screen
        if isinstance(screen, HelpScreen):
            return
        pane = self.workbench.pane_of(screen.focused) if screen is self.workbench else None
        nodes = [*(screen.focused.ancestors_with_self if screen.focused else ()), screen]
        path = self.settings.config.path or config_file()
        title = f"Help: {(pane.id or '') if pane is not None else 'keys'}"
        self.push_screen(HelpScreen(title, help_text(nodes, self.keymap, str(path))))

    def action_record(self) -> None:
        """On every screen: the workbench does it."""
        self.workbench.action_record()

    def action_copy_selection(self) -> None:
        """What the mouse selected; Textual's own way where a text field has the focus."""
        text = self.screen.get_selected_text()
        if text:
            self.workbench.route(CopyAsked(text, "the selection"))
            return
        quit_key, copy_key = self._key_for("app.quit"), self._key_for("screen.copy")
        self.notify(
            f"Nothing is selected. {quit_key} quits, {copy_key} copies the selected record.",
            markup=False,
        )

    def _key_for(self, name: str) -> str:
        from h2craft.tui.commands import all_commands
        from h2craft.tui.keys import keys_of, shown

        command = next(one for one in all_commands() if one.id == name)
        return next(map(shown, keys_of(command, self.keymap)), "the palette")

    def action_picture(self) -> None:
        path = state_folder()
        name = f"h2craft-{datetime.now():%Y%m%d-%H%M%S}.svg"
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept = self.save_screenshot(name, str(path))
        except OSError as error:
            self.notify(f"no screenshot: {error}", severity="error", markup=False)
            return
        self.notify(f"the screen is in {kept}", markup=False)

    async def action_quit(self) -> None:
        """Asks while connections are open that would be cut, or a recording would be lost."""
        from h2craft.tui.screens.confirm import ConfirmScreen

        if isinstance(self.screen, ConfirmScreen):
            self.leave()
            return
        lost = [*self._cut_connections(), *self._unsaved_acts()]
        if not lost:
            self.leave()
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.leave()

        self.push_screen(ConfirmScreen("Quit?", " ".join(lost), "Quit"), answered)

    def _cut_connections(self) -> Iterator[str]:
        """A sentence, where the end of the program is theirs."""
        session = self.session
        connections = session.reader.board.connections.values()
        count = sum(connection.closed is None for connection in connections)
        if count and session.client.about.live and not session.attached:
            words = "1 connection is open" if count == 1 else f"{count:,} connections are open"
            yield f"{words} and will be closed."

    def _unsaved_acts(self) -> Iterator[str]:
        recording = self.workbench.player.recording
        if recording is not None and recording.count:
            words = "1 act is" if recording.count == 1 else f"{recording.count:,} acts are"
            yield f"{words} recorded and not saved."

    def end(self) -> None:
        """End from a signal handler: nothing is asked any more."""
        self.leaving = True
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self.leave)

    def leave(self) -> None:
        """End, once all panes stand: one that is being mounted must not lose its parts."""
        workbench: WorkbenchScreen | None = getattr(self, "workbench", None)
        if workbench is not None and workbench.furnished:
            workbench.player.leave()
            self.exit()
        else:
            self.leaving = True

    # The end nobody wanted

    def _handle_exception(self, error: Exception) -> None:
        """Keep the error for whoever runs us: a person gets one line, not a screenful."""
        if self.crash is None:
            self.crash = error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Textual would render the traceback here; it goes into a file instead."""
        self._close_messages_no_wait()

    def panic(self, *renderables: Any) -> None:
        self._close_messages_no_wait()
