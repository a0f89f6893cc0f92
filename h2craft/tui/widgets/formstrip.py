"""The names of the composer's forms in two strips, a door each; one of them is open."""

from __future__ import annotations

from h2craft.actions import Door
from h2craft.tui.widgets.draft import FORMS
from h2craft.tui.widgets.strips import Choices

LABELS = {"RAW": "other"}
_FIRST = (  # what is wanted often, before the rest
    *("HEADERS", "DATA", "PUSH_PROMISE", "CONTINUATION", "SETTINGS", "PING", "GOAWAY"),
    *("RST_STREAM", "WINDOW_UPDATE", "RAW", "octets"),
    *("write_headers", "write_data", "write_push", "end_stream", "write_trailers"),
)


def names_of(door: Door) -> list[str]:
    """The forms of one door; what belongs to none stands with the wire's."""
    lawful = door is Door.LAWFUL
    names = [name for name, form in FORMS.items() if (form.door is Door.LAWFUL) is lawful]
    return sorted(names, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))


class FormStrip(Choices):
    """The forms of one door. It has the class `-other` while the open form is none of them."""

    def __init__(self, door: Door, form: str) -> None:
        names = names_of(door)
        labels = [LABELS.get(name, name) for name in names]
        super().__init__(names, form, labels=labels, id=f"strip-{door.value}")

    def show_form(self, form: str) -> None:
        """This is the form that is open."""
        self.value = form if form in self.words else ""
        self.set_class(form not in self.words, "-other")
