"""What a record means, in words and tables a person reads. Knows readings, no screen.

Everything comes out as lines of spans (`text`), whose roles a front end turns into colours.
"""

from h2craft.explain.fields import fields, finding_line, frame_fields, title
from h2craft.explain.hexdump import hex_line_count, hex_line_of, hex_lines, octet_lines
from h2craft.explain.layout import Part, layout
from h2craft.explain.moment import Moment
from h2craft.explain.text import Line, Role, Span, Text, heading, pair, plain, sentence, wrapped

__all__ = [
    "Line",
    "Moment",
    "Part",
    "Role",
    "Span",
    "Text",
    "fields",
    "finding_line",
    "frame_fields",
    "heading",
    "hex_line_count",
    "hex_line_of",
    "hex_lines",
    "layout",
    "octet_lines",
    "pair",
    "plain",
    "sentence",
    "title",
    "wrapped",
]
