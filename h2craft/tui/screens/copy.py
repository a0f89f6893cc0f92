"""What to copy of a record: a list of forms, a letter each. Knows texts, no record."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_lowercase

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from h2craft.session import printed
from h2craft.tui.screens.edit import Dialog
from h2craft.wire import elide

SHOWN = 56  # characters of each text in the list

LETTERS = {
    "row": "r",
    "frame hex": "f",
    "payload hex": "p",
    "octets hex": "x",
    "Python bytes": "b",
    "header fields": "h",
    "curl line": "c",
    "command line": "l",
    "Python line": "y",
    "JSON": "j",
}
"""The same for a kind in every list, so that fingers can learn them."""


class CopyScreen(Dialog[tuple[str, str]]):
    """Answers (kind, text). A letter takes one at once; the list is for the mouse and arrows."""

    DEFAULT_CSS = """
    CopyScreen OptionList { height: auto; max-height: 20; border: none; }
    """

    def __init__(self, title: str, forms: Mapping[str, str]) -> None:
        super().__init__()
        self._title = title
        self._forms = {kind: text for kind, text in forms.items() if text}
        self.letters = letters_for(self._forms)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            yield OptionList(*self._options(), id="forms", markup=False, compact=True)
            yield Static(Content("A letter copies; so do Enter and a click."), classes="sentence")

    def _options(self) -> list[Option]:
        width = max((len(kind) for kind in self._forms), default=0)
        return [
            Option(Content(f"{letter}  {kind:<{width}}  {_glimpse(self._forms[kind])}"), id=letter)
            for letter, kind in self.letters.items()
        ]

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def on_key(self, event: events.Key) -> None:
        if event.character in self.letters:
            event.stop()
            self._take(event.character)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option.id or "")

    def _take(self, letter: str) -> None:
        kind = self.letters[letter]
        self.dismiss((kind, self._forms[kind]))


def letters_for(kinds: Mapping[str, str]) -> dict[str, str]:
    """Letter to kind: its own, else the first one of its name that is free, then any that is."""
    taken: dict[str, str] = {}
    own = {LETTERS[kind] for kind in kinds if kind in LETTERS}
    for kind in kinds:
        wanted = [one for one in kind.lower() if one.isascii() and one.isalpha()]
        free = (one for one in [*wanted, *ascii_lowercase] if one not in taken and one not in own)
        taken[LETTERS.get(kind) or next(free)] = kind
    return taken


def _glimpse(text: str) -> str:
    first, newline, _ = text.partition("\n")
    return elide(printed(first), SHOWN) + (" ..." if newline else "")
