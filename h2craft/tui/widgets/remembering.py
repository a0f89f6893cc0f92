"""What a pane keeps from one day to the next, in whatever mapping it is given. Knows no file."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, Protocol, cast

from h2craft.session import HISTORY, Session


class Settings(Protocol):
    """`config.Settings`, as far as it is used here."""

    def get(self, name: str, default: Any = None) -> Any: ...

    def set(self, name: str, value: Any) -> None: ...


class Memory:
    """Reads and writes a session's settings: an object with `get` and `set`, or any mapping.

    A session without settings remembers as long as it lasts. What is of the wrong shape (the file
    is a person's) is as if it was not there.
    """

    def __init__(self, session: Session) -> None:
        settings = getattr(session, "settings", None)
        self._settings: Settings | MutableMapping[str, Any] = {} if settings is None else settings

    def get(self, name: str, default: Any = None) -> Any:
        return self._settings.get(name, default)

    def set(self, name: str, value: Any) -> None:
        setter = getattr(self._settings, "set", None)
        if setter is not None:
            setter(name, value)
        else:
            cast("MutableMapping[str, Any]", self._settings)[name] = value

    def lines(self, name: str) -> list[str]:
        """A history, the newest last."""
        kept = self.get(name, [])
        return [line for line in kept if isinstance(line, str)] if isinstance(kept, list) else []

    def remember(self, name: str, line: str) -> None:
        """Add a line to a history; one that was there moves to its end."""
        if line.strip():
            most = self.get("history", HISTORY)
            lines = [*(old for old in self.lines(name) if old != line), line]
            self.set(name, lines[-most:] if most else [])

    def table(self, name: str) -> dict[str, str]:
        """Texts by name."""
        kept = self.get(name, {})
        if not isinstance(kept, dict):
            return {}
        return {str(key): value for key, value in kept.items() if isinstance(value, str)}

    def flag(self, name: str, default: bool) -> bool:
        kept = self.get(name, default)
        return kept if isinstance(kept, bool) else default
