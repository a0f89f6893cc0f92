"""Field values and the mappings that hold them, as handler scripts see them. Knows no stream.

WPT's documentation compares field values with str, WPT's real handlers with bytes; FieldBytes
answers to both. Names are Latin-1 octets, compared case-blind (RFC 9110 5.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, overload

PSEUDO_NAMES = frozenset({b"method", b"scheme", b"host", b"path", b"authority", b"status"})
"""Names WPT's API writes without their colon."""

_MISSING: Any = object()


def octets_of(text: object) -> bytes:
    """Latin-1 octets of a str, digits of an int, bytes as they are.

    Raises TypeError for anything else, UnicodeEncodeError for what Latin-1 lacks.
    """
    if isinstance(text, bytes):
        return text
    if isinstance(text, str):
        return text.encode("latin-1")
    if isinstance(text, int):
        return b"%d" % text
    raise TypeError(f"expected str, bytes or int, not {text!r}")


class FieldBytes(bytes):
    """Octets that also equal the str of the same Latin-1 characters.

    The hash is that of bytes, which CPython computes alike for a Latin-1 str: either finds the
    other in a dict or a set. Everything taken from it (a slice, the parts of a split) is again
    one, and its methods take str or bytes.
    """

    __slots__ = ()
    __hash__ = bytes.__hash__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            try:
                other = other.encode("latin-1")
            except UnicodeEncodeError:
                return False
        return bytes.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __contains__(self, item: object) -> bool:
        return bytes.__contains__(self, _taken(item))

    def __add__(self, other: Any) -> FieldBytes:
        return FieldBytes(bytes.__add__(self, _taken(other)))

    def __radd__(self, other: Any) -> FieldBytes:
        return FieldBytes(_taken(other) + bytes(self))

    @overload  # type: ignore[override]
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> FieldBytes: ...
    def __getitem__(self, index: int | slice) -> int | FieldBytes:
        found = bytes.__getitem__(self, index)
        return found if isinstance(found, int) else FieldBytes(found)


def _taken(value: Any) -> Any:
    """An argument for a method of bytes: str becomes octets, also inside a tuple."""
    if isinstance(value, str):
        return value.encode("latin-1")
    if isinstance(value, tuple):
        return tuple(_taken(item) for item in value)
    return value


def _given(value: Any) -> Any:
    """A result of a method of bytes, with its octets as FieldBytes."""
    if isinstance(value, bytes):
        return FieldBytes(value)
    if isinstance(value, list | tuple):
        return type(value)(_given(item) for item in value)
    return value


def _adapted(name: str) -> Any:
    method = getattr(bytes, name)

    def call(self: FieldBytes, *args: Any, **kwargs: Any) -> Any:
        taken = {key: _taken(value) for key, value in kwargs.items()}
        return _given(method(self, *map(_taken, args), **taken))

    call.__name__ = name
    call.__doc__ = method.__doc__
    return call


for _name in (
    *("startswith", "endswith", "find", "rfind", "index", "rindex", "count"),
    *("split", "rsplit", "splitlines", "partition", "rpartition", "replace"),
    *("strip", "lstrip", "rstrip", "removeprefix", "removesuffix"),
    *("lower", "upper", "title", "capitalize"),
):
    setattr(FieldBytes, _name, _adapted(_name))


class RequestHeaders(dict[bytes, list[FieldBytes]]):
    """The fields of a request; read-only, case-blind, keys are lower-case octets.

    As in wptserve, pseudo-header fields appear without their colon (`headers["method"]`), and
    `items()` and `values()` give lists of values. Looking a pseudo-header field up with its colon
    works too. A regular field of the same name hides the one without a colon.
    """

    __slots__ = ("_pseudo",)

    def __init__(self, fields: Iterable[tuple[bytes, bytes]] = ()) -> None:
        super().__init__()
        self._pseudo: dict[bytes, list[FieldBytes]] = {}
        for name, value in fields:
            key = bytes(name).lower()
            into = self._pseudo if key.startswith(b":") else self
            dict.setdefault(into, key, []).append(FieldBytes(value))
        self._show_pseudo()

    def _show_pseudo(self) -> None:
        """Puts pseudo-header fields first, under the names WPT gives them."""
        if not self._pseudo:
            return
        regular = dict(dict.items(self))
        self.clear()
        for key, values in self._pseudo.items():
            shown = key[1:] if key[1:] in PSEUDO_NAMES else key
            dict.__setitem__(self, shown, values)
        dict.update(self, regular)

    def _values(self, key: object) -> list[FieldBytes]:
        wanted = octets_of(key).lower()
        found = dict.get(self, wanted)
        return self._pseudo[wanted] if found is None else found

    def __getitem__(self, key: object) -> FieldBytes:  # type: ignore[override]
        """All values of a name as one, joined by ", "; those of Cookie by "; ".

        RFC 9110 5.3, and 9113 8.2.3 for Cookie. Raises KeyError.
        """
        values = self._values(key)
        if len(values) == 1:
            return values[0]
        return FieldBytes((b"; " if octets_of(key).lower() == b"cookie" else b", ").join(values))

    def __setitem__(self, key: object, value: object) -> None:
        raise TypeError("the headers of a request are read-only")

    def __contains__(self, key: object) -> bool:
        wanted = octets_of(key).lower()
        return dict.__contains__(self, wanted) or wanted in self._pseudo

    def get(self, key: object, default: Any = None) -> Any:
        """All values of a name as one, as `[]` gives them, or `default`."""
        try:
            return self[key]
        except KeyError:
            return default

    def get_list(self, key: object, default: Any = _MISSING) -> Any:
        """The values of a name one by one, or `default`. Raises KeyError without one."""
        if default is _MISSING or key in self:
            return self._values(key)
        return default

    def iteritems(self) -> Iterator[tuple[bytes, FieldBytes]]:
        """Each name with its joined value."""
        return ((key, self[key]) for key in self)

    def itervalues(self) -> Iterator[FieldBytes]:
        """The joined value of each name."""
        return (self[key] for key in self)


class RawHeaders(dict[str, str]):
    """The fields as native str, names as received; the last of several values stands.

    Pseudo-header fields have no colon here and have one in `raw_headers`, as in wptserve.
    """

    def __init__(self, fields: Iterable[tuple[bytes, bytes]]) -> None:
        super().__init__()
        self.raw_headers: dict[str, str] = {}
        for name, value in fields:
            key, text = name.decode("latin-1"), value.decode("latin-1")
            self.raw_headers[key] = text
            pseudo = key[:1] == ":" and key[1:].encode("latin-1") in PSEUDO_NAMES
            self[key[1:] if pseudo else key] = text


class ResponseHeaders:
    """The fields of a response, in the order their names were first set; names case-blind."""

    def __init__(self, items: Iterable[tuple[Any, Any]] = ()) -> None:
        self._fields: dict[bytes, tuple[bytes, list[bytes]]] = {}
        if items:
            self.update(items)

    def set(self, key: object, value: object) -> None:
        """Replaces all values of a name."""
        name = octets_of(key)
        self._fields[name.lower()] = (name, [_field(value)])

    def append(self, key: object, value: object) -> None:
        """Adds a value after those the name has."""
        name = octets_of(key)
        self._fields.setdefault(name.lower(), (name, []))[1].append(_field(value))

    def update(self, items: Iterable[tuple[Any, Any]]) -> None:
        """Appends each pair: like WPT's, it replaces nothing."""
        for key, value in items:
            self.append(key, value)

    def get(self, key: object, default: Any = _MISSING) -> Any:
        """The values of a name as a list; `default`, or an empty list, if it has none."""
        found = self._fields.get(octets_of(key).lower())
        if found is not None:
            return found[1]
        return [] if default is _MISSING else default

    def items(self) -> list[tuple[bytes, bytes]]:
        """Name and value, once for each value."""
        return list(self)

    def __getitem__(self, key: object) -> list[bytes]:
        return self._fields[octets_of(key).lower()][1]

    def __setitem__(self, key: object, value: object) -> None:
        self.set(key, value)

    def __delitem__(self, key: object) -> None:
        del self._fields[octets_of(key).lower()]

    def __contains__(self, key: object) -> bool:
        return octets_of(key).lower() in self._fields

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        for name, values in self._fields.values():
            for value in values:
                yield name, value

    def __len__(self) -> int:
        return sum(len(values) for _, values in self._fields.values())

    def __repr__(self) -> str:
        return f"ResponseHeaders({self.items()!r})"


def _field(value: object) -> bytes:
    return FieldBytes(octets_of(value))


def with_field_values(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The same list with names and values that equal str too: what hooks see in `frame.headers`."""
    return [(FieldBytes(name), FieldBytes(value)) for name, value in headers]
