"""What goes wrong before a connection exists. Knows no room."""

from __future__ import annotations


class EngineError(OSError):
    """The engine cannot do what was asked; the message is one line and names file, host or port."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


def reason(error: BaseException) -> str:
    """The system's words for `error`, lower case, without number and file name."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text[:1].lower() + text[1:]
