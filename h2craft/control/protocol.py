"""What goes over a control socket: its version, its bounds and the shapes of its lines. Pure.

One JSON object a line, in UTF-8, ended by a line feed. The server speaks first, with a greeting;
the front end answers with a hello, and from then on asks: `{"id": 1, "do": "read", "after": 0}`.
Each request gets one answer with its id, `{"id": 1, "ok": ...}` or `{"id": 1, "error": "...",
"kind": "request"}`, not always in the order of the requests. An error line without "id" is the
last line: the server closes after it.
"""

from __future__ import annotations

import json
from typing import Any, Final

VERSION: Final = 1
CONTROL: Final = "control"  # what the greeting and the hello say they are

LONGEST_REQUEST: Final = 40 << 20  # octets of a line: a body of 16 MiB as hex, and some
MOST_VALUES: Final = 400_000  # in a line: more takes so long to read that others would notice
MOST_RECORDS: Final = 1_000  # in one answer
ANSWER_OCTETS: Final = 1 << 20  # of records in one answer, about; one record may be longer
LONGEST_POLL: Final = 30.0  # seconds
MOST_FRONTS: Final = 32
LONGEST_FRONT: Final = 16  # letters of a front end's name

# Kinds of errors.
REQUEST: Final = "request"  # it cannot be asked so
FILTER: Final = "filter"  # a pattern that is none
ENGINE: Final = "engine"  # the engine could not
WRONG_VERSION: Final = "version"


class ProtocolError(ValueError):
    """A line that is not what the other end should have sent; the message says why."""


def line_of(value: object) -> bytes:
    """The value as a line, its end included. Raises ValueError where JSON cannot say it."""
    return _ENCODER.encode(value).encode("ascii") + b"\n"


def value_of(line: bytes | bytearray) -> dict[str, Any]:
    """The object of a line. Raises ProtocolError for anything else."""
    if len(line) > _SHORT and sum(map(line.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ProtocolError(f"a line of more than {MOST_VALUES:,} values")
    try:
        value = _DECODER.decode(line.decode())
    except RecursionError:
        raise ProtocolError("the line is no JSON object: too deep") from None
    except ValueError as error:
        raise ProtocolError(f"the line is no JSON object: {_short(str(error))}") from None
    if not isinstance(value, dict):
        raise ProtocolError(f"the line is no JSON object but {_short(repr(value))}")
    return value


def hello(front: str) -> dict[str, Any]:
    """What a front end says first: "repl", "tui", "send", "wait" or "ps"."""
    return {"h2craft": CONTROL, "version": VERSION, "front": front}


def version_trouble(said: dict[str, Any], who: str, me: str) -> str:
    """Why the other end's first line does not fit; empty if it does. `who` and `me` name the ends.

    Raises ProtocolError where it is no first line at all.
    """
    version = said.get("version")
    if said.get("h2craft") != CONTROL or type(version) is not int:
        raise ProtocolError(f"this is no h2craft {who}")
    if version == VERSION:
        return ""
    return f"the {who} speaks version {version} of the control protocol, this {me} {VERSION}"


def failed(text: str, kind: str = REQUEST) -> dict[str, Any]:
    """An error that belongs to no request: the last line."""
    return {"error": text, "kind": kind}


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


_SHORT = 64 << 10
_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_DECODER = json.JSONDecoder(parse_constant=_no_constant)
