"""One action in the making, seen two ways: as a line of text and as a form. Knows no widget.

Whichever side was touched last is right, and the other follows. A side that makes no sense leaves
the other as it was: the form keeps the last good values while the line does not parse, and the
other way round. Nothing is fired while there is an `error`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from h2craft import language
from h2craft.actions import Action, Door, Send
from h2craft.language import Command, Context, Form, LanguageError

FORMS: dict[str, Form] = {form.name: form for form in language.FORMS}


class Draft:
    """See the module.

    text     the line, good or not
    command  what the last good line said; None for an empty line
    error    what is wrong with the side that was touched last; None if nothing
    form     the form that shows the action
    values   its fields by name, as typed
    fits     the form says all that the line says; False for a flush of several frames
    """

    def __init__(self, form: str = "write_headers") -> None:
        self.context = Context()
        self.text = ""
        self.command: Command | None = None
        self.error: LanguageError | None = None
        self.form = form
        self.values: dict[str, str] = defaults_of(self.form)
        self.fits = True

    @property
    def actions(self) -> tuple[Action, ...]:
        """What would be fired."""
        if self.error is not None or self.command is None:
            return ()
        return self.command.actions

    def type(self, text: str) -> None:
        """The line has become this."""
        self.text = text
        self.error = None
        if not text.strip():
            self.command = None
            return
        try:
            self.command = language.parse(text, self.context)
        except LanguageError as error:
            self.error = error
            return
        self._show_in_form(self.command.actions)

    def _show_in_form(self, actions: tuple[Action, ...]) -> None:
        self.fits = False
        if len(actions) != 1:
            return
        found = language.form_of(actions[0])
        if found is not None:
            self.form, self.values, self.fits = found[0], found[1], True

    def fill(self, form: str, values: Mapping[str, str]) -> None:
        """The form has become this."""
        self.form, self.values = form, dict(values)
        try:
            action = language.action_of(form, self.values)
            text = language.write(action)
            self.command = language.parse(text, self.context)
        except LanguageError as error:
            self.error = error
            return
        self.text, self.error, self.fits = text, None, True

    def choose(self, form: str) -> None:
        """Another form; what both have stays."""
        values = defaults_of(form)
        kinds = {field.name: field.kind for field in FORMS[self.form].fields}
        for field in FORMS[form].fields:
            if kinds.get(field.name) == field.kind and self.values.get(field.name):
                values[field.name] = self.values[field.name]
            elif field.kind == "stream" and not values[field.name] and self.context.stream_id:
                values[field.name] = str(self.context.stream_id)
        self.fill(form, values)

    def load(self, action: Action) -> None:
        """Begin with this action. Raises LanguageError for one that no line can say."""
        self.type(language.write(action))

    def again(self, context: Context) -> None:
        """What omitted words stand for has changed: read the line once more."""
        self.context = context
        if self.error is None or not self.error.field:
            self.type(self.text)

    def other_door(self) -> bool:
        """By the wire what was lawful, and back; False where there is no other door."""
        if self.command is None or self.error is not None:
            return False
        turned = _turned(self.command.actions[0]) if len(self.command.actions) == 1 else None
        if turned is None:
            return False
        try:
            text = language.write(turned)
        except LanguageError:
            return False
        self.type(text)
        return self.error is None


def _turned(action: Action) -> Action | None:
    if not isinstance(action, Send):
        return None
    return replace(action, door=Door.WIRE if action.door is Door.LAWFUL else Door.LAWFUL)


def defaults_of(form: str) -> dict[str, str]:
    """The values a form begins with."""
    return {field.name: field.default for field in FORMS[form].fields}
