"""Processes that clients leave behind, wherever they went. Knows /proc and one variable.

A client's process group is ended with it. What leaves that group (a daemon that starts a session
of its own) is found by a variable in its environment, which every process of a suite has. Where
there is no /proc none are found.
"""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

VARIABLE = "H2CRAFT_CHECK"
PROC = Path("/proc")


def strays(token: str) -> list[int]:
    """The processes that have it, or one that goes on after a slash; zombies left out."""
    wanted = f"{VARIABLE}={token}/".encode()
    found = []
    for name in os.listdir(PROC) if PROC.is_dir() else ():
        if not name.isdigit():
            continue
        with contextlib.suppress(OSError):  # it has ended, or is somebody else's
            variables = (PROC / name / "environ").read_bytes().split(b"\0")
            if any((one + b"/").startswith(wanted) for one in variables):
                found.append(int(name))
    return [pid for pid in found if pid != os.getpid()]


def end_strays(token: str) -> int:
    """Kill them; says how many there were."""
    found = strays(token)
    for pid in found:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    return len(found)
