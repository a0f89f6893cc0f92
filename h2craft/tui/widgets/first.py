"""The empty state: where to connect to and the line that does it, ready to copy.

Knows what is served, and nothing of any connection: there is none.
"""

from __future__ import annotations

from textual import events

from h2craft.client import About
from h2craft.explain import Line, Text, first_screen, plain
from h2craft.tui.messages import CopyAsked
from h2craft.tui.widgets.textview import TextView


class FirstPage(TextView):
    """Stands where the frames will be. A click on a line copies it."""

    HELP = "Nothing has connected yet. Copy the curl line and run it in another terminal."

    def __init__(self, about: About, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._about = about

    def on_mount(self) -> None:
        text = first_screen(self._about)
        self.show(text)
        if (line := curl_line_at(text)) is not None:
            self.cursor = line

    @property
    def curl_line(self) -> str:
        """The line to copy; empty where none is shown."""
        at = curl_line_at(self.text)
        return "" if at is None else command_in(self.text[at])

    def on_click(self, event: events.Click) -> None:
        super().on_click(event)
        self.action_copy_line()

    def action_copy_line(self) -> None:
        """The command under the cursor, without its prompt; any other line as it stands."""
        line = self.text[self.cursor] if self.text else ()
        if command := command_in(line):
            self.post_message(CopyAsked(command, f"the {command.partition(' ')[0]} line"))
        else:
            super().action_copy_line()


def command_in(line: Line) -> str:
    """What stands after the prompt; empty where no command stands."""
    before, prompt, command = plain([line]).partition("$ ")
    return command.strip() if prompt and not before.strip() else ""


def curl_line_at(text: Text) -> int | None:
    """The first line with a command for curl."""
    found = (at for at, line in enumerate(text) if command_in(line).startswith("curl "))
    return next(found, None)
