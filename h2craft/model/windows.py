"""A flow-control window, RFC 9113 5.2 and 6.9. Knows numbers only."""

from __future__ import annotations

from typing import NamedTuple

HIGHEST_WINDOW = 0x7FFF_FFFF
DEFAULT_WINDOW = 65_535
KEPT_MOVES = 16


class Move(NamedTuple):
    """One change of a window: by which record, by how much, to what, and why."""

    record: int
    delta: int
    size: int
    reason: str


class Window:
    """How many octets of DATA may still be sent; below zero after a SETTINGS change (6.9.2).

    `moves` are the last changes, oldest first.
    """

    __slots__ = ("moves", "size")

    def __init__(self, size: int = DEFAULT_WINDOW) -> None:
        self.size = size
        self.moves: list[Move] = []

    def move(self, delta: int, record: int, reason: str) -> int:
        """Change the window by `delta`, whatever comes of it, and return the new size."""
        self.size += delta
        moves = self.moves
        if len(moves) >= KEPT_MOVES:
            del moves[0]
        # Past Move's own __new__, which costs twice as much.
        moves.append(tuple.__new__(Move, (record, delta, self.size, reason)))
        return self.size

    def __repr__(self) -> str:
        return f"<Window {self.size}>"
