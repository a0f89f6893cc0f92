"""What a record means, in words and tables a person reads. Knows readings, no screen.

Everything comes out as lines of spans (`text`), whose roles a front end turns into colours.
"""

from h2craft.explain.answers import Answer, answers
from h2craft.explain.badges import connection_badges, finding_counts, stream_badges
from h2craft.explain.copies import KINDS as COPY_KINDS
from h2craft.explain.copies import Copies, copy_forms, headers_text
from h2craft.explain.curl import curl_line
from h2craft.explain.duplicate import crafted_of, duplicate
from h2craft.explain.fields import fields, finding_line, frame_fields, title
from h2craft.explain.figure import figure
from h2craft.explain.first import command_lines, first_screen
from h2craft.explain.hexdump import hex_line_count, hex_line_of, hex_lines, octet_lines
from h2craft.explain.hpack import hpack
from h2craft.explain.ladder import Ladder, Rung
from h2craft.explain.layout import Part, layout
from h2craft.explain.moment import Moment
from h2craft.explain.path import Passage, path, path_of
from h2craft.explain.scripts import Run, runs, script
from h2craft.explain.states import state
from h2craft.explain.stuck import Waiting, is_stuck, stuck, waiting
from h2craft.explain.text import (
    Line,
    Role,
    Span,
    Text,
    counted,
    heading,
    pair,
    plain,
    safe,
    sentence,
)
from h2craft.explain.verdict import explain
from h2craft.explain.windows import plot, window_line, windows

__all__ = [
    "Answer",
    "COPY_KINDS",
    "Copies",
    "Ladder",
    "Line",
    "Moment",
    "Part",
    "Passage",
    "Role",
    "Run",
    "Rung",
    "Span",
    "Text",
    "Waiting",
    "answers",
    "command_lines",
    "connection_badges",
    "copy_forms",
    "counted",
    "crafted_of",
    "curl_line",
    "duplicate",
    "explain",
    "fields",
    "figure",
    "finding_counts",
    "finding_line",
    "first_screen",
    "frame_fields",
    "headers_text",
    "heading",
    "hex_line_count",
    "hex_line_of",
    "hex_lines",
    "hpack",
    "is_stuck",
    "layout",
    "octet_lines",
    "pair",
    "path",
    "path_of",
    "plain",
    "plot",
    "runs",
    "safe",
    "script",
    "sentence",
    "state",
    "stream_badges",
    "stuck",
    "title",
    "waiting",
    "window_line",
    "windows",
]
