"""How readings are told: lines, JSON objects, counts. Pure; every front end uses it."""

from h2craft.report.jsonline import frame_to_json, reading_to_json
from h2craft.report.life import tell
from h2craft.report.line import (
    EVENT,
    MARKS,
    QUIET,
    SHORT_FLAGS,
    Lines,
    finding_text,
    fitted,
    stream_name,
)
from h2craft.report.stats import UNTOLD, Stats

__all__ = [
    "EVENT",
    "MARKS",
    "QUIET",
    "SHORT_FLAGS",
    "Lines",
    "UNTOLD",
    "Stats",
    "finding_text",
    "fitted",
    "frame_to_json",
    "reading_to_json",
    "stream_name",
    "tell",
]
