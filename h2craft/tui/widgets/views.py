"""Dialogs of the filter: views saved under a name, and the help of the language. Know no list."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from h2craft.filter import HELP
from h2craft.tui.screens.edit import Dialog
from h2craft.tui.widgets.remembering import Memory
from h2craft.wire import elide, escape

VIEWS = "views"
NAME_LENGTH = 24
TEXT_LENGTH = 48


class ViewsScreen(Dialog[str]):
    """Answers the filter of the view that was chosen.

    The filter in force can be saved under a name, and views deleted; that is done at once.
    """

    DEFAULT_CSS = """
    ViewsScreen OptionList { height: auto; max-height: 14; border: none; }
    ViewsScreen Input { border: tall $border-blurred; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,delete", "delete", "Delete", tooltip="Delete the view under the cursor"),
    ]

    def __init__(self, memory: Memory, current: str) -> None:
        super().__init__()
        self._memory = memory
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content("Views")
            yield OptionList(id="views", markup=False, compact=True)
            yield Static(
                Content("Enter shows a view, d deletes it, Tab goes to the name."),
                classes="sentence",
            )
            yield Input(placeholder="save the filter in force under this name", id="name")
            yield Static("", id="told", classes="sentence", markup=False)

    def on_mount(self) -> None:
        self.query_one("#name").display = bool(self._current)
        self._fill()
        self.query_one("#views" if self._table() else "#name").focus()

    def _table(self) -> dict[str, str]:
        return self._memory.table(VIEWS)

    def _fill(self) -> None:
        views = self.query_one(OptionList)
        views.clear_options()
        for name, text in self._table().items():
            shown = elide(escape(name), NAME_LENGTH)
            views.add_option(
                Option(Content(f"{shown:<{NAME_LENGTH}}  {elide(escape(text), TEXT_LENGTH)}"), name)
            )
        views.highlighted = 0 if self._table() else None
        views.display = bool(self._table())
        if not self._table():
            self._tell("No view has been saved yet.")

    def _tell(self, text: str) -> None:
        self.query_one("#told", Static).update(Content(text))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._table().get(event.option.id or "", ""))

    @on(Input.Submitted, "#name")
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        if not name:
            self._tell("A view needs a name.")
            return
        self._memory.set(VIEWS, {**self._table(), name: self._current})
        self._fill()
        self._tell(f"Saved as {escape(name)}.")

    def action_delete(self) -> None:
        views = self.query_one(OptionList)
        if views.highlighted is None or self.focused is not views:
            return
        name = views.get_option_at_index(views.highlighted).id or ""
        self._memory.set(VIEWS, {key: text for key, text in self._table().items() if key != name})
        kept = name in self._table()  # the configuration file has it
        self._fill()
        self._tell("The configuration file has that view." if kept else f"Deleted {escape(name)}.")


class LanguageScreen(Dialog[None]):
    """The filter language on one page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,q,enter", "leave", "Back", tooltip="Back to the filter"),
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as box:
            box.border_title = Content("Filters")
            yield Static(Content(HELP), markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
