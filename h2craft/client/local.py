"""A client that starts an engine of its own, in a thread, and stops it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from h2craft.client.client import About
from h2craft.client.engineclient import EngineClient
from h2craft.engine import EngineError, EngineHost, Listener, load_authority
from h2craft.setup import Setup


class LocalClient(EngineClient):
    """See the module, and `open_local` for what making one raises.

    host, application   what runs, for those who started it
    """

    def __init__(self, setup: Setup) -> None:
        early: list[str] = []  # before there is anybody to tell
        tell = early.append
        application = setup.application()
        self.host = EngineHost(application, setup.engine_options, trouble=lambda text: tell(text))
        self.host.start()
        try:
            engine = self.host.engine
            listeners = self.host.call(setup.listen(engine, application))
            if setup.connect is not None:
                self.host.connect(setup.connect)
            about = about_of(setup, listeners, engine.now())
            super().__init__(engine, application, about, target=setup.connect)
        except BaseException:
            application.close()
            self.host.stop()
            raise
        tell = self.trouble
        self.troubles.extend(early)

    def close(self) -> None:
        """Stop the engine, and settle what is still asked."""
        if self._closed:
            return
        self._closed = True
        with suppress(EngineError):
            self.engine.post(self.application.close)
        self.host.stop()
        super().close()


def about_of(setup: Setup, listeners: Sequence[Listener], now: float) -> About:
    """What an engine that was set up so serves, or is connected to; `now` is its time, since its
    journal began."""
    secured = [one.url for one in listeners if one.scheme == "https"]
    plain = [one.url for one in listeners if one.scheme != "https"]
    root, folder = _root_of(setup)
    ca_path = None
    if secured:
        ca_path = setup.cert or load_authority(setup.ca_folder).certificate
    urls = (*secured, *plain) if setup.connect is None else (setup.connect.url,)
    return About(
        live=True,
        urls=urls,
        ca_path=ca_path,
        root=root,
        folder=folder,
        trace=setup.options.trace,
        started=datetime.fromtimestamp(time.time() - now, UTC).isoformat(),
        role=setup.role,
        path=setup.connect.path if setup.connect is not None else "/",
        fields=setup.fields,
    )


def _root_of(setup: Setup) -> tuple[str, Path]:
    """What is served, in a word, and where one looks for scripts first."""
    root = setup.root
    if root is None:
        return "", Path.cwd()
    if isinstance(root, str | os.PathLike):
        path = Path(root).absolute()
        return str(root), path if path.is_dir() else path.parent
    return str(getattr(root, "__name__", type(root).__name__)), Path.cwd()
