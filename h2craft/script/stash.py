"""WPT's stash: values that outlive a request, put once and taken once. Knows no request."""

from __future__ import annotations

import queue
import uuid
from threading import Lock, RLock
from typing import Any

from h2craft.script.headers import octets_of

Key = tuple[bytes, bytes]


class StashError(Exception):
    """A value was put where one is already."""


class StashStore:
    """The values of one server, for all its connections and threads."""

    def __init__(self) -> None:
        self.lock = RLock()  # a script's own, for several steps that belong together
        self._values: dict[Key, Any] = {}
        self._guard = Lock()

    def put(self, key: Key, value: Any) -> None:
        with self._guard:
            if key in self._values:
                raise StashError(f"the stash already holds {self._values[key]!r} for {key!r}")
            self._values[key] = value

    def take(self, key: Key) -> Any:
        with self._guard:
            return self._values.pop(key, None)


class Stash:
    """One request's view of the store: keys are UUIDs, the path defaults to the request's own."""

    def __init__(self, store: StashStore, default_path: str) -> None:
        self._store = store
        self.default_path = default_path

    @property
    def lock(self) -> RLock:
        """Shared by all requests: `with request.server.stash.lock:`."""
        return self._store.lock

    def _key(self, key: str | bytes | uuid.UUID, path: str | bytes | None) -> Key:
        text = key.decode("ascii") if isinstance(key, bytes) else str(key)
        try:
            octets = uuid.UUID(text).bytes
        except ValueError as error:
            raise ValueError(f"a stash key is a UUID, and {text!r} is none") from error
        return octets_of(self.default_path if path is None else path), octets

    def put(
        self, key: str | bytes | uuid.UUID, value: Any, path: str | bytes | None = None
    ) -> None:
        """Raises ValueError for None and for a key that is no UUID, StashError if taken."""
        if value is None:
            raise ValueError(
                "None cannot be put into the stash: take() means by it that all is gone"
            )
        self._store.put(self._key(key, path), value)

    def take(self, key: str | bytes | uuid.UUID, path: str | bytes | None = None) -> Any:
        """The value, which is gone from the stash then; None if there is none."""
        return self._store.take(self._key(key, path))

    def get_queue(self) -> queue.Queue[Any]:
        """A queue that threads may share."""
        return queue.Queue()
