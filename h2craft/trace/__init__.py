"""What happened, kept: the journal in memory, the trace file, both as JSON.

Knows the wire and the actions; no clock, no thread, no socket.
"""

from h2craft.trace.codec import (
    FORMAT_VERSION,
    WrittenDetail,
    plain,
    quoted,
    record_from_json,
    record_to_json,
)
from h2craft.trace.file import TraceError
from h2craft.trace.journal import Archive, Cursor, Journal, Listener, NullJournal, Source
from h2craft.trace.octets import trace_octets
from h2craft.trace.raw import Outline, RawRecord, text_of
from h2craft.trace.reader import BLOCKS_AT_ONCE, TraceReader
from h2craft.trace.record import KEPT_TLS, RECEIVED, SENT, Kind, Origin, Record
from h2craft.trace.writer import TraceWriter

__all__ = [
    "BLOCKS_AT_ONCE",
    "FORMAT_VERSION",
    "KEPT_TLS",
    "RECEIVED",
    "SENT",
    "Archive",
    "Cursor",
    "Journal",
    "Kind",
    "Listener",
    "NullJournal",
    "Origin",
    "Outline",
    "RawRecord",
    "Record",
    "Source",
    "TraceError",
    "TraceReader",
    "TraceWriter",
    "WrittenDetail",
    "plain",
    "quoted",
    "record_from_json",
    "record_to_json",
    "text_of",
    "trace_octets",
]
