"""The door: what a front end may ask of an engine or of a saved trace, and all it ever sees.

Front ends import this room and the pure ones, never the engine.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from h2craft.client.client import (
    About,
    Binding,
    Client,
    Desk,
    FramePreview,
    HeldAction,
    HeldReply,
    HeldRequest,
    Preview,
    Records,
    Result,
    Standing,
    Verdict,
)
from h2craft.client.opening import open_engine, open_local, open_saved

if TYPE_CHECKING:
    from h2craft.client.engineclient import EngineClient
    from h2craft.client.local import LocalClient
from h2craft.client.scripts import script_files

__all__ = [
    "About",
    "Binding",
    "Client",
    "Desk",
    "EngineClient",
    "FramePreview",
    "HeldAction",
    "HeldReply",
    "HeldRequest",
    "LocalClient",
    "Preview",
    "Records",
    "Result",
    "Standing",
    "Verdict",
    "open_engine",
    "open_local",
    "open_saved",
    "script_files",
]

_ENGINE = {"EngineClient": "engineclient", "LocalClient": "local"}


def __getattr__(name: str) -> Any:
    """What has an engine behind it: whoever only attaches has no use for one."""
    if name not in _ENGINE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"h2craft.client.{_ENGINE[name]}"), name)
