"""What may be exported from the screen: the parts of the records that may be meant.

Knows the workbench by its panes; the dialog is a screen of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from h2craft.export import Format
from h2craft.filter import compile
from h2craft.session import export, selection_of
from h2craft.tui.recording import parts as parts_of_the_past

if TYPE_CHECKING:
    from h2craft.session import Session
    from h2craft.tui.screens.acting import Acting


class Part(NamedTuple):
    """Records `first` to `last` that match; `name` is for people. 0 is every connection, stream."""

    session: Session
    name: str
    first: int
    last: int
    wanted: str = ""
    connection: int = 0
    stream_id: int = 0

    def write(
        self,
        form: Format,
        path: Path,
        *,
        secrets: bool = False,
        force: bool = False,
        watch: Callable[[int], None] | None = None,
    ) -> str:
        """Write it, and say what was written. On any thread; see `session.export`."""
        selection = selection_of(
            self.session.client,
            wanted=compile(self.wanted) if self.wanted else None,
            first=self.first,
            last=self.last,
            connections=frozenset({self.connection} - {0}),
            streams=frozenset({self.stream_id} - {0}),
            secrets=secrets,
        )
        return export(form, selection, path, force=force, watch=watch)


def parts(screen: Acting) -> list[Part]:
    """A range that was begun, what is marked, what the filter shows, what is selected, and all."""
    *narrow, whole = (Part(*one) for one in parts_of_the_past(screen))
    whole = whole._replace(first=1)  # an engine may have more than a reader that joined it late
    narrow = [one._replace(first=1) if one.name == "filter" else one for one in narrow]
    chosen = screen.session.selection
    of_connection = whole._replace(name="connection", connection=chosen.connection)
    of_stream = of_connection._replace(name="stream", stream_id=chosen.stream_id)
    if chosen.connection and chosen.stream_id:
        narrow.append(of_stream)
    if chosen.connection:
        narrow.append(of_connection)
    return [*narrow, whole]


def open_export(screen: Acting) -> None:
    """Ask what is to be exported, and how; nothing is sent."""
    from h2craft.tui.screens.exported import ExportScreen

    records = screen.session.client.records
    if not screen.panes or records.first > records.last:
        screen.say("there are no records", "warning")
        return
    screen.app.push_screen(ExportScreen(parts(screen)))
