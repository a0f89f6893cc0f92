"""Handler scripts: loading, routing, running them, and the facade they see."""

from h2craft.script.asking import ClientConnection, ClientStream, Usual
from h2craft.script.desk import Binding, HandsState, HeldAction, HeldRequest, Verdict
from h2craft.script.enacting import Enacted
from h2craft.script.errors import ConnectionClosed, HTTPException, ProtocolError, StreamClosed
from h2craft.script.handling import OnError
from h2craft.script.hands import Hands
from h2craft.script.host import Root, ScriptHost
from h2craft.script.pace import Pace
from h2craft.script.router import RootError, parse_attach
from h2craft.script.server import Config, Environment, default_config

__all__ = [
    "Binding",
    "ClientConnection",
    "ClientStream",
    "Config",
    "ConnectionClosed",
    "Enacted",
    "Environment",
    "HTTPException",
    "Hands",
    "HandsState",
    "HeldAction",
    "HeldRequest",
    "OnError",
    "Pace",
    "ProtocolError",
    "Root",
    "RootError",
    "ScriptHost",
    "StreamClosed",
    "Usual",
    "Verdict",
    "default_config",
    "parse_attach",
]
