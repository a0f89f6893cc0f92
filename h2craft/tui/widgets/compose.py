"""The composer: a line and a form of the same action, what it would do, and Enter fires it.

Knows the client's door, the language and what is selected. `Draft` holds what is written; here
the two views are kept on it, and never on each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widgets import Button, Input, OptionList

from h2craft import language
from h2craft.actions import Action, Door, Send, SendOctets
from h2craft.client import Result, Verdict
from h2craft.explain import Line, Role, Span, Text
from h2craft.language import Completion, LanguageError
from h2craft.session import (
    Selection,
    Session,
    Target,
    handverbs,
    preview,
    printed,
    stream_of,
    target,
    visible,
)
from h2craft.tui.commands import bindings
from h2craft.tui.commands.compose import COMMANDS
from h2craft.tui.messages import FireAsked, Fired, Said
from h2craft.tui.screens.edit import edit_text
from h2craft.tui.screens.pick import Choice, PickScreen
from h2craft.tui.screens.presets import Chosen, PresetsScreen
from h2craft.tui.widgets import composerow
from h2craft.tui.widgets.aim import Aim
from h2craft.tui.widgets.commandline import CommandLine, CompletionList, History
from h2craft.tui.widgets.composeform import FormView
from h2craft.tui.widgets.draft import Draft
from h2craft.tui.widgets.foresight import Foresight
from h2craft.tui.widgets.formstrip import FormStrip
from h2craft.tui.widgets.strips import Choices, SpanLine
from h2craft.tui.widgets.textview import TextView
from h2craft.tui.widgets.waiting import refusal, when_done

NO_DETAILS: Text = [()]


class Compose(Vertical):
    """See the module. Three rows; with its form open (`expanded`) as many as the screen gives.

    aim       where it goes
    held_seq  the script's action that the line will replace; 0 for none
    steps     lines that come after this one, of a preset
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    DEFAULT_CSS = """
    Compose { height: auto; }
    Compose.-expanded { height: 24; max-height: 75%; }
    Compose #command { height: 1; }
    Compose #target { min-width: 3; width: auto; margin-right: 1; }
    Compose #target.-over { color: $text-error; }
    Compose #command CommandLine { width: 1fr; }
    Compose #fire { min-width: 4; width: auto; margin-left: 1; }
    Compose #body { display: none; height: 1fr; }
    Compose #more { display: none; height: 1; }
    Compose #more Button { min-width: 6; margin-right: 1; }
    Compose.-expanded #body, Compose.-expanded #more { display: block; }
    Compose .-other { display: none; }
    Compose.-expanded .-other { display: block; }
    Compose #details { width: 1fr; height: 1fr; }
    Compose #form { width: 2fr; }
    """

    expanded: var[bool] = var(False, toggle_class="-expanded")

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.session = session
        self.draft = Draft()
        self.history = History(session.settings)
        self.aim = Aim(session)
        self.held_seq = 0
        self.steps: list[str] = []
        self.foresight = Foresight(self, session, self._show_preview)
        self._version = -1
        self._note: Span | None = None
        self._last: FireAsked | None = None
        self._fired = "", ""  # the text that was fired last, and where

    def compose(self) -> ComposeResult:
        popup = CompletionList()
        for door in (Door.WIRE, Door.LAWFUL):
            yield FormStrip(door, self.draft.form)
        with Horizontal(id="command"):
            yield Button("", id="target", compact=True)
            ours = self.session.client.about.role == "client"
            yield CommandLine(self.history, self._complete, popup, client=ours)
            yield Button(Content("Fire"), id="fire", compact=True, variant="primary")
        yield popup
        yield SpanLine(id="summary")
        with Horizontal(id="body"):
            yield FormView()
            yield TextView(id="details")
        with Horizontal(id="more"):
            for command in COMMANDS[1:5]:
                key = command.keys.partition(",")[0].upper()
                name = command.action
                yield Button(Content(f"{command.label} {key}"), id=f"do-{name}", compact=True)
            yield Button(Content("Close F2"), id="do-toggle_form", compact=True)

    def on_mount(self) -> None:
        self.draft.context = self.aim.context
        self._retarget()
        self._show_strips()

    @property
    def line(self) -> CommandLine:
        return self.query_one(CommandLine)

    @property
    def target(self) -> Target:
        """Where it goes."""
        return self.aim.target

    # The screen's part

    def focus_line(self) -> None:
        self.line.focus()

    def toggle_form(self) -> None:
        """Open the form, and close it."""
        self.expanded = not self.expanded
        self._show_strips()
        if self.expanded:
            self.call_later(self._show_form)
        elif self.has_focus_within:
            self.focus_line()

    def action_toggle_form(self) -> None:
        self.toggle_form()

    def selected(self, selection: Selection) -> None:
        self._retarget()

    def look(self) -> None:
        """Has what it goes to died meanwhile, and does the preview still hold?"""
        version = self.session.reader.version
        if version == self._version:
            return
        self._version = version
        if self.aim.is_old(writing=self.has_focus_within, done=self._is_done):
            self._retarget()
        elif self.draft.actions and self.foresight.is_old:
            self._ask_preview()

    def fired(self, message: Fired) -> None:
        """Something was done by hand; was it what was written here?"""
        if self._last is None or message.actions != self._last.actions:
            return
        if message.result.accepted:
            self._say(f"fired at {self._fired[1] or self.target.name}", Role.GOOD)
        else:
            way_out = composerow.way_out(self.draft.actions or message.actions)
            self._say(f"refused: {refusal(message.result)}{way_out}", Role.ERROR)

    # Loading

    def load(
        self,
        what: Action | str | Sequence[str],
        connection: int = 0,
        *,
        held_seq: int = 0,
    ) -> None:
        """Put an action, a line, or several lines to be fired one by one into the composer.

        With `held_seq` firing replaces that script's action, which waits.
        """
        self._keep_text()
        self.held_seq = held_seq
        self._point(connection, what)
        try:
            lines = _lines(what)
        except LanguageError as error:
            self._say(f"no line can say that: {printed(error.message)}", Role.ERROR)
            return
        self.steps = lines[1:]
        self._note = None
        self._set_line(lines[0] if lines else "")
        self._show_fire()

    def _keep_text(self) -> None:
        """What was being written is one step back in the history."""
        text = self.draft.text.strip()
        if text and text not in self.history.lines:
            self.history.lines.append(text)

    def _point(self, connection: int, what: object) -> None:
        if connection and connection != self.session.selection.connection:
            stream_id = stream_of(what) if isinstance(what, Action) else 0
            self.aim.pinned = Target(connection, stream_id)
        elif connection:
            self.aim.pinned = None
        self._retarget(anew=True)

    def _set_line(self, text: str) -> None:
        self.line.put(text)
        self.draft.type(text)
        self._changed()

    # The two views

    @on(Input.Changed, "#line")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == self.draft.text:
            return
        self._note = None
        self.draft.context = self.aim.context
        self.draft.type(event.value)
        self._changed()

    @on(FormView.Changed)
    def _filled(self, event: FormView.Changed) -> None:
        event.stop()
        if event.form == self.draft.form and event.values == self.draft.values:
            return
        self._note = None
        self.draft.fill(event.form, event.values)
        if self.draft.error is None:
            self.line.put(self.draft.text)
        self._changed(form=False)

    @on(Choices.Chosen, "#strip-wire")
    @on(Choices.Chosen, "#strip-lawful")
    def _form_chosen(self, event: Choices.Chosen) -> None:
        event.stop()
        self._note = None
        self.draft.choose(event.word)
        self.line.put(self.draft.text)
        self._changed()

    def _changed(self, *, form: bool = True) -> None:
        """The draft is another: show it."""
        error = self.draft.error
        in_line = error is not None and not error.field
        self.line.mark(
            (error.position, error.position + max(1, error.length)) if in_line and error else None
        )
        self._show_strips()
        if self.expanded:
            if form:
                self.call_later(self._show_form)
            self.query_one(FormView).complain(error)
        self._ask_preview()

    async def _show_form(self) -> None:
        view = self.query_one(FormView)
        await view.show(self.draft.form, self.draft.values)
        view.complain(self.draft.error)

    def _show_strips(self) -> None:
        for strip in self.query(FormStrip):
            strip.show_form(self.draft.form)

    def _complete(self, text: str, cursor: int) -> list[Completion]:
        return list(language.complete(text, cursor, self.aim.context))

    @on(OptionList.OptionSelected, "#completions")
    def _completed(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.line.take(event.option_index)

    @on(CommandLine.Left)
    def _left(self, event: Message) -> None:
        """Escape: the form first, then the composer."""
        event.stop()
        if self.expanded:
            self.toggle_form()
        else:
            self.call_later(self.screen.run_action, "screen.back")

    # What it would do

    def _ask_preview(self) -> None:
        actions = self.draft.actions
        first = next((one for one in actions if isinstance(one, Send | SendOctets)), None)
        self.foresight.ask(first, self.target)
        self._show_preview()

    def _show_preview(self) -> None:
        self.query_one("#summary", SpanLine).show(self._summary())
        if self.expanded:
            found = self.foresight.found
            details = preview.details(found) if found is not None else NO_DETAILS
            self.query_one("#details", TextView).show(details, keep=True)

    def _summary(self) -> Line:
        draft = self.draft
        if draft.error is not None:
            line = self.line
            column = line.region.x - self.content_region.x + line.column_of(draft.error.position)
            return composerow.trouble(draft.error, draft.form, column, self.size.width)
        return composerow.summary(
            draft.command,
            note=self._note,
            trouble=self.aim.trouble,
            held_seq=self.held_seq,
            steps=len(self.steps),
            found=self.foresight.found,
        )

    def _say(self, text: str, role: Role) -> None:
        self._note = Span(printed(text), role)
        self._show_preview()

    # Where it goes

    @property
    def _is_done(self) -> bool:
        """What stands there was fired."""
        return self.draft.text == self._fired[0] and not self.steps

    def _retarget(self, *, anew: bool = False) -> None:
        """What is selected, or its state, is another; `anew`: whoever writes wants it so."""
        writing = self.has_focus_within and not anew
        moved = self.aim.take(writing=writing, done=self._is_done)
        button = self.query_one("#target", Button)
        label = Content(self.aim.label)
        if label != button.label:
            button.label = label
            button.refresh(layout=True)  # it is as wide as what it says
        button.set_class(self.aim.is_over, "-over")
        if moved:
            self.draft.again(self.aim.context)
            self._changed()
        else:
            self._ask_preview()

    def action_target(self) -> None:
        current = f"{self.target.connection}/{self.target.stream_id}"
        screen = PickScreen(
            "Where it goes", [Choice(*one) for one in target.choices_of(self.session)], current
        )
        self.app.push_screen(screen, self._aimed)

    def _aimed(self, key: str | None) -> None:
        if key is not None:
            self.aim.pinned = target.target_of(key)
            self._retarget(anew=True)
        self.focus_line()

    # Firing

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """In the line, or in a field of the form."""
        event.stop()
        self.action_fire()

    @on(Button.Pressed, "#fire")
    def _fire_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_fire()

    @on(Button.Pressed, "#target")
    def _target_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_target()

    @on(Button.Pressed, "#more Button")
    async def _more_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        await self.run_action((event.button.id or "").removeprefix("do-"))

    def action_fire(self) -> None:
        draft, at = self.draft, self.target
        command = draft.command
        if draft.error is not None:
            self.app.bell()
            return
        if command is None:
            self._next_step()
            return
        self.history.add(draft.text.strip())
        if not command.actions:
            self._do_by_hand()
        elif self.held_seq:
            self._replace_held(command.actions)
        elif self.aim.is_over:
            self._say("not fired", Role.ERROR)
        else:
            self._last = FireAsked(at.connection, *command.actions, text=draft.text)
            self._note, self._fired = None, (draft.text, at.name)
            self.post_message(self._last)
            self._next_step()

    def _do_by_hand(self) -> None:
        command, at = self.draft.command, self.target
        assert command is not None
        try:
            asked = handverbs.do(self.session.client, command, at.connection, at.stream_id)
        except ValueError as error:  # a pattern that is none, or nothing like that is held
            self._say(getattr(error, "message", str(error)), Role.ERROR)
            return
        for future, done in asked:
            when_done(self, future, lambda result, done=done: self._told(result, done))  # type: ignore[misc]
        self._next_step()

    def _told(self, result: Result, done: str) -> None:
        if result.accepted:
            self._say(done, Role.GOOD)
            self.post_message(Said(done))
        else:
            self._say(refusal(result), Role.ERROR)
            self.post_message(Said(refusal(result), "error"))

    def _replace_held(self, actions: tuple[Action, ...]) -> None:
        if len(actions) != 1:
            self._say("one action goes in the place of a held one, not several", Role.ERROR)
            return
        seq = self.held_seq

        def replaced(result: Result) -> None:
            if result.accepted:
                self.held_seq = 0
                self.aim.pinned = None  # it was aimed at that action's stream
                self._show_fire()
            self._told(result, f"held action {seq} replaced")

        future = self.session.client.decide(seq, Verdict.EDIT, action=actions[0])
        when_done(self, future, replaced)

    def _show_fire(self) -> None:
        text = f"Replace held {self.held_seq}" if self.held_seq else "Fire"
        button = self.query_one("#fire", Button)
        button.label = Content(text)
        button.refresh(layout=True)  # it is as wide as what it says

    def _next_step(self) -> None:
        """The next line of a preset, if there is one; else the text stays."""
        if self.steps:
            self._set_line(self.steps.pop(0))

    def action_again(self) -> None:
        if self._last is None:
            self._say("nothing was fired yet", Role.WARNING)
            return
        again = FireAsked(self._last.connection, *self._last.actions, text=self._last.text)
        self._last = again
        self.post_message(again)

    def action_door(self) -> None:
        if self.draft.other_door():
            self.line.put(self.draft.text)
            self._note = None
            self._changed()
        else:
            self._say("there is no other door for this", Role.WARNING)

    def action_clear(self) -> None:
        self._keep_text()
        self.steps, self.held_seq, self._note = [], 0, None
        self._show_fire()
        self._set_line("")

    # Presets, and the editor

    def action_presets(self) -> None:
        context = self.aim.context
        self.app.push_screen(PresetsScreen(context), self._preset)

    def _preset(self, chosen: Chosen | None) -> None:
        if chosen is None:
            self.focus_line()
            return
        self.load(chosen.lines, self.target.connection)
        self.focus_line()
        if chosen.fire:
            self._fire_all()

    def _fire_all(self) -> None:
        """Every step, each when the one before is done."""
        actions: list[Action] = []
        for text in (self.draft.text, *self.steps):
            try:
                actions += language.parse(text, self.draft.context).actions
            except LanguageError as error:
                self._say(f"{text}: {error.message}", Role.ERROR)
                return
        if self.aim.is_over:
            self._say("not fired", Role.ERROR)
            return
        self.steps = []
        self._last = FireAsked(self.target.connection, *actions)
        self._fired = self.draft.text, self.target.name
        self.post_message(self._last)
        self._show_preview()

    def action_editor(self) -> None:
        text, trouble = edit_text(self.app, self.draft.text)
        if trouble:
            self._say(trouble, Role.ERROR)
        elif text != self.draft.text:
            self._set_line(visible(text))
        self.focus_line()


def _lines(what: Action | str | Sequence[str]) -> list[str]:
    """The lines of the language for it. Raises LanguageError."""
    if isinstance(what, str):
        return [line for line in what.splitlines() if line.strip()]
    if isinstance(what, Sequence):
        return list(what)
    return [language.write(what)]
