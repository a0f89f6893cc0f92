"""How readings are told: lines, JSON objects, counts. Pure; every front end uses it."""

from h2craft.report.jsonline import frame_to_json, reading_to_json
from h2craft.report.line import QUIET, Lines, finding_text, stream_name
from h2craft.report.stats import Stats

__all__ = [
    "QUIET",
    "Lines",
    "Stats",
    "finding_text",
    "frame_to_json",
    "reading_to_json",
    "stream_name",
]
