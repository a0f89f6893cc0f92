"""The row below the composer's line: what is wrong, what it would do, what the word means."""

from __future__ import annotations

from h2craft import language
from h2craft.actions import Action, Door, Send
from h2craft.client import Preview
from h2craft.explain import Line, Role, Span
from h2craft.language import Command, LanguageError
from h2craft.session import carets, preview, printed
from h2craft.tui.widgets.draft import FORMS

GAP = Span("   ")


def summary(
    draft_command: Command | None,
    *,
    note: Span | None = None,
    trouble: str = "",
    held_seq: int = 0,
    steps: int = 0,
    found: Preview | None = None,
) -> Line:
    """What there is to say of a line that parses, and what it would do.

    note      what became of the last one
    trouble   of the target; not said of a line that needs no connection
    held_seq  the script's action it would replace; 0 for none
    steps     lines that come after it
    found     what the client says of it, None while it has not said it
    """
    spans: list[Span] = []
    if note is not None:
        spans += [note, GAP]
    by_hand = draft_command is not None and not draft_command.actions  # of no connection
    if trouble and not by_hand:
        spans += [Span(trouble, Role.WARNING), GAP]
    if held_seq:
        spans += [Span(f"replaces held action {held_seq}", Role.HELD), GAP]
    if steps:
        spans += [Span(f"{steps} more step{'' if steps == 1 else 's'}", Role.NOTE), GAP]
    if found is not None:
        spans += preview.summary(found)
        if found.refused and draft_command is not None:
            spans.append(Span(way_out(draft_command.actions), Role.ERROR))
    return tuple(spans) or meaning(draft_command)


def way_out(actions: tuple[Action, ...]) -> str:
    """What to press where these are refused."""
    lawful = any(isinstance(one, Send) and one.door is Door.LAWFUL for one in actions)
    return "; F6: by the wire instead" if lawful else ""


def meaning(command: Command | None) -> Line:
    """What the word that stands there means."""
    verb = language.VERBS.get(command.verb) if command is not None else None
    if verb is None:
        return (Span("F2 form  F7 presets  F1 help", Role.DIM),)
    return (Span(f"{verb.name}: ", Role.NAME), Span(verb.sentence, Role.DIM))


def trouble(error: LanguageError, form: str, column: int, width: int) -> Line:
    """Carets below `column`, where the wrong part of the line begins; of a field, its name."""
    message = printed(error.message)
    if error.field:
        fields = {field.name: field.label for field in FORMS[form].fields}
        label = fields.get(error.field, error.field)
        return (Span(f"{label}: ", Role.NAME), Span(message, Role.ERROR))
    return carets(message, column, error.length, width)
