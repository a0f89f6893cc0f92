"""Reading a journal along: rows for lists, views by filter, and any moment again.

Knows the journal (or a trace file), the model and filters; no clock, no thread, no screen.
"""

from h2craft.reader.marks import Held
from h2craft.reader.moments import Moment
from h2craft.reader.reader import Reader
from h2craft.reader.row import Row
from h2craft.reader.search import Search
from h2craft.reader.view import View

__all__ = ["Held", "Moment", "Reader", "Row", "Search", "View"]
