"""Is this list of header fields a well-formed message head? Knows no stream and no connection.

The rules are RFC 9113 8.2 and 8.3, with 8.4 and 8.5 for promised requests and CONNECT, and RFC
8441 for extended CONNECT. `field_problems` stands on the hot path, before every lawful HEADERS
and behind every received one, hence its shape: fields repeat for ever, so one dictionary lookup
says that this very field was found sound before and what kind it is; only new ones are looked at,
and the rules about particular fields run only where such a field is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple

from h2craft.actions import Field
from h2craft.wire import ErrorCode, HeaderField, Problem

AnyField = tuple[bytes, bytes] | Field | HeaderField


class FieldsKind(StrEnum):
    """Which head or trailer section the fields are."""

    REQUEST = "request"
    RESPONSE = "response"  # a 1xx status is not objected to
    INFORMATIONAL = "informational"
    TRAILERS = "trailers"
    PUSH_REQUEST = "promised request"


class RequestLine(NamedTuple):
    """What a request is routed by; None for what its fields do not say."""

    method: bytes | None
    path: bytes | None
    authority: bytes | None
    scheme: bytes | None


class _Name(IntEnum):
    PLAIN = 0
    PSEUDO = 1
    CONNECTION_SPECIFIC = 2
    TE = 3
    CONTENT_LENGTH = 4
    HOST = 5
    FORBIDDEN = 6


_REQUEST_PSEUDO = frozenset((b":method", b":scheme", b":authority", b":path"))
_STATUS_PSEUDO = frozenset((b":status",))
_ALLOWED: dict[FieldsKind, frozenset[bytes]] = {
    FieldsKind.REQUEST: _REQUEST_PSEUDO | {b":protocol"},
    FieldsKind.PUSH_REQUEST: _REQUEST_PSEUDO,
    FieldsKind.RESPONSE: _STATUS_PSEUDO,
    FieldsKind.INFORMATIONAL: _STATUS_PSEUDO,
    FieldsKind.TRAILERS: frozenset(),
}
_SPECIAL: dict[bytes, _Name] = {
    **dict.fromkeys((*_REQUEST_PSEUDO, b":status", b":protocol"), _Name.PSEUDO),
    # 9113 8.2.2 and the list of 9110 7.6.1
    b"connection": _Name.CONNECTION_SPECIFIC,
    b"keep-alive": _Name.CONNECTION_SPECIFIC,
    b"proxy-connection": _Name.CONNECTION_SPECIFIC,
    b"transfer-encoding": _Name.CONNECTION_SPECIFIC,
    b"upgrade": _Name.CONNECTION_SPECIFIC,
    b"te": _Name.TE,
    b"content-length": _Name.CONTENT_LENGTH,
    b"host": _Name.HOST,
}

_sound_name = re.compile(rb"[\x21-\x39\x3b-\x40\x5b-\x7e]+").fullmatch  # 9113 8.2.1, no colon
_sound_value = re.compile(rb"(?:[^\0\r\n\t ](?:[^\0\r\n]*[^\0\r\n\t ])?)?").fullmatch
_token = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch  # 9110 5.6.2
_digits = re.compile(rb"[0-9]+").fullmatch

_known: dict[AnyField, _Name] = {}
_known_field = _known.get
_KNOWN_FIELDS, _KNOWN_LENGTH = 4096, 128  # a peer that makes up fields cannot make this grow

MOST_PROBLEMS = 100
"""Of one list. A frame of 16 KiB can be 16,000 fields (RFC 7541 6.1), and each of them wrong."""


def field_problems(
    fields: Iterable[AnyField], kind: FieldsKind, *, extended_connect: bool = False
) -> list[Problem]:
    """What makes these fields a malformed message, in the order found; usually nothing.

    `extended_connect`: the server of the connection has sent SETTINGS_ENABLE_CONNECT_PROTOCOL 1
    (RFC 8441 3). Each problem is a stream error of type PROTOCOL_ERROR (RFC 9113 8.1.1). After
    MOST_PROBLEMS the last one says that nobody looked further.
    """
    problems: list[Problem] = []
    pseudo: dict[bytes, bytes] = {}
    special: list[tuple[_Name, bytes, bytes]] = []
    regular = False
    for field in fields:
        what = _known_field(field)
        if what is None:
            what = _learn(field, problems)
            if _enough(problems):
                return problems
        if not what:
            regular = True
        elif what == 1:
            name = field[0]
            if regular or name in pseudo:
                problems.append(_misplaced(name, regular))
                if _enough(problems):
                    return problems
            pseudo[name] = field[1]
        else:
            regular = True
            special.append((what, field[0], field[1]))
    if pseudo or kind is not FieldsKind.TRAILERS:
        _PSEUDO_CHECKS[kind](pseudo, kind, extended_connect, problems)
    if special:
        _check_special(special, kind, pseudo, problems)
    return problems


def request_line(fields: Iterable[AnyField]) -> RequestLine:
    """Method, path, authority and scheme of a request, well-formed or not; the first of each.

    Where there is no :authority, Host stands for it (RFC 9113 8.3.1).
    """
    found: dict[bytes, bytes] = {}
    for field in fields:
        found.setdefault(field[0], field[1])
    authority = found.get(b":authority", found.get(b"host"))
    return RequestLine(found.get(b":method"), found.get(b":path"), authority, found.get(b":scheme"))


def _enough(problems: list[Problem]) -> bool:
    """Whether to stop here; then the last problem says so."""
    if len(problems) != MOST_PROBLEMS:
        return len(problems) > MOST_PROBLEMS
    text = f"after {MOST_PROBLEMS} problems with its fields nobody looked further"
    problems.append(_malformed("8.1.1", text))
    return True


def _malformed(section: str, text: str) -> Problem:
    return Problem(section, text, int(ErrorCode.PROTOCOL_ERROR), "stream")


def _shown(octets: bytes) -> str:
    return repr(bytes(octets[:64]))[1:] + ("..." if len(octets) > 64 else "")


def _learn(field: AnyField, problems: list[Problem]) -> _Name:
    name, value = field[0], field[1]
    what = _kind_of_name(name)
    if not _sound_value(value):
        problems.append(_unsound_value(name, value))
    elif len(name) + len(value) <= _KNOWN_LENGTH:
        if len(_known) >= _KNOWN_FIELDS:
            _known.clear()
        _known[field] = what
    return what


def _kind_of_name(name: bytes) -> _Name:
    what = _SPECIAL.get(name)
    if what is not None:
        return what
    if name[:1] == b":":
        return _Name.PSEUDO
    return _Name.PLAIN if _sound_name(name) else _Name.FORBIDDEN


def _unsound_value(name: bytes, value: bytes) -> Problem:
    """RFC 9113 8.2.1."""
    for octet, called in ((b"\0", "NUL"), (b"\r", "CR"), (b"\n", "LF")):
        at = value.find(octet)
        if at >= 0:
            text = f"the value of {_shown(name)} has a {called} at octet {at}"
            return _malformed("8.2.1", text)
    text = f"the value of {_shown(name)} begins or ends with white space: {_shown(value)}"
    return _malformed("8.2.1", text)


def _unsound_name(name: bytes) -> Problem:
    if not name:
        return _malformed("8.2.1", "a field name is empty")
    if name != name.lower():
        return _malformed("8.2.1", f"the field name {_shown(name)} has upper case letters")
    return _malformed("8.2.1", f"the field name {_shown(name)} has octets a name must not have")


def _misplaced(name: bytes, regular: bool) -> Problem:
    """RFC 9113 8.3."""
    if regular:
        return _malformed("8.3", f"the pseudo-header field {_shown(name)} follows a regular field")
    return _malformed("8.3", f"the pseudo-header field {_shown(name)} appears twice")


def _check_allowed(
    pseudo: Mapping[bytes, bytes], kind: FieldsKind, problems: list[Problem]
) -> None:
    section = "8.1" if kind is FieldsKind.TRAILERS else "8.3"
    for name in pseudo:
        if name not in _ALLOWED[kind]:
            text = f"the pseudo-header field {_shown(name)} does not belong in {_WHERE[kind]}"
            problems.append(_malformed(section, text))
            if _enough(problems):
                return


_WHERE = {
    FieldsKind.REQUEST: "a request",
    FieldsKind.PUSH_REQUEST: "a promised request",
    FieldsKind.RESPONSE: "a response",
    FieldsKind.INFORMATIONAL: "an informational response",
    FieldsKind.TRAILERS: "trailers",
}


def _check_trailers(
    pseudo: Mapping[bytes, bytes], kind: FieldsKind, extended: bool, problems: list[Problem]
) -> None:
    _check_allowed(pseudo, kind, problems)


def _check_response(
    pseudo: Mapping[bytes, bytes], kind: FieldsKind, extended: bool, problems: list[Problem]
) -> None:
    """RFC 9113 8.3.2, 8.6 (no 101)."""
    status = pseudo.get(b":status")
    if len(pseudo) != 1 or status is None:
        _check_allowed(pseudo, kind, problems)
    if status is None:
        problems.append(_malformed("8.3.2", "a response without :status"))
    elif len(status) != 3 or not status.isdigit():
        problems.append(_malformed("8.3.2", f":status {_shown(status)} is not three digits"))
    elif status == b"101":
        problems.append(_malformed("8.6", "status 101 does not exist in HTTP/2"))
    elif kind is FieldsKind.INFORMATIONAL and status[:1] != b"1":
        text = f"an informational response with :status {_shown(status)}"
        problems.append(_malformed("8.1", text))


def _check_request(
    pseudo: Mapping[bytes, bytes], kind: FieldsKind, extended: bool, problems: list[Problem]
) -> None:
    """RFC 9113 8.3.1, 8.4 and 8.5; RFC 8441 4."""
    if not pseudo.keys() <= _REQUEST_PSEUDO:
        _check_allowed(pseudo, kind, problems)
    method = pseudo.get(b":method")
    if method is None:
        problems.append(_malformed("8.3.1", "a request without :method"))
    elif method not in _METHODS and not _token(method):
        problems.append(_malformed("8.3.1", f":method {_shown(method)} is not a token"))
    if kind is FieldsKind.PUSH_REQUEST:
        _check_promise(pseudo, method, problems)
    if b":protocol" in pseudo and kind is FieldsKind.REQUEST:
        _check_protocol(method, extended, problems)
    elif method == b"CONNECT":
        _check_connect(pseudo, problems)
        return
    _check_target(pseudo, method, problems)


_METHODS = frozenset((b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH"))


def _check_target(
    pseudo: Mapping[bytes, bytes], method: bytes | None, problems: list[Problem]
) -> None:
    scheme = pseudo.get(b":scheme")
    path = pseudo.get(b":path")
    if scheme is None:
        problems.append(_malformed("8.3.1", "a request without :scheme"))
    if path is None:
        problems.append(_malformed("8.3.1", "a request without :path"))
    if scheme == b"":
        problems.append(_malformed("8.3.1", ":scheme is empty"))
    if scheme not in _WEB:
        return
    if path == b"":
        problems.append(_malformed("8.3.1", ":path is empty"))
    elif path and path[0] != _SLASH and not (path == b"*" and method == b"OPTIONS"):
        text = f":path {_shown(path)} does not begin with a slash"
        problems.append(_malformed("8.3.1", text))
    authority = pseudo.get(b":authority")
    if authority and b"@" in authority:
        problems.append(_malformed("8.3.1", f":authority {_shown(authority)} names a user"))


_WEB = frozenset((b"http", b"https"))
_SLASH = 0x2F


def _check_connect(pseudo: Mapping[bytes, bytes], problems: list[Problem]) -> None:
    problems += [
        _malformed("8.5", f"a CONNECT request with {name.decode()}")
        for name in (b":scheme", b":path")
        if name in pseudo
    ]
    if not pseudo.get(b":authority"):
        problems.append(_malformed("8.5", "a CONNECT request without :authority"))


def _check_protocol(method: bytes | None, extended_connect: bool, problems: list[Problem]) -> None:
    if not extended_connect:
        text = ":protocol, but the server has not sent ENABLE_CONNECT_PROTOCOL 1"
        problems.append(_malformed("8441 4", text))
    if method != b"CONNECT":
        problems.append(_malformed("8441 4", ":protocol in a request that is not CONNECT"))


def _check_promise(
    pseudo: Mapping[bytes, bytes], method: bytes | None, problems: list[Problem]
) -> None:
    if method is not None and method not in (b"GET", b"HEAD"):
        text = f"a promised {_shown(method)} request: the method must be safe and cacheable"
        problems.append(_malformed("8.4", text))
    if not pseudo.get(b":authority"):
        problems.append(_malformed("8.4.1", "a promised request without :authority"))


_Check = Callable[[Mapping[bytes, bytes], FieldsKind, bool, list[Problem]], None]
_PSEUDO_CHECKS: dict[FieldsKind, _Check] = {
    FieldsKind.REQUEST: _check_request,
    FieldsKind.PUSH_REQUEST: _check_request,
    FieldsKind.RESPONSE: _check_response,
    FieldsKind.INFORMATIONAL: _check_response,
    FieldsKind.TRAILERS: _check_trailers,
}

_Special = Callable[[bytes, bytes, FieldsKind, Mapping[bytes, bytes]], Problem | None]


def _check_special(
    special: list[tuple[_Name, bytes, bytes]],
    kind: FieldsKind,
    pseudo: Mapping[bytes, bytes],
    problems: list[Problem],
) -> None:
    length: bytes | None = None
    for what, name, value in special:
        problem = _SPECIAL_CHECKS[what](name, value, kind, pseudo)
        if problem is not None:
            problems.append(problem)
        elif what is _Name.CONTENT_LENGTH:
            if length is not None and int(length) != int(value):
                text = f"content-length is both {_shown(length)} and {_shown(value)}"
                problems.append(_malformed("8.1.1", text))
            length = value
        if _enough(problems):
            return


def _forbidden(
    name: bytes, value: bytes, kind: FieldsKind, pseudo: Mapping[bytes, bytes]
) -> Problem:
    return _unsound_name(name)


def _connection_specific(
    name: bytes, value: bytes, kind: FieldsKind, pseudo: Mapping[bytes, bytes]
) -> Problem:
    return _malformed("8.2.2", f"the connection-specific field {_shown(name)}")


def _te(
    name: bytes, value: bytes, kind: FieldsKind, pseudo: Mapping[bytes, bytes]
) -> Problem | None:
    if kind is not FieldsKind.REQUEST and kind is not FieldsKind.PUSH_REQUEST:
        return _malformed("8.2.2", "te belongs in requests only")
    if value.lower() != b"trailers":
        return _malformed("8.2.2", f"te of {_shown(value)}, only 'trailers' is allowed")
    return None


def _content_length(
    name: bytes, value: bytes, kind: FieldsKind, pseudo: Mapping[bytes, bytes]
) -> Problem | None:
    # 19 digits hold every length there can be; more would only make int() work for its living
    if _digits(value) and len(value) < 20:
        return None
    return _malformed("8.1.1", f"content-length {_shown(value)} is not a number of octets")


def _host(
    name: bytes, value: bytes, kind: FieldsKind, pseudo: Mapping[bytes, bytes]
) -> Problem | None:
    authority = pseudo.get(b":authority")
    if authority is None or authority.lower() == value.lower():
        return None
    text = f"host {_shown(value)} differs from :authority {_shown(authority)}"
    return _malformed("8.3.1", text)


_SPECIAL_CHECKS: dict[_Name, _Special] = {
    _Name.CONNECTION_SPECIFIC: _connection_specific,
    _Name.TE: _te,
    _Name.CONTENT_LENGTH: _content_length,
    _Name.HOST: _host,
    _Name.FORBIDDEN: _forbidden,
}
