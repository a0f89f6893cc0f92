"""What a person can do with the workbench as a whole: its actions. Knows panes by name only.

The workbench itself, which is made of this, says what the panes are and passes their mail.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported
from textual.screen import Screen
from textual.widget import Widget

from h2craft import explain
from h2craft.session import Session
from h2craft.tui.arrangement import DRAWERS, PANES, Arrangement
from h2craft.tui.messages import CopyAsked, Said
from h2craft.tui.playing import Player
from h2craft.tui.widgets.textview import TextView
from h2craft.tui.widgets.waiting import say_when_done

if TYPE_CHECKING:
    from h2craft.tui.widgets.compose import Compose
    from h2craft.tui.widgets.frames import FrameList

COPIED = 1_000  # records at once
PAGED = 20_000  # rows for the pager: reading more of them back takes longer than a person waits
TITLES = {name: name.capitalize() for name in PANES}


class Acting(Screen[None]):
    """See the module. What stands here without a body is the workbench's."""

    session: Session
    player: Player
    arrangement: Arrangement
    panes: list[Widget]

    @property
    def frames(self) -> FrameList:
        raise NotImplementedError

    @property
    def composer(self) -> Compose:
        raise NotImplementedError

    @property
    def pane(self) -> Widget:
        raise NotImplementedError

    def pane_of(self, widget: Widget | None) -> Widget | None:
        raise NotImplementedError

    def focus_pane(self, name: str) -> None:
        raise NotImplementedError

    def _arrange(self, **changes: Any) -> None:
        raise NotImplementedError

    def _drawer(self, name: str, *, open: bool) -> None:
        raise NotImplementedError

    def say(self, text: str, severity: str = "information") -> None:
        self.post_message(Said(text, severity))

    # Going about

    def action_next_pane(self, step: int) -> None:
        """Within a form to its next field, from its last one to the next pane."""
        here = self.pane_of(self.focused)
        chain = self.focus_chain
        if here is not None and self.focused in chain:
            at = chain.index(self.focused) + step
            if 0 <= at < len(chain) and self.pane_of(chain[at]) is here:
                self.set_focus(chain[at])
                return
        shown = [name for name in PANES if self._reachable(name)]
        at = shown.index(self.arrangement.at) if self.arrangement.at in shown else 0
        self.focus_pane(shown[(at + step) % len(shown)])

    def _reachable(self, name: str) -> bool:
        """Whether Tab goes there: what is on the screen, or would be if there was room."""
        if name in DRAWERS:
            return name in self.arrangement.open
        if name == "detail" and self.arrangement.layout == "alone":
            return self.arrangement.folded
        return True

    def action_pane(self, name: str) -> None:
        """Go there; a drawer one stands in is closed."""
        if name in DRAWERS and name == self.arrangement.at and name in self.arrangement.open:
            self._drawer(name, open=False)
            self.focus_pane("frames")
            return
        self.focus_pane(name)

    def action_jump(self) -> None:
        from h2craft.tui.screens.jump import JumpScreen

        places = {
            pane.id or "": (TITLES[pane.id or ""], pane.region)
            for pane in self.panes
            if pane.display and pane.region.area
        }

        def go(name: str | None) -> None:
            if name is not None:
                self.focus_pane(name)

        self.app.push_screen(JumpScreen(places), go)

    def action_back(self) -> None:
        """One view back; never out of the program."""
        if self.arrangement.zoomed:
            self._arrange(zoomed=False)
        elif self.arrangement.at in self.arrangement.open:
            self.action_pane(self.arrangement.at)
        elif self.arrangement.at != "frames":
            self.focus_pane("frames")

    def action_command_line(self) -> None:
        """What stands there is selected: typing begins anew, an arrow key goes on with it."""
        self.enter_line()
        self.composer.line.select_all()

    def enter_line(self) -> None:
        self._arrange(at="compose")
        self.set_focus(self.composer.line)  # at once: the next key may be here already

    def action_presets(self) -> None:
        self.enter_line()
        self.composer.action_presets()

    def action_form(self) -> None:
        self.composer.toggle_form()
        if self.composer.expanded:
            self.focus_pane("compose")

    def action_library(self) -> None:
        from h2craft.tui.screens.library import LibraryScreen

        current = self.player.current
        name = "" if current is None else current.entry.name
        self.app.push_screen(LibraryScreen(self.session, self.player, name))

    def action_next_act(self) -> None:
        playing = self.player.active
        asked = playing.next_act() if playing is not None else None
        if asked is None:
            self.say("no act of a scenario waits", "warning")
        else:
            say_when_done(self, asked, "the next act has left")

    # Recording

    def action_record(self) -> None:
        """On, or off and look at what there is; of a saved trace, of what it holds."""
        from h2craft.tui.recording import press

        press(self)

    def action_record_past(self) -> None:
        from h2craft.tui.recording import of_the_past

        of_the_past(self)

    def action_ladder(self) -> None:
        if not self.session.selection.connection:
            self.say("a ladder is of a connection: select one first", "warning")
            return
        from h2craft.tui.screens.ladder import LadderScreen

        self.app.push_screen(LadderScreen(self.session))

    # How it looks

    def action_pause(self) -> None:
        self.session.paused = not self.session.paused

    def action_layout(self) -> None:
        self._arrange(layout=self.arrangement.next_layout().layout)

    def action_zoom(self) -> None:
        self._arrange(zoomed=not self.arrangement.zoomed)

    def action_resize(self, step: int) -> None:
        now = self.arrangement.resized(step)
        self._arrange(tree=now.tree, share=now.share, drawer=now.drawer)

    def action_follow(self) -> None:
        self.frames.action_follow()

    # Getting things out

    def action_export(self) -> None:
        from h2craft.tui.exporting import open_export

        open_export(self)

    def action_copy(self) -> None:
        """Of the selected record, whatever form of it is chosen; without one, the curl line."""
        seq = self.session.selection.seq
        if seq:
            self.copy_menu((seq,))
        else:
            self._copy_curl()

    def copy_menu(self, seqs: Sequence[int]) -> None:
        """Choose what to copy of these records; of several, form by form, one after the other."""
        from h2craft.tui.screens.copy import CopyScreen

        moments = [found for seq in seqs[:COPIED] if (found := self.session.reader.moment(seq))]
        if not moments:
            self.say("these records are not there any more", "warning")
            return
        texts: dict[str, list[str]] = {}
        for moment in moments:
            for kind, text in explain.copy_forms(moment, self.session.client.about).items():
                texts.setdefault(kind, []).append(text)
        forms = {kind: "\n".join(filter(None, of)) for kind, of in texts.items()}

        def copy(chosen: tuple[str, str] | None) -> None:
            if chosen is not None:
                self.post_message(CopyAsked(chosen[1], chosen[0]))

        many = f"{len(moments):,} records" if len(moments) > 1 else f"record {seqs[0]}"
        self.app.push_screen(CopyScreen(f"Copy of {many}", forms), copy)

    def _copy_curl(self) -> None:
        from h2craft.tui.widgets.first import FirstPage

        if line := self.query_one(FirstPage).curl_line:
            self.post_message(CopyAsked(line, "the curl line"))
        else:
            self.say("nothing is selected: choose a record in pane 2", "warning")

    def action_copy_url(self, number: int) -> None:
        self.post_message(CopyAsked(self.session.client.about.urls[number], "the address"))

    def pager_text(self) -> str:
        """What the pane at hand says, all of it."""
        nodes = [*(self.focused.ancestors_with_self if self.focused else ()), self.pane]
        for node in nodes:
            if (made := getattr(node, "pager_text", None)) is not None and node is not self:
                return str(made())
            if isinstance(node, TextView):
                return explain.plain(node.text)
        if self.pane is self.frames:
            return self._rows_text()
        view = next(iter(self.pane.query(TextView)), None)
        return explain.plain(view.text) if view is not None else ""

    def _rows_text(self) -> str:
        """The rows that are shown, the last PAGED of them where there are more."""
        from h2craft.session import row_lines

        view = self.frames.rows.view
        seqs = view.seqs(max(0, view.count - PAGED), view.count)
        return "\n".join(row_lines(self.session.reader.rows(seqs)))

    def action_pager(self) -> None:
        text = self.pager_text()
        if not text:
            self.say("this pane has no text for a pager", "warning")
            return
        if trouble := page(self.app, text):
            self.say(trouble, "error")

    def action_edit(self) -> None:
        from h2craft.tui.screens.edit import edit_file
        from h2craft.tui.scripts import script_place

        place = script_place(self.session)
        if place is None:
            self.say("no script answers what is selected", "warning")
            return
        if trouble := edit_file(self.app, *place):
            self.say(trouble, "error")


def page(app: Any, text: str) -> str:
    """Show a text in $PAGER and wait; says why it could not be, or nothing."""
    words = shlex.split(os.environ.get("PAGER") or "less") or ["less"]
    with tempfile.NamedTemporaryFile(
        "w", prefix="h2craft-", suffix=".txt", encoding="utf-8", errors="backslashreplace"
    ) as file:
        file.write(text + "\n")
        file.flush()
        try:
            with app.suspend():
                subprocess.run([*words, file.name], check=False)
        except SuspendNotSupported:
            return "this terminal cannot be lent to a pager"
        except OSError as error:
            return f"{words[0]}: {error.strerror or error}"
    return ""
