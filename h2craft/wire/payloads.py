"""What each type's payload says, field by field. Knows one frame at a time and nothing around it.

Whatever octets a view was decoded from, `encode()` gives them back. What a frame shows *by itself*
to be wrong is listed in `problems`; what needs the connection's state (stream states, windows,
header block order, the acknowledged maximum frame size) is not judged here.

Octets that do not fit a format are kept in two ways: `surplus` is what follows the last field,
`truncated` is the whole payload when it is too short for its fields (which then read 0).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

Scope = Literal["connection", "stream"]


class Problem(NamedTuple):
    """One way in which a frame breaks its specification.

    `section` is of RFC 9113, or begins with the number of another RFC ("7838 4"). `code` is the
    error code the section asks for; NO_ERROR where the receiver has to ignore it.
    """

    section: str
    text: str
    code: int
    scope: Scope


Problems = tuple[Problem, ...]


def _word(bit: int, low: int) -> bytes:
    return (bit << 31 | low).to_bytes(4, "big")


def _padded(pad_length: int | None, body: bytes, padding: bytes) -> bytes:
    return body + padding if pad_length is None else bytes((pad_length,)) + body + padding


@dataclass(frozen=True, slots=True)
class Data:
    """RFC 9113 6.1. `pad_length` None: not padded; it is as claimed, `padding` as present."""

    data: bytes = b""
    pad_length: int | None = None
    padding: bytes = b""
    problems: Problems = ()

    def encode(self) -> bytes:
        return _padded(self.pad_length, self.data, self.padding)


@dataclass(frozen=True, slots=True)
class Headers:
    """RFC 9113 6.2. `priority`: (exclusive, depends_on, weight 1 to 256) if the flag is set."""

    fragment: bytes = b""
    pad_length: int | None = None
    padding: bytes = b""
    priority: tuple[bool, int, int] | None = None
    problems: Problems = ()

    def encode(self) -> bytes:
        body = self.fragment
        if self.priority is not None:
            exclusive, depends_on, weight = self.priority
            body = _word(exclusive, depends_on) + bytes((weight - 1,)) + body
        return _padded(self.pad_length, body, self.padding)


@dataclass(frozen=True, slots=True)
class Priority:
    """RFC 9113 6.3. `weight` is 1 to 256, one more than its octet."""

    exclusive: bool = False
    depends_on: int = 0
    weight: int = 16
    surplus: bytes = b""
    truncated: bytes | None = None
    problems: Problems = ()

    def encode(self) -> bytes:
        if self.truncated is not None:
            return self.truncated
        return _word(self.exclusive, self.depends_on) + bytes((self.weight - 1,)) + self.surplus


@dataclass(frozen=True, slots=True)
class RstStream:
    """RFC 9113 6.4."""

    error_code: int = 0
    surplus: bytes = b""
    truncated: bytes | None = None
    problems: Problems = ()

    def encode(self) -> bytes:
        if self.truncated is not None:
            return self.truncated
        return self.error_code.to_bytes(4, "big") + self.surplus


@dataclass(frozen=True, slots=True)
class Settings:
    """RFC 9113 6.5. `pairs` (identifier, value) in wire order, duplicates kept."""

    pairs: tuple[tuple[int, int], ...] = ()
    surplus: bytes = b""
    problems: Problems = ()

    def encode(self) -> bytes:
        words = (identifier << 32 | value for identifier, value in self.pairs)
        return b"".join(word.to_bytes(6, "big") for word in words) + self.surplus


@dataclass(frozen=True, slots=True)
class PushPromise:
    """RFC 9113 6.6. `truncated`: what is there between pad length and padding, below 4 octets."""

    promised_stream_id: int = 0
    reserved: int = 0
    fragment: bytes = b""
    pad_length: int | None = None
    padding: bytes = b""
    truncated: bytes | None = None
    problems: Problems = ()

    def encode(self) -> bytes:
        body = self.truncated
        if body is None:
            body = _word(self.reserved, self.promised_stream_id) + self.fragment
        return _padded(self.pad_length, body, self.padding)


@dataclass(frozen=True, slots=True)
class Ping:
    """RFC 9113 6.7. Eight octets if lawful."""

    opaque_data: bytes = bytes(8)
    problems: Problems = ()

    def encode(self) -> bytes:
        return self.opaque_data


@dataclass(frozen=True, slots=True)
class GoAway:
    """RFC 9113 6.8."""

    last_stream_id: int = 0
    reserved: int = 0
    error_code: int = 0
    debug_data: bytes = b""
    truncated: bytes | None = None
    problems: Problems = ()

    def encode(self) -> bytes:
        if self.truncated is not None:
            return self.truncated
        code = self.error_code.to_bytes(4, "big")
        return _word(self.reserved, self.last_stream_id) + code + self.debug_data


@dataclass(frozen=True, slots=True)
class WindowUpdate:
    """RFC 9113 6.9."""

    increment: int = 0
    reserved: int = 0
    surplus: bytes = b""
    truncated: bytes | None = None
    problems: Problems = ()

    def encode(self) -> bytes:
        if self.truncated is not None:
            return self.truncated
        return _word(self.reserved, self.increment) + self.surplus


@dataclass(frozen=True, slots=True)
class Continuation:
    """RFC 9113 6.10."""

    fragment: bytes = b""
    problems: Problems = ()

    def encode(self) -> bytes:
        return self.fragment


@dataclass(frozen=True, slots=True)
class AltSvc:
    """RFC 7838 4."""

    origin: bytes = b""
    field_value: bytes = b""
    truncated: bytes | None = None
    problems: Problems = ()

    def encode(self) -> bytes:
        if self.truncated is not None:
            return self.truncated
        return len(self.origin).to_bytes(2, "big") + self.origin + self.field_value


@dataclass(frozen=True, slots=True)
class Origin:
    """RFC 8336 2.1. `surplus` is an entry that is cut off."""

    origins: tuple[bytes, ...] = ()
    surplus: bytes = b""
    problems: Problems = ()

    def encode(self) -> bytes:
        entries = (len(origin).to_bytes(2, "big") + origin for origin in self.origins)
        return b"".join(entries) + self.surplus


@dataclass(frozen=True, slots=True)
class PriorityUpdate:
    """RFC 9218 7.1."""

    prioritized_stream_id: int = 0
    reserved: int = 0
    field_value: bytes = b""
    truncated: bytes | None = None
    problems: Problems = ()

    def encode(self) -> bytes:
        if self.truncated is not None:
            return self.truncated
        return _word(self.reserved, self.prioritized_stream_id) + self.field_value


@dataclass(frozen=True, slots=True)
class Unknown:
    """A type we have no format for: to be ignored, RFC 9113 5.5."""

    payload: bytes = b""
    problems: Problems = ()

    def encode(self) -> bytes:
        return self.payload


Payload = (
    Data
    | Headers
    | Priority
    | RstStream
    | Settings
    | PushPromise
    | Ping
    | GoAway
    | WindowUpdate
    | Continuation
    | AltSvc
    | Origin
    | PriorityUpdate
    | Unknown
)

Cut = TypeVar("Cut", Priority, RstStream, PushPromise, GoAway, WindowUpdate, AltSvc, PriorityUpdate)


def whole(view: object, kind: type[Cut]) -> Cut | None:
    """The payload where it is of this kind and all there: one that is cut short says nothing."""
    return view if isinstance(view, kind) and view.truncated is None else None
