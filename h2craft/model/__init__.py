"""The connection as the wire shows it, folded from records. Pure; knows neither h2 nor sockets."""

from h2craft.model.board import Board
from h2craft.model.connection import Connection
from h2craft.model.fields import AnyField, FieldsKind, RequestLine, field_problems, request_line
from h2craft.model.finding import Finding, Severity, Who
from h2craft.model.reading import Reading
from h2craft.model.settings import SettingsView
from h2craft.model.side import GoAwaySeen, Side
from h2craft.model.stream import Message, Stream
from h2craft.model.streams import ClosedBy, Direction, StreamInput, StreamState, step
from h2craft.model.windows import Move, Window

__all__ = [
    "AnyField",
    "Board",
    "ClosedBy",
    "Connection",
    "Direction",
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
    "field_problems",
    "request_line",
    "step",
]
