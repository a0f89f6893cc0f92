"""The first screen, before anybody has connected: where we listen, and a line to copy.

Knows what a front end says about itself; no client, no socket.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from h2craft.explain.text import Line, Role, Span, Text, heading, safe, sentence


class About(Protocol):
    """`client.About`, as far as it is used here."""

    @property
    def live(self) -> bool: ...

    @property
    def role(self) -> str: ...

    @property
    def urls(self) -> tuple[str, ...]: ...

    @property
    def ca_path(self) -> Path | None: ...

    @property
    def root(self) -> str: ...

    @property
    def trace(self) -> Path | None: ...


def first_screen(about: About) -> Text:
    """The addresses, the CA, command lines to copy, and what to do next."""
    if not about.live:
        return _saved(about)
    if about.role == "client":
        return _client(about)
    text: Text = [heading("h2craft is listening", "new here? ctrl+q, then: h2craft tour")]
    text += [(Span("  "), Span(safe(url), Role.STRONG)) for url in about.urls]
    served = safe(about.root) if about.root else "the welcome page"
    text.append((Span("  serving  ", Role.DIM), Span(served, Role.VALUE)))
    if about.ca_path is not None:
        text += [(), heading("Certificate authority")]
        text.append((Span("  "), Span(safe(about.ca_path), Role.VALUE)))
        text.append(sentence("  give it to your client, or tell it not to verify", Role.DIM))
    text += [(), heading("Connect a client", "copy a line into another terminal")]
    text += [_command(command) for command in command_lines(about)]
    return text + _next_steps()


def command_lines(about: About) -> list[str]:
    """curl for each address, then nghttp, ready for a shell; none where we are the client."""
    if about.role == "client":
        return []
    commands = [_curl(url, about.ca_path) for url in about.urls]
    if about.urls:
        commands.append(
            f"nghttp -v {'-y ' if _secure(about.urls[0]) else ''}{_target(about.urls[0])}"
        )
    return commands


def _secure(url: str) -> bool:
    return url.startswith("https:")


def _target(url: str) -> str:
    """The URL with a path, quoted for a shell."""
    try:
        path = urlsplit(url).path
    except ValueError:
        path = ""
    return shlex.quote(safe(url if path else f"{url}/"))


def _curl(url: str, ca_path: Path | None) -> str:
    if not _secure(url):
        return f"curl -v --http2-prior-knowledge {_target(url)}"
    ca = f"--cacert {shlex.quote(safe(ca_path))} " if ca_path is not None else "--insecure "
    return f"curl -v --http2 {ca}{_target(url)}"


def _command(command: str) -> Line:
    return (Span("  $ ", Role.DIM), Span(command, Role.STRONG))


_STEPS = (
    "Frames appear as they come: < received, > sent.",
    "Hold requests to answer them by hand, or attach a handler script.",
    "Compose a frame, look at its octets, fire it.",
)


def _next_steps() -> Text:
    return [(), heading("Then"), *(sentence(f"  {step}") for step in _STEPS)]


_ASKING = (
    "Compose a request: get /path, or F2 for a form; presets have many more.",
    "Frames appear as they come: < received, > sent.",
    "Where the connection has ended: reconnect.",
)


def _client(about: About) -> Text:
    text: Text = [heading("h2craft is a client of")]
    text += [(Span("  "), Span(safe(url), Role.STRONG)) for url in about.urls]
    return [*text, (), heading("Then"), *(sentence(f"  {step}") for step in _ASKING)]


def _saved(about: About) -> Text:
    name = safe(about.trace) if about.trace is not None else "a trace"
    return [
        heading("A saved trace"),
        (Span("  "), Span(name, Role.STRONG)),
        sentence("  Nothing can be sent here; everything else is as in a live session.", Role.DIM),
    ]
