"""The control socket: other processes of the same user at an engine's door, and the door they see.

Knows the client's door and the trace's JSON; no front end.
"""

import importlib
from typing import TYPE_CHECKING, Any

from h2craft.control.codec import to_json
from h2craft.control.errors import ControlError
from h2craft.control.folder import folder_path
from h2craft.control.opening import open_attached
from h2craft.control.register import Entry, engines
from h2craft.control.socketclient import SocketClient

if TYPE_CHECKING:
    from h2craft.control.server import ControlServer, open_control

__all__ = [
    "ControlError",
    "ControlServer",
    "Entry",
    "SocketClient",
    "engines",
    "folder_path",
    "open_attached",
    "open_control",
    "to_json",
]

_SERVER = ("ControlServer", "open_control")


def __getattr__(name: str) -> Any:
    """The server, with the engine behind it: who attaches to one has no use for either."""
    if name not in _SERVER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module("h2craft.control.server"), name)
