"""Which records the frame list shows: the filter as written, what is added to it, and undoing it.

Knows the reader and its views; no widget.
"""

from __future__ import annotations

from h2craft.reader import Reader, View
from h2craft.report import QUIET
from h2craft.tui.widgets.searching import both

WITHOUT_AUTOMATIC = "-origin:automatic"
KEPT = 100


class Filtering:
    """The filter in force and those before it. Every change may raise FilterError and then is none.

    text                what was written
    view                what it shows
    without_automatic   replies by policy are hidden
    with_quiet          kinds the log leaves out are shown
    """

    def __init__(self, reader: Reader) -> None:
        self.text = ""
        self.without_automatic = False
        self.with_quiet = False
        self._reader = reader
        self._settled = ""
        self._before: list[str] = []
        self.view: View = reader.view("")

    @property
    def in_force(self) -> str:
        """All that has to match."""
        return both(self.text, WITHOUT_AUTOMATIC if self.without_automatic else "")

    @property
    def can_undo(self) -> bool:
        return bool(self._before)

    def try_out(self, text: str) -> None:
        """Have it in force for the moment: while somebody types. `settle` makes it count."""
        text = text.strip()
        view = self._viewed(text, self.without_automatic, self.with_quiet)
        self.text, self.view = text, view

    def settle(self) -> None:
        """What is in force now is what undoing comes back to."""
        if self.text != self._settled:
            self._before = [*self._before[-KEPT:], self._settled]
            self._settled = self.text

    def set(self, text: str) -> None:
        self.try_out(text)
        self.settle()

    def undo(self) -> None:
        before = self._before.pop()
        self.try_out(before)
        self._settled = before

    def toggle_automatic(self) -> None:
        self.view = self._viewed(self.text, not self.without_automatic, self.with_quiet)
        self.without_automatic = not self.without_automatic

    def toggle_quiet(self) -> None:
        self.view = self._viewed(self.text, self.without_automatic, not self.with_quiet)
        self.with_quiet = not self.with_quiet

    def with_term(self, term: str) -> str:
        """The filter as written, and this term; as it was where it has the term already."""
        return self.text if term in self.text.split() else both(self.text, term)

    def _viewed(self, text: str, without_automatic: bool, with_quiet: bool) -> View:
        whole = both(text, WITHOUT_AUTOMATIC if without_automatic else "")
        return self._reader.view(whole, quiet=frozenset() if with_quiet else QUIET)
