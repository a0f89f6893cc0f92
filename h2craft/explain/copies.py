"""A record in the forms somebody pastes elsewhere: hex, a literal, a request, a line, JSON.

Knows readings and the languages they can be written in; no clipboard.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from h2craft.actions import Action
from h2craft.explain.curl import curl_line
from h2craft.explain.duplicate import duplicate
from h2craft.explain.moment import Moment
from h2craft.explain.text import octets_text
from h2craft.language import LanguageError, python_of, write
from h2craft.model import FieldsKind, Reading
from h2craft.report import Lines, reading_to_json
from h2craft.wire import END_STREAM, escape

LONGEST_VALUE = 1 << 16
HEX_ROW = 32


class Place(Protocol):
    """Where requests go: `client.About`, as far as it is used here."""

    @property
    def urls(self) -> tuple[str, ...]: ...

    @property
    def ca_path(self) -> Path | None: ...


class Copies(Mapping[str, str]):
    """The forms a record has: what each is called to its text, made when it is asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], str]]) -> None:
        self._makers = makers

    def __getitem__(self, kind: str) -> str:
        return self._makers[kind]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def copy_forms(about: Reading | Moment, place: Place | None = None) -> Copies:
    """The forms this record has, the usual ones first.

    Of `KINDS` those which say something about it. `place` tells the curl line where the server
    listens and which CA it has.
    """
    reading = about if isinstance(about, Reading) else about.reading
    octets = reading.record.octets
    made: dict[str, Callable[[], str]] = {"row": lambda: _row(reading)}
    if octets and reading.frame is not None:
        payload = reading.frame.payload
        made |= {"frame hex": lambda: _hex(octets), "payload hex": lambda: _hex(payload)}
    elif octets:
        made["octets hex"] = lambda: _hex(octets)
    if octets:
        made["Python bytes"] = lambda: repr(bytes(octets))
    if reading.fields is not None:
        made["header fields"] = lambda: headers_text(reading)
    if _asked(reading):
        made["curl line"] = lambda: _curl(reading, place)
    made |= _languages(reading)
    made["JSON"] = lambda: json.dumps(reading_to_json(reading), default=repr)
    return Copies(made)


KINDS = (
    "row",
    "frame hex",
    "payload hex",
    "octets hex",
    "Python bytes",
    "header fields",
    "curl line",
    "command line",
    "Python line",
    "JSON",
)
"""Every form there is, in this order."""


def _row(reading: Reading) -> str:
    return "\n".join(Lines(quiet=frozenset()).of(reading))


def _hex(octets: bytes) -> str:
    """Rows of 32 octets; one row is one line."""
    rows = range(0, len(octets), HEX_ROW)
    return "\n".join(octets[at : at + HEX_ROW].hex(" ") for at in rows)


def headers_text(reading: Reading) -> str:
    """The field list as HTTP/1 has it: a request or status line, then `name: value`."""
    fields = reading.fields or ()
    pseudo = {name: value for name, value in reversed(fields) if name[:1] == b":"}
    lines = []
    if b":method" in pseudo:
        target = pseudo.get(b":path", pseudo.get(b":authority", b"*"))
        lines.append(f"{_value(pseudo[b':method'])} {_value(target)} HTTP/2")
    elif b":status" in pseudo:
        lines.append(f"HTTP/2 {_value(pseudo[b':status'])}")
    if b":authority" in pseudo and not any(name == b"host" for name, _ in fields):
        lines.append(f"host: {_value(pseudo[b':authority'])}")
    lines += [f"{_value(name)}: {_value(value)}" for name, value in fields if name[:1] != b":"]
    return "\n".join(lines)


def _value(octets: bytes) -> str:
    return escape(octets) if len(octets) <= LONGEST_VALUE else octets_text(octets, LONGEST_VALUE)


_REQUESTS = (FieldsKind.REQUEST, FieldsKind.PUSH_REQUEST)


def _asked(reading: Reading) -> Sequence[tuple[bytes, bytes]]:
    """The fields of the request this record is, or else belongs to as far as its stream knows."""
    if reading.fields is not None and reading.fields_kind in _REQUESTS:
        return reading.fields
    stream = reading.stream
    if stream is None or stream.method is None:
        return ()
    known = {
        b":method": stream.method,
        b":scheme": stream.scheme,
        b":authority": stream.authority,
        b":path": stream.path,
    }
    return [(name, value) for name, value in known.items() if value is not None]


def _curl(reading: Reading, place: Place | None) -> str:
    content = bool(
        reading.fields_kind is FieldsKind.REQUEST
        and reading.frame is not None
        and not reading.frame.flags & END_STREAM
    )
    return curl_line(
        _asked(reading),
        ca_path=place.ca_path if place is not None else None,
        urls=place.urls if place is not None else (),
        content=content,
    )


def _languages(reading: Reading) -> dict[str, Callable[[], str]]:
    """The line and the Python that say this record again, where something can."""
    action = duplicate(reading)
    if action is None:
        return {}
    return {
        "command line": lambda: _or_why(lambda: write(action)),
        "Python line": lambda: _or_why(lambda: _python(action, reading)),
    }


def _python(action: Action, reading: Reading) -> str:
    if not reading.stream_id:
        return python_of(action, where="connection")
    return python_of(action, stream_id=reading.stream_id)


def _or_why(make: Callable[[], str]) -> str:
    try:
        return make()
    except LanguageError as error:
        return f"# {escape(str(error))}"
