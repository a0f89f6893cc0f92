"""What is replayed, in three lines: how far it is; the next act, or the verdict; what to run.

Knows a playing, no engine.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from h2craft.explain import Role, Span
from h2craft.session import Playing, State
from h2craft.tui.messages import CopyAsked
from h2craft.tui.playing import badge, how_it_stands, last_words
from h2craft.tui.widgets.handrows import line_of
from h2craft.tui.widgets.strips import SpanLine


class CommandLine(Static):
    """A command for a shell, all of it; a click copies it."""

    DEFAULT_CSS = "CommandLine { height: auto; max-height: 3; }"
    command = ""

    def show_command(self, command: str) -> None:
        if command != self.command:
            self.command = command
            look = ("$ ", "$text-muted"), (command, "bold"), ("  [y]", "$text-muted")
            self.update(Content.assemble(*look))
        self.display = bool(command)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(CopyAsked(self.command, "the line to run"))


class PlayBar(Vertical):
    """See the module."""

    DEFAULT_CSS = """
    PlayBar { height: auto; background: $panel; padding: 0 1; }
    """

    def compose(self) -> ComposeResult:
        yield SpanLine(id="playing")
        yield SpanLine(id="next")
        yield CommandLine(id="command", markup=False)

    def show(self, playing: Playing | None, command: str) -> None:
        """How it stands now; `command` runs a client."""
        head, said = self.query_one("#playing", SpanLine), self.query_one("#next", SpanLine)
        head.display = playing is not None
        second = tuple(_second(playing)) if playing is not None else ()
        said.display = bool(second)
        if playing is not None:
            head.show(tuple(_first(playing)))
        said.show(second)
        self.query_one(CommandLine).show_command(command)


def _first(playing: Playing) -> Iterator[Span]:
    role = Role.DIM if playing.over else Role.HELD
    yield Span(badge(playing), role)
    yield Span(f"  {how_it_stands(playing)}", Role.ERROR if playing.trouble else Role.PLAIN)
    if playing.client:
        yield Span(f"  {playing.client}", Role.DIM)


def _second(playing: Playing) -> Iterator[Span]:
    """The act that waits, or what there is to say of those that were done."""
    held = playing.held
    if held:
        yield Span("next  ", Role.HELD)
        yield Span(f"{held[0].connection}/{held[0].stream_id} {line_of(held[0].action)}")
        yield Span("  [n]", Role.DIM)
    elif (playing.state is State.RESTING or playing.over) and (said := last_words(playing)):
        yield Span(said, Role.GOOD if playing.verdict.done else Role.WARNING)
    elif playing.steps and playing.state is State.RUNNING:
        yield Span("it has nothing to send yet: it waits for the client", Role.DIM)
