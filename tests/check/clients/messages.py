"""What makes a response well-formed, RFC 9113 8.1 to 8.3 and 8.6: judged field by field. Pure."""

from __future__ import annotations

from fieldblocks import Field
from rules import PROTOCOL_ERROR, crash, legal, off, reject

CONNECTION_SPECIFIC = frozenset(
    (b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade")
)
REQUEST_PSEUDO = frozenset((b":method", b":scheme", b":authority", b":path", b":protocol"))
REQUIRED_OF_A_PROMISE = (b":method", b":scheme", b":authority", b":path")
SAFE = frozenset((b"GET", b"HEAD"))

_TOKEN = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
_UPPER = frozenset(range(0x41, 0x5B))
_ENDS_LINES = frozenset(b"\x00\r\n")
_CONTROL = frozenset({*range(0x20), 0x7F} - {0x09})
_SPACE = frozenset(b" \t")
_DIGITS = frozenset(b"0123456789")


def malformed(why: str, *rules: str) -> None:
    """8.1.1: a stream error. Returns only where one of these rules is not kept."""
    reject(PROTOCOL_ERROR, why, *rules)


def check_fields(fields: list[Field], *, trailers: bool = False) -> None:
    """8.2.1 and 8.2.2, of any field section."""
    also = ("9113/8.1/trailers-bad-field",) if trailers else ()
    for name, value in fields:
        _check_name(name, also)
        _check_value(value, also)
        if name == b"te":
            crash("9113/8.2.2/te-in-response")
        if name in CONNECTION_SPECIFIC:
            malformed(f"a {name.decode()} field", "9113/8.2.2/connection-specific", *also)


def _check_name(name: bytes, also: tuple[str, ...]) -> None:
    rest = name[1:] if name[:1] == b":" else name
    octets = set(rest)
    if octets <= _TOKEN and rest:
        return
    shown = name.decode("latin-1")
    if octets & _UPPER:
        malformed(f"the name {shown!r} has upper case", "9113/8.2.1/uppercase-name", *also)
    elif b":" in rest:
        malformed(f"the name {shown!r} has a colon", "9113/8.2.1/name-colon", *also)
    elif not rest or any(octet <= 0x20 or octet >= 0x7F for octet in octets):
        malformed(f"the name {shown!r} cannot be", "9113/8.2.1/name-bad-octet", *also)
    else:
        crash("9113/8.2.1/name-not-token")
        malformed(f"the name {shown!r} is no token", *also)


def _check_value(value: bytes, also: tuple[str, ...]) -> None:
    octets = set(value)
    if octets & _ENDS_LINES:
        malformed("a value with NUL, CR or LF", "9113/8.2.1/value-nul-cr-lf", *also)
    elif octets & _CONTROL:
        crash("9113/8.2.1/value-other-ctl")
        malformed("a value with a control character", *also)
    if value and (value[0] in _SPACE or value[-1] in _SPACE):
        crash("9113/8.2.1/value-outer-space")
        malformed("a value with space around it", *also)
    if not value:
        legal("A/8.2.1/empty-value")
    elif any(octet >= 0x80 for octet in octets):
        legal("A/8.2.1/obs-text-value")


def check_response(fields: list[Field]) -> int:
    """The status of a response with these fields. StreamFault where they are malformed."""
    check_fields(fields)
    statuses: list[bytes] = []
    regular = False
    for name, value in fields:
        if name[:1] != b":":
            regular = True
        elif name == b":status":
            statuses.append(value)
            if regular:
                malformed(":status behind a field", "9113/8.3/pseudo-after-regular")
        elif name in REQUEST_PSEUDO:
            malformed(f"{name.decode()} in a response", "9113/8.3/request-pseudo")
        else:
            malformed("an unknown pseudo-header field", "9113/8.3/unknown-pseudo")
    if not statuses:
        malformed("no :status", "9113/8.3.2/status-missing", "9113/8.3/request-pseudo")
        return 200
    if len(statuses) > 1:
        malformed("two :status", "9113/8.3/status-twice")
    return _status(statuses[0])


def _status(value: bytes) -> int:
    if len(value) != 3 or not set(value) <= _DIGITS:
        malformed(f":status {value!r}", "9113/8.3.2/status-syntax")
        return 200
    status = int(value)
    if status == 101:
        malformed(":status 101", "9113/8.6/status-101")
    return status


def check_trailers(fields: list[Field]) -> None:
    """8.1: no pseudo-header field."""
    if any(name[:1] == b":" for name, _ in fields):
        rules = "9113/8.1/trailers-with-pseudo", "9113/8.1/two-final-headers"
        malformed("a pseudo-header field in trailers", *rules)
    check_fields(fields, trailers=True)


def content_length(fields: list[Field]) -> int | None:
    """What the response says its content is long; None where it says nothing."""
    given = [value for name, value in fields if name == b"content-length"]
    parts = [part.strip(b" \t") for value in given for part in value.split(b",")]
    if not parts:
        return None
    if any(not part or not set(part) <= _DIGITS for part in parts):
        malformed(f"content-length {given[0]!r}", "D/8.1.1/content-length-syntax")
        return None
    lengths = {int(part) for part in parts}
    if len(parts) > len(lengths):
        crash("D/8.1.1/content-length-two-equal")
    if len(lengths) > 1:
        if off("D/8.1.1/content-length-two-different:last"):
            return int(parts[-1])
        malformed("two content-lengths", "D/8.1.1/content-length-two-different")
        return None
    return lengths.pop()


def check_promise(fields: list[Field], authorities: frozenset[bytes]) -> bytes:
    """The path of a promised request, 8.4.1. StreamFault where it is none we could have made."""
    check_fields(fields)
    pseudo = {name: value for name, value in fields if name[:1] == b":"}
    incomplete = any(name not in pseudo for name in REQUIRED_OF_A_PROMISE)
    if incomplete or len(pseudo) > len(REQUIRED_OF_A_PROMISE) or not pseudo.get(b":path"):
        malformed("a promise that is no request", "9113/8.4.1/push-incomplete")
    if pseudo.get(b":method", b"GET") not in SAFE:
        malformed("a promise with an unsafe method", "9113/8.4.1/push-unsafe-method")
    if (content_length(fields) or 0) > 0:
        malformed("a promise with content", "9113/8.4/push-with-content")
    if pseudo.get(b":authority", next(iter(authorities))) not in authorities:
        malformed("a promise of another origin", "9113/8.4/push-cross-origin")
    return pseudo.get(b":path", b"")


def has_no_content(method: str, status: int) -> bool:
    """RFC 9110 6.4.1: whatever content-length says."""
    return (method == "HEAD" and not off("A/baseline/head")) or status in (204, 304)
