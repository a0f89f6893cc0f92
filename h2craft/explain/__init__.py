"""What a record means, in words and tables a person reads. Knows readings, no screen.

Everything comes out as lines of spans (`text`), whose roles a front end turns into colours.
"""

from h2craft.explain.text import Line, Role, Span, Text, plain

__all__ = ["Line", "Role", "Span", "Text", "plain"]
