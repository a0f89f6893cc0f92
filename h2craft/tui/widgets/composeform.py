"""The composer's form: a field for each thing an action says. Knows forms, no connection."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, Static, TextArea

from h2craft.language import Form, FormField, LanguageError
from h2craft.session import printed, visible
from h2craft.tui.screens.pick import Choice, PickScreen
from h2craft.tui.widgets.draft import FORMS
from h2craft.tui.widgets.strips import Bits, Choices, Tick
from h2craft.wire import flag_names, parse_flags, parse_frame_type

AREAS = {"fields": 5, "settings": 3}  # kinds of several lines, and how many are seen
FALSE = frozenset(("", "no", "false", "0", "off"))


def is_set(value: str) -> bool:
    """A flag's value, as typed."""
    return value.strip().lower() not in FALSE


class FieldRow(Horizontal):
    """A label, what is typed, and a sentence. `value` is the text, "yes" or "no" of a flag."""

    DEFAULT_CSS = """
    FieldRow { height: auto; }
    FieldRow > .label { width: 17; color: $text-primary; }
    FieldRow > .said { width: 1fr; height: auto; max-height: 4; margin-left: 1; }
    FieldRow > .said { color: $text-muted; }
    FieldRow.-wrong > .said { color: $text-error; }
    FieldRow.-wrong > .label { color: $text-error; text-style: bold; }
    FieldRow > Input { width: 1fr; height: 1; border: none; padding: 0 1; }
    FieldRow > Input:focus { border: none; background-tint: $foreground 8%; }
    FieldRow > TextArea { width: 1fr; border: none; padding: 0 1; }
    FieldRow > Choices { width: 1fr; }
    FieldRow > Checkbox { width: 1fr; }
    FieldRow > Button { min-width: 3; width: 3; }
    """

    class Changed(Message):
        """The person changed it."""

    def __init__(self, field: FormField, value: str) -> None:
        super().__init__(classes=f"kind-{field.kind}")
        self.field = field
        self._value = value
        self._label = Static(Content(field.label), classes="label")
        self._said = Static(Content(field.sentence), classes="said")
        self._editor = self._make(value)

    def _make(self, value: str) -> Widget:
        field = self.field
        name = f"field-{field.name}"
        if field.kind == "flag":
            return Tick(Content("set"), is_set(value), id=name, compact=True)
        if field.kind == "choice":
            labels = [word or "usual" for word in field.choices]
            return Choices(field.choices, value, labels=labels, id=name)
        if field.kind in AREAS:
            area = TextArea(visible_lines(value), id=name, compact=True, tab_behavior="focus")
            area.styles.height = AREAS[field.kind]
            return area
        suggester = SuggestFromList(field.choices, case_sensitive=False) if field.choices else None
        return Input(visible(value), id=name, suggester=suggester, select_on_focus=False)

    def compose(self) -> ComposeResult:
        yield self._label
        yield self._editor
        if self.field.choices and isinstance(self._editor, Input | TextArea):
            yield Button(Content("\N{BLACK DOWN-POINTING SMALL TRIANGLE}"), compact=True)
        yield self._said

    @property
    def value(self) -> str:
        editor = self._editor
        if isinstance(editor, Checkbox):
            return "yes" if editor.value else "no"
        if isinstance(editor, TextArea):
            return editor.text
        assert isinstance(editor, Input | Choices)
        return editor.value

    @value.setter
    def value(self, value: str) -> None:
        """Show another; the person did not do it, so nobody is told."""
        editor = self._editor
        if isinstance(editor, Checkbox):
            with editor.prevent(Checkbox.Changed):
                editor.value = is_set(value)
        elif isinstance(editor, TextArea):
            if editor.text != visible_lines(value):
                with editor.prevent(TextArea.Changed):
                    editor.load_text(visible_lines(value))
        elif isinstance(editor, Input):
            if editor.value != visible(value):
                with editor.prevent(Input.Changed):
                    editor.value = visible(value)
        elif isinstance(editor, Choices):
            editor.value = value

    def complain(self, error: LanguageError | None) -> None:
        """Say what is wrong with it, where it stands."""
        self.set_class(error is not None, "-wrong")
        text = self.field.sentence if error is None else printed(error.message)
        self._said.update(Content(text))

    def focus_editor(self) -> None:
        self._editor.focus()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    @on(Choices.Chosen)
    def _changed(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed())

    @on(Button.Pressed)
    def _pick(self, event: Button.Pressed) -> None:
        event.stop()
        choices = [Choice(one, one) for one in self.field.choices]
        screen = PickScreen(self.field.label, choices, self.value)
        self.app.push_screen(screen, self._picked)

    def _picked(self, word: str | None) -> None:
        if word is None:
            return
        editor = self._editor
        if isinstance(editor, TextArea):
            line = f"{word}=" if editor.text in ("", "\n") else f"\n{word}="
            editor.move_cursor(editor.document.end)
            editor.insert(line)
        elif isinstance(editor, Input):
            editor.value = word
        editor.focus()


def values_of(form: Form) -> set[str]:
    return {field.name for field in form.fields}


def visible_lines(text: str) -> str:
    return "\n".join(visible(line) for line in text.split("\n"))


class FormView(VerticalScroll):
    """The fields of one form. Rebuilt only for another form, so that a cursor stays put."""

    DEFAULT_CSS = """
    FormView { height: 1fr; padding: 0 1; scrollbar-gutter: stable; }
    FormView > .sentence { color: $text-muted; height: auto; }
    FormView > Bits { margin-left: 17; }
    """

    class Changed(Message):
        """The person changed a field; `values` is all of them."""

        def __init__(self, form: str, values: dict[str, str]) -> None:
            super().__init__()
            self.form = form
            self.values = values

    def __init__(self) -> None:
        super().__init__(id="form", can_focus=False)
        self.form = ""
        self._known: dict[str, str] = {}  # what was shown or told last

    async def show(self, form: str, values: Mapping[str, str]) -> None:
        """Show these values; a field that has its value already is left alone."""
        if form != self.form:
            await self._build(FORMS[form], values)
            return
        for row in self.rows():
            row.value = values.get(row.field.name, "")
        self._known = self.values()
        self._show_bits()

    async def _build(self, form: Form, values: Mapping[str, str]) -> None:
        self.form = form.name
        section = f" (RFC {'' if ' ' in form.section else '9113 '}{form.section})"
        head = Static(Content(f"{form.title}{section if form.section else ''}"), classes="sentence")
        rows = [FieldRow(field, values.get(field.name, "")) for field in form.fields]
        bits = [Bits(id="bits")] if "flags" in values_of(form) else []
        async with self.batch():
            await self.remove_children()
            await self.mount(head, *rows, *bits)
        self._show_bits()
        self._known = self.values()
        self.scroll_home(animate=False)

    def _show_bits(self) -> None:
        """The flags octet as bits, as far as what is typed makes one."""
        for bits in self.query(Bits):
            values = self.values()
            with contextlib.suppress(ValueError):
                frame_type = parse_frame_type(values.get("type", "") or "0")
                bits.show(frame_type, parse_flags(frame_type, values["flags"]))

    @on(Bits.Turned)
    def _turned(self, event: Bits.Turned) -> None:
        event.stop()
        names = flag_names(self.query_one(Bits).frame_type, event.flags)
        row = next(row for row in self.rows() if row.field.name == "flags")
        row.value = "|".join(names)
        self._tell()

    def rows(self) -> list[FieldRow]:
        return list(self.query(FieldRow))

    def values(self) -> dict[str, str]:
        return {row.field.name: row.value for row in self.rows()}

    def complain(self, error: LanguageError | None) -> None:
        """Show an error at the field it is about."""
        for row in self.rows():
            about = error is not None and error.field == row.field.name
            row.complain(error if about else None)

    @on(FieldRow.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self._show_bits()
        self._tell()

    def _tell(self) -> None:
        values = self.values()
        if values != self._known:  # editors also speak when they are made
            self._known = values
            self.post_message(self.Changed(self.form, values))
