"""One run of the screen, from the first paint to a terminal that is as it was.

Whatever ends it (a key, a signal, a lost terminal, an error of ours), the client is closed, so
that its trace is complete, and no thread is left. Knows the app from outside.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from h2craft.client import Client
from h2craft.session import Settings, state_file, state_folder, write_private
from h2craft.tui import ScreenError
from h2craft.tui.app import Workbench
from h2craft.tui.look import Look
from h2craft.tui.terminal import is_lost, let_go
from h2craft.tui.tour import Tour

SIGNALS = ("SIGTERM", "SIGHUP")  # SIGINT is a key while the screen is open

_closing: list[threading.Thread] = []  # begun by signals


def run(client: Client, look: Look, notes: tuple[str, ...], tour: Tour | None = None) -> None:
    """See `h2craft.tui.run_screen`."""
    app: Workbench | None = None
    error: BaseException | None = None
    try:
        config = look.read_config()
        app = _made(client, Settings(config, state_file()), look, notes, tour)
        with _signals(app, client):
            app.run(mouse=_mouse(look, app.settings))
        error = app.crash
    except Exception as raised:  # ours, whatever it is: the terminal and the trace come first
        error = (app and app.crash) or raised
    finally:
        client.close()
        for closing in _closing:
            closing.join()
    if error is not None:
        raise ScreenError(_told(error)) from None


def _made(
    client: Client, settings: Settings, look: Look, notes: tuple[str, ...], tour: Tour | None
) -> Workbench:
    """The program, with the tour beside it where there is one."""
    if tour is None:
        return Workbench(client, settings, look, notes=notes)
    from h2craft.tui.tour.touring import Touring

    return Touring(client, tour, settings, look, notes=notes)


def _mouse(look: Look, settings: Settings) -> bool:
    return bool(settings.get("mouse", True)) if look.mouse is None else look.mouse


@contextlib.contextmanager
def _signals(app: Workbench, client: Client) -> Iterator[None]:
    """End in order where the system asks for it.

    A terminal that hangs up may block whoever writes to it, the screen's own loop included. So
    the trace is completed here and now, and the terminal let go, before the screen hears of it.
    """

    def end(number: int, frame: FrameType | None) -> None:
        if is_lost():
            let_go()
        # Not in this thread: a lock of the journal may be held by what was interrupted here.
        closing = threading.Thread(target=client.close, name="h2craft-closing")
        closing.start()
        _closing.append(closing)
        app.end()

    before: dict[int, Any] = {}
    for name in SIGNALS:
        if (number := getattr(signal, name, None)) is not None:
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _told(error: BaseException) -> str:
    """One line: what failed, and where the traceback is."""
    path = state_folder() / f"crash-{datetime.now():%Y%m%d-%H%M%S}.txt"
    words = f"the screen failed: {type(error).__name__}: {error}".partition("\n")[0]
    try:
        write_private(path, "".join(traceback.format_exception(error)))
    except OSError:
        return words
    return f"{words} (traceback in {_short(path)})"


def _short(path: Path) -> str:
    with contextlib.suppress(ValueError, RuntimeError):
        return f"~/{path.relative_to(Path.home())}"
    return str(path)
