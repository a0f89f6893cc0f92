"""Handler scripts: loading, routing, running them, and the facade they see."""

from h2craft.script.errors import ConnectionClosed, HTTPException, ProtocolError, StreamClosed
from h2craft.script.handling import OnError
from h2craft.script.host import Root, ScriptHost
from h2craft.script.router import RootError, parse_attach
from h2craft.script.server import Config, Environment, default_config

__all__ = [
    "Config",
    "ConnectionClosed",
    "Environment",
    "HTTPException",
    "OnError",
    "ProtocolError",
    "Root",
    "RootError",
    "ScriptHost",
    "StreamClosed",
    "default_config",
    "parse_attach",
]
