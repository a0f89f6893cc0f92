"""The control socket: other processes of the same user at an engine's door, and the door they see.

Knows the client's door and the trace's JSON; no front end.
"""

from h2craft.control.codec import to_json
from h2craft.control.errors import ControlError
from h2craft.control.opening import open_attached
from h2craft.control.register import Entry, engines
from h2craft.control.socketclient import SocketClient

__all__ = [
    "ControlError",
    "Entry",
    "SocketClient",
    "engines",
    "open_attached",
    "to_json",
]
