"""What happened, kept: the journal in memory, the trace file, both as JSON.

Knows the wire and the actions; no clock, no thread, no socket.
"""

from h2craft.trace.journal import Archive, Cursor, Journal, Listener, NullJournal, Source
from h2craft.trace.raw import RawRecord
from h2craft.trace.record import RECEIVED, SENT, Kind, Origin, Record

__all__ = [
    "RECEIVED",
    "SENT",
    "Archive",
    "Cursor",
    "Journal",
    "Kind",
    "Listener",
    "NullJournal",
    "Origin",
    "RawRecord",
    "Record",
    "Source",
]
