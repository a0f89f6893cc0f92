"""One reading as a JSON object: the record, and what it means. Knows no file and no terminal.

The keys, in this order; those in brackets stand only where there is something to say:

    seq at connection kind octets cause origin [detail | action]    the record, as the trace codec
                  writes it: kind and origin by name, octets in hexadecimal
    [direction]   "received" or "sent"
    [stream_name] the request line of the stream
    [frame]       type, flags (number), flag_names, stream, length, reserved, and then the fields of
                  the payload under their RFC names: data, fragment, pad_length, error_code,
                  error_name, settings ([[name, value], ...]), increment, opaque_data, ...
                  Octets are text where they are printable ASCII, {"hex": "..."} otherwise.
    [fields]      [[name, value], ...] where a header block ends with this frame
    summary       one line in words
    [findings]    [{section, severity, text, code, scope, stream, who}, ...]
"""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from typing import Any

from h2craft.model import Finding, Reading
from h2craft.report.line import stream_name
from h2craft.trace import record_to_json
from h2craft.wire import Frame, error_code_name, setting_name

_LEFT_OUT = frozenset({"problems", "truncated", "surplus", "reserved"})
PRINTABLE = bytes(range(0x20, 0x7F))


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """The object described at the head of this module."""
    made: dict[str, Any] = dict(record_to_json(reading.record))
    if reading.direction:
        made["direction"] = reading.direction
    name = stream_name(reading)
    if name:
        made["stream_name"] = name
    if reading.frame is not None:
        made["frame"] = frame_to_json(reading.frame)
    if reading.fields is not None:
        made["fields"] = [[_text(name), _text(value)] for name, value in reading.fields]
    made["summary"] = reading.summary
    if reading.findings:
        made["findings"] = [finding_to_json(finding) for finding in reading.findings]
    return made


def frame_to_json(frame: Frame) -> dict[str, Any]:
    """A frame by its parts; `length` is what its header claims."""
    made: dict[str, Any] = {
        "type": frame.name,
        "flags": frame.flags,
        "flag_names": list(frame.flag_names),
        "stream": frame.stream_id,
        "length": frame.length,
        "reserved": frame.reserved,
    }
    view = frame.view
    for part in dataclass_fields(view):
        if part.name in _LEFT_OUT:
            continue
        value = getattr(view, part.name)
        if part.name == "pairs":
            made["settings"] = [[setting_name(key), number] for key, number in value]
        elif value is not None:
            made[part.name] = _value(value)
        if part.name == "error_code":
            made["error_name"] = error_code_name(value)
    return made


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding by its parts; `code` is the error code the section asks for."""
    return {
        "section": finding.section,
        "severity": str(finding.severity),
        "text": finding.text,
        "code": error_code_name(finding.code),
        "scope": finding.scope,
        "stream": finding.stream_id,
        "who": str(finding.who),
    }


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return _text(value)
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return value


def _text(octets: bytes) -> str | dict[str, str]:
    return octets.decode("ascii") if not octets.strip(PRINTABLE) else {"hex": octets.hex()}
