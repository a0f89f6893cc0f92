"""The connection as the wire shows it, folded from records. Pure; knows neither h2 nor sockets."""

from h2craft.model.fields import AnyField, FieldsKind, RequestLine, field_problems, request_line
from h2craft.model.finding import Finding, Severity, Who

__all__ = [
    "AnyField",
    "FieldsKind",
    "Finding",
    "RequestLine",
    "Severity",
    "Who",
    "field_problems",
    "request_line",
]
