"""What goes wrong with control sockets, in one line for a person."""

from __future__ import annotations


class ControlError(Exception):
    """The message is one line: what cannot be, of which engine or file, and why."""
