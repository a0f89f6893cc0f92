"""What to serve, where, and within which limits: one value, made of options. Opens nothing.

Knows the options of the rooms below and their names; both the command line and the library make
a `Setup` of what they are given.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from h2craft.endpoint import CLIENT_GREETING, Greeting, Limits
from h2craft.engine import Engine, EngineOptions, Listener, Target, TlsOptions
from h2craft.script import Pace, ScriptHost
from h2craft.wire import SettingId, parse_setting_id

Root = str | Path | Callable[..., Any] | Mapping[str, Callable[..., Any]] | None
Settings = Mapping[str | int, int] | Iterable[tuple[str | int, int]]

PEER_LIMITS = tuple(one.name for one in fields(Limits))
ENGINE_LIMITS = (
    "max_connections",
    "opening_seconds",
    "closing_seconds",
    "lingering_seconds",
    "write_octets",
    "hold_octets",
    "unsent_octets",
    "memory_records",
    "memory_octets",
)
LIMIT_NAMES = (*PEER_LIMITS, *ENGINE_LIMITS)


def greeting(
    settings: Settings = (),
    *,
    window: int | None = None,
    connection_window: int | None = None,
    max_streams: int | None = None,
    role: str = "server",
) -> Greeting:
    """Our greeting: the default one of a server, or a client, changed.

    `settings` in the order given, by RFC name or number; a parameter named there replaces the
    default's, and may come twice. ValueError for an unknown name.
    """
    given = list(settings.items() if isinstance(settings, Mapping) else settings)
    pairs = [(parse_setting_id(name), value) for name, value in given]
    if window is not None:
        pairs.append((SettingId.INITIAL_WINDOW_SIZE, window))
    if max_streams is not None:
        pairs.append((SettingId.MAX_CONCURRENT_STREAMS, max_streams))
    usual = CLIENT_GREETING if role == "client" else Greeting()
    return usual.changed(pairs, connection_window)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What to serve, and where; or where to connect.

    connect       a server we are a client of: then nothing is served, and no port is opened
    fields        of requests to it that say nothing else: names and values
    root          folder, script, callable, or a mapping of hooks; None is the welcome page
    attach        path patterns and the scripts that serve them
    hosts         names or addresses; every port is opened on each
    port          for TLS, 0 for a free one, None for no TLS
    h2c_port      for cleartext, likewise
    serve         what TLS is to be like, in the words of `TlsOptions.worded`
    pace          how fast scripts run, how long they wait, whether they take turns
    watch         learn of changed files at once; False: when they are next requested
    """

    connect: Target | None = None
    fields: tuple[tuple[str, str], ...] = ()
    root: Root = None
    attach: tuple[tuple[str, str | Path], ...] = ()
    hosts: tuple[str, ...] = ("127.0.0.1",)
    port: int | None = 0
    h2c_port: int | None = 0
    cert: Path | None = None
    key: Path | None = None
    ca_folder: Path | None = None
    serve: Mapping[str, str] = field(default_factory=dict)
    options: EngineOptions = field(default_factory=EngineOptions)
    pace: Pace = field(default_factory=Pace)
    watch: bool = True

    @property
    def role(self) -> str:
        """Ours: "server" or "client"."""
        return "server" if self.connect is None else "client"

    @property
    def engine_options(self) -> EngineOptions:
        """`options`, with what the trace is to say of our role."""
        options = self.options
        if self.connect is None:
            return options
        return replace(options, trace_header={**options.trace_header, "role": "client"})

    @property
    def tls(self) -> TlsOptions:
        usual = TlsOptions(certificate=self.cert, key=self.key, ca_folder=self.ca_folder)
        return usual.worded(self.serve)

    def application(self) -> ScriptHost:
        """Who answers. RootError or TypeError where the root cannot be served."""
        attach = [(pattern, str(file)) for pattern, file in self.attach]
        return ScriptHost(self.root, attach, pace=self.pace, watch=self.watch)

    async def listen(self, engine: Engine, application: ScriptHost) -> list[Listener]:
        """Serve everywhere. EngineError in one line where that cannot be."""
        application.start(engine)
        if self.connect is not None:
            return []
        made = []
        try:
            for port, tls in ((self.port, self.tls), (self.h2c_port, None)):
                if port is not None:
                    made += [await engine.listen(host, port, tls) for host in self.hosts]
        except BaseException:
            engine.in_vain = True
            raise
        ports = {
            scheme: sorted({each.port for each in made if each.scheme == scheme})
            for scheme in ("https", "http")
        }
        application.serves_at(self.hosts[0] or "localhost", **ports)
        return made


def limited(options: EngineOptions, limits: Mapping[str, float]) -> EngineOptions:
    """The options with these limits changed, by name. ValueError for an unknown name."""
    for name, value in limits.items():
        if name not in LIMIT_NAMES:
            near = difflib.get_close_matches(name, LIMIT_NAMES, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(LIMIT_NAMES)}"
            raise ValueError(f"unknown limit {name!r}{hint}")
        owner: Any = options.limits if name in PEER_LIMITS else options
        kind = type(getattr(owner, name))
        if not 0 <= value < math.inf or kind(value) != value:  # neither is NaN at least 0
            raise ValueError(f"limit {name} cannot be {value}")
        changed = replace(owner, **{name: kind(value)})
        options = replace(options, limits=changed) if name in PEER_LIMITS else changed
    return options
