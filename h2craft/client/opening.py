"""Opening what a front end looks at. The engine is fetched only for those who start one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from h2craft.client.engineclient import EngineClient
    from h2craft.client.local import LocalClient
    from h2craft.client.saved import SavedClient
    from h2craft.engine import Engine, Listener
    from h2craft.script import ScriptHost
    from h2craft.setup import Setup
    from h2craft.trace import TraceReader


def open_local(setup: Setup) -> LocalClient:
    """Start an engine in a thread of its own, listening, or connected, as `setup` says.

    Raises RootError or TypeError where the root cannot be served, EngineError in one line where
    it cannot listen, connect or write its trace, OSError for certificates.
    """
    from h2craft.client.local import LocalClient

    return LocalClient(setup)


def open_engine(
    setup: Setup, engine: Engine, application: ScriptHost, listeners: Sequence[Listener]
) -> EngineClient:
    """A client of an engine that somebody else has started as `setup` says, and will stop.

    No person is there but those who attach.
    """
    from h2craft.client.engineclient import EngineClient
    from h2craft.client.local import about_of

    about = about_of(setup, listeners, engine.now())
    return EngineClient(engine, application, about, attended=False, target=setup.connect)


def open_saved(path: str | Path | TraceReader) -> SavedClient:
    """Open a trace file, whole or damaged, also one that still grows. TraceError, OSError.

    Or what a reader has that is open already; it is closed with the client.
    """
    from h2craft.client.saved import SavedClient

    return SavedClient(path)
