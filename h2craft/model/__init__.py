"""The connection as the wire shows it, folded from records. Pure; knows neither h2 nor sockets."""

from h2craft.model.board import Board
from h2craft.model.connection import Connection
from h2craft.model.fields import AnyField, FieldsKind, RequestLine, field_problems, request_line
from h2craft.model.finding import Finding, Severity, Who
from h2craft.model.reading import Reading, facts, stream_of
from h2craft.model.settings import SettingsView
from h2craft.model.side import GoAwaySeen, Side
from h2craft.model.standing import (
    LISTED,
    LISTED_CLOSED,
    resume,
    standing_of,
    told_goaway,
    told_table,
)
from h2craft.model.stream import Message, Stream
from h2craft.model.streams import (
    TABLE,
    ClosedBy,
    Direction,
    Fault,
    StreamInput,
    StreamState,
    mirrored,
    step,
)
from h2craft.model.windows import KEPT_MOVES, Move, Window

__all__ = [
    "KEPT_MOVES",
    "LISTED",
    "LISTED_CLOSED",
    "TABLE",
    "AnyField",
    "Board",
    "ClosedBy",
    "Connection",
    "Direction",
    "Fault",
    "FieldsKind",
    "Finding",
    "GoAwaySeen",
    "Message",
    "Move",
    "Reading",
    "RequestLine",
    "SettingsView",
    "Severity",
    "Side",
    "Stream",
    "StreamInput",
    "StreamState",
    "Who",
    "Window",
    "facts",
    "field_problems",
    "mirrored",
    "request_line",
    "resume",
    "standing_of",
    "step",
    "stream_of",
    "told_goaway",
    "told_table",
]
