"""The static table, RFC 7541 appendix A."""

from __future__ import annotations

Entry = tuple[bytes, bytes]

_TEXT = """
:authority|:method=GET|:method=POST|:path=/|:path=/index.html|:scheme=http|:scheme=https
:status=200|:status=204|:status=206|:status=304|:status=400|:status=404|:status=500
accept-charset|accept-encoding=gzip, deflate|accept-language|accept-ranges|accept
access-control-allow-origin|age|allow|authorization|cache-control|content-disposition
content-encoding|content-language|content-length|content-location|content-range|content-type
cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range
if-unmodified-since|last-modified|link|location|max-forwards|proxy-authenticate
proxy-authorization|range|referer|refresh|retry-after|server|set-cookie
strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate
"""


def _entry(text: str) -> Entry:
    name, _, value = text.partition("=")
    return name.encode(), value.encode()


STATIC_TABLE: tuple[Entry, ...] = tuple(
    _entry(text) for text in _TEXT.strip().replace("\n", "|").split("|")
)
"""The entry of index 1 first."""

STATIC_LENGTH = len(STATIC_TABLE)

STATIC_FIELDS: dict[Entry, int] = {entry: at for at, entry in enumerate(STATIC_TABLE, 1)}
STATIC_NAMES: dict[bytes, int] = {
    entry[0]: STATIC_LENGTH - at for at, entry in enumerate(reversed(STATIC_TABLE))
}
"""Lowest index that has the name."""
