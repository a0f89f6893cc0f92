"""The HTTP/1.1 request that became stream 1, as fields (RFC 7540 3.2). Knows text, no record."""

from __future__ import annotations

LARGEST_HEAD = 1 << 16

Fields = tuple[tuple[bytes, bytes], ...]

_HOP_BY_HOP = frozenset((b"connection", b"upgrade", b"http2-settings", b"host"))


def fields_of_head(octets: bytes) -> Fields:
    """The fields HTTP/2 would have: what was for this hop alone is left out (RFC 9113 8.2.2)."""
    head, _, _ = octets.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    method, _, rest = first.partition(b" ")
    fields = [
        (name.strip().lower(), value.strip())
        for name, colon, value in (line.partition(b":") for line in lines)
        if colon
    ]
    host = next((value for name, value in fields if name == b"host"), None)
    target = rest.rpartition(b" ")[0]
    pseudo = [(b":method", method), (b":scheme", b"http"), (b":path", target)]
    if host is not None:
        pseudo.append((b":authority", host))
    return (*pseudo, *(one for one in fields if one[0] not in _HOP_BY_HOP))
