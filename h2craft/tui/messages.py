"""What panes tell the screen they stand on. Knows actions and numbers, no widget.

A pane posts these upwards; the screen tells the other panes. No pane knows another.
"""

from __future__ import annotations

from textual.message import Message

from h2craft.actions import Action
from h2craft.client import Result


class RecordSelected(Message):
    """The cursor of a list stands on a record. `opened`: by Enter or a double click."""

    def __init__(self, seq: int, *, opened: bool = False) -> None:
        super().__init__()
        self.seq = seq
        self.opened = opened


class NodeSelected(Message):
    """A connection, or (`stream_id` above 0) a stream of it. `opened`: by Enter: show it alone."""

    def __init__(self, connection: int, stream_id: int = 0, *, opened: bool = False) -> None:
        super().__init__()
        self.connection = connection
        self.stream_id = stream_id
        self.opened = opened


class ComposeAsked(Message):
    """Put this into the composer: an action (a duplicate, an edit), or a line of text."""

    def __init__(self, what: Action | str, connection: int = 0, *, held_seq: int = 0) -> None:
        super().__init__()
        self.what = what
        self.connection = connection
        self.held_seq = held_seq  # a script's action that waits to be replaced by the edit


class FireAsked(Message):
    """Do this to a connection. `text` is the line it was written as, if it was."""

    def __init__(self, connection: int, *actions: Action, text: str = "") -> None:
        super().__init__()
        self.connection = connection
        self.actions = actions
        self.text = text


class Fired(Message):
    """It was done, or refused."""

    def __init__(self, connection: int, actions: tuple[Action, ...], result: Result) -> None:
        super().__init__()
        self.connection = connection
        self.actions = actions
        self.result = result


class FilterAsked(Message):
    """Show what matches this in the frame list."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class CopyAsked(Message):
    """Copy this; `what` names it for the message that says so."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__()
        self.text = text
        self.what = what


class Said(Message):
    """A line for the person: an error, what was done. `severity` as Textual's `notify` has it."""

    def __init__(self, text: str, severity: str = "information") -> None:
        super().__init__()
        self.text = text
        self.severity = severity
