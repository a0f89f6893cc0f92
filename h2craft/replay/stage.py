"""One scenario, served: an engine, a listener and a module of its own. Judges nothing.

Opened and closed on any thread but the engine's. Two stages share nothing but the process.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from h2craft.client import EngineClient, open_engine
from h2craft.engine import EngineError, EngineHost, EngineOptions
from h2craft.replay.options import REST_SECONDS, Options
from h2craft.scenario import Entry, Notes, ScenarioError, read_entry, read_notes
from h2craft.setup import Root, Setup
from h2craft.trace import Journal


class Stage:
    """See the module. Raises EngineError or OSError where it cannot listen, RootError where the
    file is not there.

    client    the engine's door, for whoever wants to look on
    notes     the footer of the file
    damage    why the footer cannot be read; empty if it can
    """

    def __init__(self, entry: Entry, options: Options, *, root: Root = None) -> None:
        """`root`: what is served instead of the entry's file."""
        self.entry = entry
        self.notes, self.damage = _notes(entry.file)
        setup = _setup(entry.file if root is None else root, options, serve_of(entry))
        application = setup.application()
        application.owns_stdout = False
        self._early: list[str] = []
        self._application = application
        self._host = EngineHost(application, setup.options, trouble=self._trouble)
        self._host.start()
        try:
            listeners = self._host.call(setup.listen(self._host.engine, application))
            self.client: EngineClient = open_engine(
                setup, self._host.engine, application, listeners
            )
        except BaseException:
            application.close()
            self._host.stop()
            raise
        for text in self._early:
            self.client.trouble(text)

    def _trouble(self, text: str) -> None:
        client = getattr(self, "client", None)
        if client is None:
            self._early.append(text)
        else:
            client.trouble(text)

    @property
    def journal(self) -> Journal:
        return self._host.engine.journal

    @property
    def base(self) -> str:
        """`https://127.0.0.1:54321`, without a slash at its end."""
        return self.client.about.urls[0].rstrip("/")

    @property
    def url(self) -> str:
        """What to ask for: the path of the scenario, or of its recording."""
        path = self.entry.path if self.entry.path != "/" else self.notes.path
        return self.base + (path if path.startswith("/") else "/")

    @property
    def values(self) -> dict[str, str]:
        """What the words of a client command may stand for."""
        split = urlsplit(self.base)
        ca_path = self.client.about.ca_path
        return {
            "url": self.url,
            "base": self.base,
            "cacert": "" if ca_path is None else str(ca_path),
            "host": split.hostname or "",
            "port": str(split.port or ""),
        }

    def close(self) -> None:
        """End it, and whatever still goes on there. Closing twice is harmless."""
        with contextlib.suppress(EngineError):
            self._host.engine.post(self._application.close)
        self._host.stop()
        self.client.close()


def _setup(root: Root, options: Options, serve: Mapping[str, str]) -> Setup:
    trace = options.trace
    return Setup(
        root=root,
        hosts=(options.host,),
        port=None if options.h2c else options.port,
        h2c_port=options.port if options.h2c else None,
        cert=options.cert,
        key=options.key,
        ca_folder=options.ca_folder,
        serve=options.serve or serve,
        options=EngineOptions(
            lingering_seconds=REST_SECONDS,
            memory_octets=options.memory_octets,
            trace=trace,
            keep_tls=options.keep_tls,
            trace_header=options.header,
            trace_overwrite=trace is not None and _is_empty(trace),
        ),
        pace=options.pace,
        watch=options.watch,
    )


def serve_of(entry: Entry) -> dict[str, str]:
    """What a scenario says of the listener it is for: `Serve: tls=1.2, alpn=none`.

    Of `alpn=http/1.1|none`, one for each variant, the first.
    """
    said = ",".join(value for label, value in entry.labels if label == "Serve")
    parts = [part.strip().partition("=") for part in said.split(",") if part.strip()]
    return {name: value.partition("|")[0] for name, _, value in parts}


def _is_empty(file: Path) -> bool:
    """An empty file, as mktemp makes them: nothing is lost by writing to it."""
    try:
        return file.is_file() and not file.stat().st_size
    except OSError:
        return False


def _notes(file: Path) -> tuple[Notes, str]:
    try:
        return read_notes(file.read_text("utf-8", "replace")), ""
    except ScenarioError as error:
        return Notes(), f"{file.name}: {error}"
    except OSError:
        return Notes(), ""  # the engine says what is wrong with the file


def entry_of(scenario: Entry | Path | str) -> Entry:
    """The scenario of that name or in that file. ScenarioError where there is none."""
    from h2craft.scenario import find

    if isinstance(scenario, Entry):
        return scenario
    if isinstance(scenario, Path) and scenario.is_file():
        return read_entry(scenario)
    return find(scenario)
