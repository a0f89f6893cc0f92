"""Another connection's streams, each copied when it is first asked for. Knows not what they are."""

from __future__ import annotations

from copy import deepcopy
from typing import Any


class Borrowed(dict[int, Any]):
    """Streams by number; one is copied before it is given out by its number.

    Whoever looks at all of them sees the originals, which h2 does only to count. `memo` is
    deepcopy's: what of the other connection stands for what of ours.
    """

    def __init__(self, streams: dict[int, Any], memo: dict[int, Any]) -> None:
        super().__init__(streams)
        self._memo = memo
        self._borrowed = set(streams)

    def __getitem__(self, stream_id: int) -> Any:
        if stream_id in self._borrowed:
            self._borrowed.discard(stream_id)
            super().__setitem__(stream_id, deepcopy(super().__getitem__(stream_id), self._memo))
        return super().__getitem__(stream_id)

    def get(self, stream_id: int, default: Any = None) -> Any:
        try:
            return self[stream_id]
        except KeyError:
            return default
