"""Sockets, TLS and time: what carries endpoints. The first room that knows asyncio and threads."""

from h2craft.engine.application import Application, Silence
from h2craft.engine.ca import Authority, data_folder, load_authority
from h2craft.engine.engine import Engine
from h2craft.engine.errors import EngineError
from h2craft.engine.host import EngineHost
from h2craft.engine.info import ConnectionInfo
from h2craft.engine.keeper import FLUSH_SECONDS
from h2craft.engine.link import Link
from h2craft.engine.listener import Listener
from h2craft.engine.options import EngineOptions
from h2craft.engine.target import Target
from h2craft.engine.ticket import Ticket
from h2craft.engine.ticketbook import CLOSED
from h2craft.engine.tls import TlsOptions

__all__ = [
    "CLOSED",
    "FLUSH_SECONDS",
    "Application",
    "Authority",
    "ConnectionInfo",
    "Engine",
    "EngineError",
    "EngineHost",
    "EngineOptions",
    "Link",
    "Listener",
    "Silence",
    "Target",
    "Ticket",
    "TlsOptions",
    "data_folder",
    "load_authority",
]
