"""The palette: everything by its name. Made of the table of commands and of what is there now.

What a peer said reaches it as plain text: never as markup, which Textual makes of strings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.fuzzy import FuzzySearch
from textual.markup import escape as no_markup
from textual.screen import Screen

from h2craft.session import Session, printed, target
from h2craft.tui.commands import Command, all_commands
from h2craft.tui.keys import keys_of, shown
from h2craft.tui.messages import ComposeAsked, FilterAsked, NodeSelected, Said
from h2craft.tui.widgets.handrows import request_line
from h2craft.wire import elide, escape

STREAMS = 200  # open streams offered, newest first
TEXT = 72


class Entry(NamedTuple):
    """`text` is what is searched, `key` what stands beside it; all of it printable."""

    text: str
    key: str
    help: str
    run: Callable[[], Any]


class Everything(Provider):
    """Commands that can be given now, presets, scripts, open streams, views and themes."""

    async def discover(self) -> Hits:
        for entry in self._entries():
            yield DiscoveryHit(_display(entry), entry.run, entry.text, no_markup(entry.help))

    async def search(self, query: str) -> Hits:
        fuzzy = FuzzySearch()
        for entry in self._entries():
            score, offsets = fuzzy.match(query, entry.text)
            if score:
                display = _display(entry, offsets)
                yield Hit(score, display, entry.run, entry.text, no_markup(entry.help))

    def _entries(self) -> Iterator[Entry]:
        yield from _commands(self.screen)
        session = getattr(self.app, "session", None)
        if isinstance(session, Session):
            ask = getattr(self.app, "route", None)
            if ask is not None:
                yield from _reconnect(session, ask)
                yield from _presets(session, ask)
                yield from _scripts(session, self.app)
                yield from _scenarios(session, self.app)
                yield from _views(session, ask)
                yield from _streams(session, ask)


def _display(entry: Entry, lit: Sequence[int] = ()) -> Content:
    content = Content(entry.text)
    for offset in lit:
        content = content.stylize("bold underline", offset, offset + 1)
    if entry.key:
        content = Content.assemble(content, "  ", (f"[{entry.key}]", "$text-accent"))
    return content


# Commands


def _commands(screen: Screen[Any]) -> Iterator[Entry]:
    keymap = getattr(screen.app, "keymap", {})
    for command in all_commands():
        node = node_of(screen, command)
        if node is not None:
            keys = " ".join(shown(key) for key in keys_of(command, keymap))
            text = f"{command.pane}: {command.label}"
            yield Entry(text, keys, command.sentence, partial(run, screen, command, node))


def node_of(screen: Screen[Any], command: Command) -> DOMNode | None:
    """Who does it: of the widgets with the focus the innermost, then the pane it belongs to."""
    name = command.action.partition("(")[0].rpartition(".")[2]
    here: list[DOMNode] = screen.focused.ancestors_with_self if screen.focused else []
    there: list[DOMNode] = []
    if pane := next(iter(screen.query(f"#{command.pane}")), None):
        there = [pane, *pane.walk_children(DOMNode)]
    for node in (*here, *there, screen, screen.app):
        if hasattr(node, f"action_{name}") and _owns(node, command):
            return node
    return None


def _owns(node: DOMNode, command: Command) -> bool:
    if not command.keys:
        return command.pane in (node.id, "app", "screen")
    return any(binding.id == command.id for _, binding in node._bindings)


async def run(screen: Screen[Any], command: Command, node: DOMNode) -> None:
    """Do it where it belongs, the focus there first."""
    pane = node.id if node.id == command.pane else None
    if pane is not None and (focus := getattr(screen, "focus_pane", None)) is not None:
        focus(pane)
    await screen.app.run_action(command.action, node)


# What is there now


def _presets(session: Session, ask: Callable[[Any], None]) -> Iterator[Entry]:
    from h2craft.language import PRESETS_BY_NAME, presets

    for preset in presets(client=session.client.about.role == "client"):

        def load(name: str = preset.name) -> None:
            at = target.aim(session)
            lines = PRESETS_BY_NAME[name].commands(target.context_of(session, at))
            ask(ComposeAsked("\n".join(lines), at.connection))

        section = f" ({preset.section})" if preset.section else ""
        yield Entry(f"preset: {preset.title}", "", preset.sentence + section, load)


def _reconnect(session: Session, ask: Callable[[Any], None]) -> Iterator[Entry]:
    """Of a client: one more connection to the same server."""
    about = session.client.about
    if about.role != "client" or not about.live:
        return

    async def reconnect() -> None:
        result = await asyncio.wrap_future(session.client.reconnect())
        said = f"connection {result.connection}" if result.accepted else result.reason
        ask(Said(printed(said), "information" if result.accepted else "error"))

    yield Entry("reconnect", "", "One more connection to the same server", reconnect)


def _scripts(session: Session, app: Any) -> Iterator[Entry]:
    for file in session.client.script_files():

        def attach(file: str = file) -> None:
            from h2craft.tui.screens.attach import AttachScreen

            dialog = AttachScreen(session)
            app.push_screen(dialog)
            dialog.call_after_refresh(lambda: setattr(dialog.query_one("#file"), "value", file))

        yield Entry(f"script: {escape(file)}", "", "Attach this handler script", attach)


def _scenarios(session: Session, app: Any) -> Iterator[Entry]:
    """By their names: what they say of themselves is read where one looks at them."""
    if getattr(app, "workbench", None) is None:
        return
    from h2craft.scenario import scenario_files, shipped_folder, users_folder

    for folder in (users_folder(), shipped_folder()):
        for group, file in scenario_files(folder):

            def show(name: str = file.stem) -> None:
                from h2craft.tui.screens.library import LibraryScreen

                if isinstance(app.screen, LibraryScreen):
                    app.screen.stand_on(name)
                else:
                    app.push_screen(LibraryScreen(session, app.workbench.player, name))

            text = escape("/".join(filter(None, (group, file.stem))))
            yield Entry(f"scenario: {text}", "", "Look at it in the library of scenarios", show)


def _views(session: Session, ask: Callable[[Any], None]) -> Iterator[Entry]:
    views = session.settings.get("views", {})
    for name, text in views.items() if isinstance(views, dict) else ():
        show = partial(ask, FilterAsked(str(text)))
        yield Entry(f"view: {escape(str(name))}", "", f"Show {escape(str(text))}", show)


def _streams(session: Session, ask: Callable[[Any], None]) -> Iterator[Entry]:
    """Streams that are open, the newest first."""
    count = 0
    for number, connection in reversed(session.reader.board.connections.items()):
        for stream_id, stream in reversed(connection.streams.items()):
            count += 1
            if count > STREAMS:
                return
            line = elide(request_line(session.reader.board, number, stream_id), TEXT)
            text = f"stream: {number}/{stream_id} {line}".rstrip()
            select = partial(ask, NodeSelected(number, stream_id))
            yield Entry(text, "", f"Select this stream, {stream.state}", select)
