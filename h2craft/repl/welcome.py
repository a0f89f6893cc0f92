"""What is said at the prompt's beginning and end. Knows what is served; no terminal."""

from __future__ import annotations

from h2craft import __version__
from h2craft.client import About, Desk
from h2craft.explain import Line, Role, Span, Text, command_lines, counted, safe

_HELP = "help and F1: what can be said; Tab completes; Ctrl-C gives up; Ctrl-D leaves"


def welcome(about: About, *, attached: bool, before: int = 0) -> Text:
    """Where we listen, a line to copy, how to go on; `before`: records there were already."""
    how = _attached if attached else _connected if about.role == "client" else _listening
    text: Text = [how(about)]
    if attached and before:
        text.append((Span(f"{counted(before, 'record')} before: frames() has them", Role.DIM),))
    elif commands := command_lines(about):
        text.append((Span("$ ", Role.DIM), Span(commands[0])))
    text.append((Span(_HELP, Role.DIM),))
    return text


def _listening(about: About) -> Line:
    urls = [Span(f"  {safe(url)}", Role.STRONG) for url in about.urls]
    root = safe(about.root) if about.root else "the welcome page"
    return (Span(f"h2craft {__version__}"), *urls, Span(f"  serves {root}", Role.DIM))


def _connected(about: About) -> Line:
    urls = [Span(f"{safe(url)}", Role.STRONG) for url in about.urls]
    return (Span(f"h2craft {__version__}  client of "), *urls, Span("  get / asks", Role.DIM))


def _attached(about: About) -> Line:
    return (
        Span(f"h2craft {__version__} attached to "),
        Span(safe(about.name) or "an engine", Role.STRONG),
        Span(f" (process {about.pid})" if about.pid else ""),
        *(Span(f"  {safe(url)}", Role.STRONG) for url in about.urls),
    )


def question(alive: int) -> str:
    """Before an engine is ended to which somebody is connected."""
    noun = "connection is" if alive == 1 else "connections are"
    them = "it" if alive == 1 else "them"
    return f"{alive} {noun} open: end {them} and leave? (y/n) "


def still_on(desk: Desk) -> list[str]:
    """What goes on in an engine that one leaves alone, a line each."""
    lines = [
        f"still on: {verb} {safe(pattern)}".rstrip()
        for verb, pattern in (("hold", desk.hold), ("break", desk.break_on))
        if pattern is not None
    ]
    waiting = [
        counted(len(found), noun)
        for found, noun in (
            (desk.requests, "request"),
            (desk.actions, "frame"),
            (desk.replies, "automatic frame"),
        )
        if found
    ]
    if waiting:
        lines.append(f"still held: {', '.join(waiting)}")
    if desk.bindings:
        lines.append(f"still attached: {', '.join(safe(one.file) for one in desk.bindings)}")
    return lines
