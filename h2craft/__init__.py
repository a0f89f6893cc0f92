"""h2craft: a live HTTP/2 server for people who write and debug HTTP/2 clients.

What a test author needs stands here; each name is fetched from its room when it is first used,
so that `import h2craft` and `h2craft --help` stay quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from h2craft.filter import FilterError
    from h2craft.model import Finding, Reading
    from h2craft.serving import AsyncServer, Server, serve
    from h2craft.trace import Journal, Kind, Record, TraceReader

__version__ = "0.1.0"

__all__ = [
    "AsyncServer",
    "FilterError",
    "Finding",
    "Journal",
    "Kind",
    "Reading",
    "Record",
    "Server",
    "TraceReader",
    "__version__",
    "serve",
]

_HOME = {
    "AsyncServer": "h2craft.serving",
    "FilterError": "h2craft.filter",
    "Finding": "h2craft.model",
    "Journal": "h2craft.trace",
    "Kind": "h2craft.trace",
    "Reading": "h2craft.model",
    "Record": "h2craft.trace",
    "Server": "h2craft.serving",
    "TraceReader": "h2craft.trace",
    "serve": "h2craft.serving",
}


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
