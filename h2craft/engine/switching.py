"""How soon a thread gets the interpreter. Process-wide, so it is changed while an engine runs only.

Each socket call of the loop lets the interpreter go, and a busy thread (the keeper, a handler
that computes) gives it back after the switch interval: with Python's 5 ms the loop makes some 200
calls a second beside it. Measured with the keeper at work, 1 ms instead triples throughput.
"""

from __future__ import annotations

import sys
import threading

SWITCH_SECONDS = 0.0005

_turn = threading.Lock()
_users = 0
_before = 0.0


def hasten() -> None:
    """Shorten the interval, unless it is short already, till `relax` was called as often."""
    global _users, _before
    with _turn:
        _users += 1
        if _users == 1:
            _before = sys.getswitchinterval()
            sys.setswitchinterval(min(_before, SWITCH_SECONDS))


def relax() -> None:
    global _users
    with _turn:
        _users -= 1
        if _users == 0:
            sys.setswitchinterval(_before)
