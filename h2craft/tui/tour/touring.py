"""The workbench with the tour beside it: what is seen of it goes to the guide, keys lead on.

Knows the workbench from outside, and the guide. The panel stands on every screen that is opened.
"""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import BindingType
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import Input, TextArea

from h2craft.client import Client
from h2craft.scenario import scenario_files, users_folder
from h2craft.session import Settings, State
from h2craft.tui.app import Workbench
from h2craft.tui.commands import bindings
from h2craft.tui.commands.tour import COMMANDS
from h2craft.tui.look import Look
from h2craft.tui.screens.edit import Dialog
from h2craft.tui.tour.guide import Guide
from h2craft.tui.tour.panel import TourPanel
from h2craft.tui.tour.stage import TourStage
from h2craft.tui.tour.step import Sight, Tour
from h2craft.tui.tour.steps import STEPS
from h2craft.tui.tour.wording import keys_by_command
from h2craft.tui.widgets.detail import Detail

LOOK_SECONDS = 0.2


class Touring(Workbench):
    """See the module."""

    CSS_PATH = "../styles/workbench.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]

    def __init__(
        self,
        client: Client,
        tour: Tour,
        settings: Settings | None = None,
        look: Look | None = None,
        *,
        notes: tuple[str, ...] = (),
    ) -> None:
        super().__init__(client, settings, look, notes=notes)
        self.stage = TourStage(self.session, tour)
        self.guide = Guide(STEPS, self.stage)
        self.session.reader.listen(self.guide.take)
        self._begun = False  # the panes stand, and so does the panel

    def on_mount(self) -> None:
        self.set_interval(LOOK_SECONDS, self._look_on)

    def on_unmount(self) -> None:
        self.stage.close()

    # The panel

    def push_screen(self, screen: Any, *given: Any, **more: Any) -> Any:
        """With the panel on it; what finds commands by their names comes and goes."""
        pushed = super().push_screen(screen, *given, **more)
        if isinstance(screen, Screen) and not isinstance(screen, CommandPalette):
            self._put_panel(screen)
        return pushed

    def _put_panel(self, screen: Screen[Any]) -> None:
        if self._begun and not self.guide.ended:
            panel = TourPanel(self.guide, self.stage, keys_by_command(self.keymap))
            screen.call_after_refresh(screen.mount, panel)

    @property
    def _typing(self) -> bool:
        return isinstance(self.focused, Input | TextArea)

    @property
    def _in_dialog(self) -> bool:
        """Letters are for it: "n" is No where something is asked."""
        return isinstance(self.screen, Dialog)

    # Following

    def _look_on(self) -> None:
        if self.guide.ended or not self.workbench.furnished:
            return
        if not self._begun:
            self._begun = True
            self.guide.begin(0, self._last)
            self._put_panel(self.workbench)
        self.guide.look(self.sight())
        self._show()

    def _show(self) -> None:
        for panel in self.screen.query(TourPanel):
            panel.look(typing=self._typing, dialog=self._in_dialog)

    @property
    def _last(self) -> int:
        return self.session.client.records.last

    def sight(self) -> Sight:
        """What can be seen now."""
        workbench, player = self.workbench, self.workbench.player
        playing, active, visit = player.current, player.active, self.stage.now
        return Sight(
            pane=workbench.arrangement.at,
            seq=self.session.selection.seq,
            view=workbench.query_one(Detail).view,
            filter=workbench.frames.filter_text,
            following=workbench.frames.rows.following,
            hold=self.session.desk.hold,
            recording=player.recording is not None and player.recording.on,
            saved=frozenset(file.stem for _, file in scenario_files(users_folder())),
            waiting=active is not None and active.state is State.WAITING,
            replayed=playing is not None and playing.verdict.done,
            status=None if visit is None else visit.status,
        )

    # The keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("tour_next", "tour_back"):
            elsewhere = self._typing or self._in_dialog
            return self._begun and not self.guide.ended and not elsewhere
        return super().check_action(action, parameters)

    def action_tour_next(self) -> None:
        self.guide.next(self._last)
        if self.guide.ended:
            for screen in self.screen_stack:
                screen.query(TourPanel).remove()
            return
        self._show()

    def action_tour_back(self) -> None:
        self.guide.back(self._last)
        self._show()
