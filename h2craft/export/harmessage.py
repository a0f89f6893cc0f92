"""Requests and responses as HAR 1.2 has them. Knows one exchange, and nothing around it."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from h2craft.export.exchanges import LARGEST_BODY, Exchange, Half
from h2craft.export.upgraded import Fields

VERSION = "HTTP/2"
LARGEST_QUERY = 1 << 16

_CODINGS = {b"gzip": 31, b"x-gzip": 31, b"deflate": 15}
"""Content codings that can be undone here, and what zlib calls their wrapping."""


def asked(exchange: Exchange) -> dict[str, Any]:
    """The request."""
    half = exchange.request
    url = _url(half)
    made: dict[str, Any] = {
        "method": text(half.value(b":method") or b""),
        "url": url,
        "httpVersion": VERSION,
        "cookies": _cookies(half),
        "headers": _pairs(half.fields),
        "queryString": _query(url),
        "headersSize": _head_size(half),
        "bodySize": half.octets,
    }
    if half.octets:
        made["postData"] = _posted(half)
    return {**made, **_custom(half)}


def replied(exchange: Exchange) -> dict[str, Any]:
    """The response; status 0 where none has come."""
    half = exchange.response
    status = half.value(b":status") or b""
    number = int(status) if status.isdigit() and len(status) == 3 else 0
    return {
        "status": number,
        "statusText": _phrase(number),
        "httpVersion": VERSION,
        "cookies": _set_cookies(half),
        "headers": _pairs(half.fields),
        "content": _content(half),
        "redirectURL": text(half.value(b"location") or b""),
        "headersSize": _head_size(half),
        "bodySize": half.octets,
        **_custom(half),
    }


def _custom(half: Half) -> dict[str, Any]:
    made: dict[str, Any] = {"_data_octets": half.data_octets} if half.data_octets else {}
    if half.interim:
        made["_interim"] = [_pairs(fields) for fields in half.interim]
    if half.trailers is not None:
        made["_trailers"] = _pairs(half.trailers)
    if half.unread:
        made["_unread"] = half.unread
    return made


def text(octets: bytes) -> str:
    """Octets of a field as text: UTF-8, or ISO 8859-1 where they are none (RFC 9110 5.5)."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _pair(name: bytes, value: bytes) -> dict[str, str]:
    return {"name": text(name), "value": text(value)}


def _pairs(fields: Fields | None) -> list[dict[str, str]]:
    return [_pair(name, value) for name, value in fields or ()]


def _head_size(half: Half) -> int:
    """The frames with header blocks, as on the wire; -1 where there are none."""
    return half.head_octets or -1


def _phrase(status: int) -> str:
    """HTTP/2 has none (RFC 9113 8.3.2); readers of HAR expect one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _url(half: Half) -> str:
    """As far as the fields tell; a request of CONNECT has an authority only (RFC 9113 8.5)."""
    scheme, path = text(half.value(b":scheme") or b""), text(half.value(b":path") or b"")
    authority = text(half.value(b":authority") or half.value(b"host") or b"")
    if not scheme and not path:
        return authority
    return f"{scheme}://{authority}{path}"


def _query(url: str) -> list[dict[str, str]]:
    try:
        found = parse_qsl(urlsplit(url[:LARGEST_QUERY]).query, keep_blank_values=True)
    except ValueError:  # no URL at all: it stands there as it is
        return []
    return [{"name": name, "value": value} for name, value in found]


def _cookies(half: Half) -> list[dict[str, str]]:
    """RFC 9113 8.2.3: cookies may come in several fields."""
    crumbs = (value for name, value in half.fields or () if name.lower() == b"cookie")
    return [
        _pair(name.strip(), value)
        for crumb in crumbs
        for name, _, value in (one.partition(b"=") for one in crumb.split(b";"))
    ]


_ATTRIBUTES = {b"path": "path", b"domain": "domain"}
_MARKS = {b"httponly": "httpOnly", b"secure": "secure"}


def _set_cookies(half: Half) -> list[dict[str, Any]]:
    values = (value for name, value in half.fields or () if name.lower() == b"set-cookie")
    return [_set_cookie(value.split(b";")) for value in values]


def _set_cookie(parts: list[bytes]) -> dict[str, Any]:
    """RFC 6265 4.1. `expires` stays in the header field: HAR wants another form of it."""
    name, _, value = parts[0].partition(b"=")
    made: dict[str, Any] = dict(_pair(name.strip(), value.strip()))
    for part in parts[1:]:
        key, _, said = (one.strip() for one in part.partition(b"="))
        if key.lower() in _ATTRIBUTES:
            made[_ATTRIBUTES[key.lower()]] = text(said)
        elif key.lower() in _MARKS:
            made[_MARKS[key.lower()]] = True
    return made


# Content


def _posted(half: Half) -> dict[str, Any]:
    """HAR has no way to say that a text is base64 here, but for a comment."""
    made: dict[str, Any] = {"mimeType": _media_type(half), "params": []}
    shown, comments = _readable(half.content)
    made["text"] = shown
    return _commented(made, [*comments, *_cut(half)])


def _content(half: Half) -> dict[str, Any]:
    """The content, decoded where its coding can be undone, as readers expect it."""
    octets, comments = half.content, _cut(half)
    size = half.octets
    coding = half.value(b"content-encoding")
    if coding is not None and octets:
        decoded = _decoded(octets, coding.strip().lower())
        if decoded is None:
            comments.append(f"in the coding {text(coding)}, as it came")
        elif not comments:
            octets, size = decoded, len(decoded)
    made: dict[str, Any] = {"size": size, "mimeType": _media_type(half)}
    if size != half.octets:
        made["compression"] = size - half.octets
    if octets:
        made["text"], told = _readable(octets)
        if told:
            made["encoding"] = "base64"
    return _commented(made, comments)


def _readable(octets: bytes) -> tuple[str, list[str]]:
    """A text, and what there is to be said about it."""
    try:
        return octets.decode("utf-8"), []
    except UnicodeDecodeError:
        return base64.b64encode(octets).decode("ascii"), ["base64"]


def _decoded(octets: bytes, coding: bytes) -> bytes | None:
    """None where the coding is not known here, is not what the octets are in, or is a bomb."""
    if coding == b"identity":
        return octets
    if coding not in _CODINGS:
        return None
    try:
        maker = zlib.decompressobj(_CODINGS[coding])
        made = maker.decompress(octets, LARGEST_BODY)
    except zlib.error:
        return None
    return made if maker.eof and not maker.unused_data else None


def _media_type(half: Half) -> str:
    return text(half.value(b"content-type") or b"")


def _cut(half: Half) -> list[str]:
    if half.octets <= LARGEST_BODY:
        return []
    return [f"the first {LARGEST_BODY:,} of {half.octets:,} octets"]


def _commented(made: dict[str, Any], comments: Iterable[str]) -> dict[str, Any]:
    said = "; ".join(comments)
    return {**made, "comment": said} if said else made
