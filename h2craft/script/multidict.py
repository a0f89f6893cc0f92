"""Mappings with several values for a key: parameters and cookies. Knows no request."""

from __future__ import annotations

from http.cookies import BaseCookie, Morsel
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl

from h2craft.script.headers import FieldBytes, octets_of

V = TypeVar("V")
_MISSING: Any = object()


class MultiDict(dict[bytes, list[V]], Generic[V]):
    """Keys are octets and may be asked for as str; `[]` and `get` give the first value.

    As in wptserve, `items()` and `values()` give the lists.
    """

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__()

    def add(self, key: object, value: V) -> None:
        """One more value for a key."""
        dict.setdefault(self, octets_of(key), []).append(value)

    def first(self, key: object, default: Any = _MISSING) -> Any:
        """The first value of a key, or `default`. Raises KeyError without one."""
        return self._one(key, 0, default)

    def last(self, key: object, default: Any = _MISSING) -> Any:
        """The last value of a key, or `default`. Raises KeyError without one."""
        return self._one(key, -1, default)

    def _one(self, key: object, which: int, default: Any) -> Any:
        values = dict.get(self, octets_of(key))
        if values:
            return values[which]
        if default is _MISSING:
            raise KeyError(key)
        return default

    def get_list(self, key: object) -> list[V]:
        """All values of a key; an empty list if it has none."""
        return dict.get(self, octets_of(key)) or []

    def get(self, key: object, default: Any = None) -> Any:
        """The first value of a key, or `default`."""
        return self.first(key, default)

    def __getitem__(self, key: object) -> Any:
        return self.first(key)

    def __setitem__(self, key: object, value: Any) -> None:
        dict.__setitem__(self, octets_of(key), [value])

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self, octets_of(key))


def parse_query(text: str) -> MultiDict[FieldBytes]:
    """The parameters of a query or an urlencoded body, as Latin-1; blank values are kept."""
    found: MultiDict[FieldBytes] = MultiDict()
    for key, value in parse_qsl(text, keep_blank_values=True, encoding="latin-1"):
        found.add(key, FieldBytes(octets_of(value)))
    return found


class CookieValue:
    """One cookie of the request: `key`, `value`, and the attributes of RFC 2109 if it had any.

    Equals a value that equals its `value`; as text it is what would set it.
    """

    def __init__(self, morsel: Morsel[Any]) -> None:
        self.key = morsel.key
        self.value: FieldBytes = FieldBytes(octets_of(morsel.value))
        self.expires = morsel["expires"]
        self.path = morsel["path"]
        self.comment = morsel["comment"]
        self.domain = morsel["domain"]
        self.max_age = morsel["max-age"]
        self.secure = morsel["secure"]
        self.version = morsel["version"]
        self.httponly = morsel["httponly"]
        self._text = morsel.OutputString()

    def __eq__(self, other: object) -> bool:
        return bool(self.value == getattr(other, "value", other))

    def __hash__(self) -> int:
        return hash(self.value)

    def __str__(self) -> str:
        return self._text

    __repr__ = __str__


class Cookies(MultiDict[CookieValue]):
    """The cookies of a request: `[]` gives the last of a name, `get` the first, as in wptserve."""

    __slots__ = ()

    def __getitem__(self, key: object) -> Any:
        return self.last(key)


class _Reader(BaseCookie[Any]):
    """Reads cookies and keeps the values as they are, quotes and all."""

    def value_decode(self, val: str) -> tuple[Any, str]:
        return FieldBytes(val.encode("latin-1")), val


def parse_cookies(text: bytes) -> Cookies:
    """The cookies of a Cookie field (RFC 6265 4.2)."""
    reader = _Reader()
    reader.load(text.decode("latin-1"))
    cookies = Cookies()
    for key, morsel in reader.items():
        cookies[key] = CookieValue(morsel)
    return cookies
