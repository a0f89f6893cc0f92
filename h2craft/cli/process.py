"""What a process that serves asks of Python and of the system. Knows no room."""

from __future__ import annotations

import contextlib
import gc

SPARE_DESCRIPTORS = 256  # listeners, the trace, and what scripts open


def allow_connections(connections: int) -> None:
    """Ask for as many descriptors as connections are allowed: many shells give no more than 1,024.

    What the system does not give is met at accept, and said there.
    """
    try:
        import resource
    except ImportError:  # not on Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE_DESCRIPTORS
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def spare_the_collector() -> None:
    """Look for garbage less often than Python does by default.

    What is loaded by now stays; a request leaves few cycles behind and the journal none. Measured
    on small GETs, the default thresholds cost a seventh of the throughput.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
