"""A selection of a journal in the forms other tools open. Pure: readings in, octets out."""

from h2craft.export.formats import FORMATS, Format
from h2craft.export.hidden import Hidden
from h2craft.export.selection import Circumstances, Selection

__all__ = ["FORMATS", "Circumstances", "Format", "Hidden", "Selection"]
