"""The field list of a lawful header block, from what a script wrote. Knows no connection.

The same tidying as h2's: names in lower case, no white space around them or their values, no
connection-specific fields (RFC 9113 8.2, 8.2.1, 8.2.2). What is dropped is told to the caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from h2craft.actions import Field
from h2craft.script.headers import PSEUDO_NAMES
from h2craft.wire import Representation

_CONNECTION_SPECIFIC = frozenset(
    {b"connection", b"proxy-connection", b"keep-alive", b"transfer-encoding", b"upgrade"}
)
# RFC 7541 7.1.3: credentials, and cookies short enough to be guessed octet by octet.
_SECRET = frozenset({b"authorization", b"proxy-authorization"})
_SHORT_COOKIE = 20
_SPACE = b" \t\r\n\x0b\x0c"


def field_octets(text: object) -> bytes:
    """bytes as they are, str as UTF-8, anything else by its str."""
    if isinstance(text, bytes):
        return bytes(text)
    return str(text).encode("utf-8", "surrogateescape")


@lru_cache(maxsize=1024)
def _name(text: bytes | str) -> bytes:
    return field_octets(text).strip(_SPACE).lower()


def tidy(
    headers: Iterable[Any], *, name_pseudo: bool
) -> tuple[list[Field], list[Field], list[bytes]]:
    """Pseudo-header fields, regular fields, and the names of those that were dropped.

    `name_pseudo` puts the colon before the names WPT writes without it, which are in lower case:
    a `Status` or a `Host` is a field of that name. A value is a str, bytes or an int; a header may
    be a pair, a `Field` or one of hpack's tuples, whose choice of representation stands.
    """
    pseudo: list[Field] = []
    regular: list[Field] = []
    dropped: list[bytes] = []
    for header in headers:
        name = _name(header[0])
        if name_pseudo and field_octets(header[0]) in PSEUDO_NAMES:
            name = b":" + name
        value = field_octets(header[1]).strip(_SPACE)
        if name in _CONNECTION_SPECIFIC:
            dropped.append(name)
        else:
            made = _field(header, name, value)
            (pseudo if name.startswith(b":") else regular).append(made)
    return pseudo, regular, dropped


def _field(header: Any, name: bytes, value: bytes) -> Field:
    if isinstance(header, Field):
        return header._replace(name=name, value=value)
    secret = name in _SECRET or (name == b"cookie" and len(value) < _SHORT_COOKIE)
    if secret or not getattr(header, "indexable", True):
        return Field(name, value, Representation.NEVER)
    return Field(name, value)
