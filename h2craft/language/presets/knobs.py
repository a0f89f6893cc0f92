"""Knobs and lines that several presets share. Knows no preset."""

from __future__ import annotations

from h2craft.language.presets.preset import STREAM, Knob, Preset

STREAM_KNOB = Knob(
    name=STREAM, default="1", sentence="the stream; the selected one if there is one"
)
BODY = Knob(name="body", default='"hello\\n"', sentence="octets of the body")
STATUS = Knob(name="status", default="200", sentence="the status")
LAST = Knob(name="last", default="1", sentence="the last stream that is still answered")
HEAD = "headers {stream} :status=200 content-type=text/plain"


def code(default: str) -> Knob:
    """An error code."""
    return Knob(name="code", default=default, sentence="the error code, by name or number")


def times(default: int, what: str) -> Knob:
    """How often something is said."""
    return Knob(name="times", default=str(default), sentence=f"how many {what}")


def malformed(name: str, title: str, sentence: str, section: str, fields: str) -> Preset:
    """An answer whose field list breaks a rule."""
    return Preset(
        name=name,
        title=title,
        sentence=sentence,
        section=section,
        knobs=(STREAM_KNOB,),
        lines=(f"wire headers {{stream}} {fields} end_stream",),
    )
