"""Where the bodies go: standard output, one behind the other in the order of the requests."""

from __future__ import annotations

import os
from collections.abc import Sequence

from exchange import Exchange


class Output:
    """Bodies on standard output. What of a try is out already cannot be taken back."""

    def __init__(self) -> None:
        self._next = 0

    def write(self, exchanges: Sequence[Exchange]) -> None:
        """Whatever may be written now: of the first that is not done, and of those before it."""
        while self._next < len(exchanges):
            exchange = exchanges[self._next]
            while exchange.pending:
                written = os.write(1, exchange.pending)
                del exchange.pending[:written]
            if not exchange.done:
                return
            self._next += 1
