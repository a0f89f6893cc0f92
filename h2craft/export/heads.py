"""HTTP/1.1 heads masked as they come, octet for octet as long. Knows text, no record.

They stand before HTTP/2 where a client upgrades (RFC 7540 3.2), and where it never speaks HTTP/2.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from h2craft.export.masks import NAMES, masked_value, stars

LONGEST_START = 256  # of a line that is not complete: more than a name and its colon

_line = re.compile(rb"(?im)^(%b)([ \t]*:[ \t]*)([^\r\n]*)" % b"|".join(sorted(NAMES)))
_end_of_head = re.compile(rb"\r?\n\r?\n")


Learn = Callable[[bytes, bytes], None]


class Head:
    """One direction of a connection, in as many pieces as it comes in.

    learn  is told the name and the value of each field that is masked
    """

    def __init__(self, learn: Learn | None = None) -> None:
        self._learn = learn
        self._start = b""  # of the line in which the last piece ended
        self._over = False

    def masked(self, octets: bytes, *, content: bool) -> bytes:
        """The next piece; `content`: what follows the head is masked as well."""
        text = self._start + octets
        end = _end_of_head.search(text)
        masked = _line.sub(self._masked, text)[len(self._start) :]
        if content and (self._over or end):
            begin = 0 if self._over or end is None else max(0, end.end() - len(self._start))
            masked = masked[:begin] + stars(masked[begin:])
        self._over = self._over or end is not None
        self._start = text[text.rfind(b"\n") + 1 :][:LONGEST_START]
        return masked

    def _masked(self, found: re.Match[bytes]) -> bytes:
        name, colon, value = found.groups()
        if self._learn is not None:
            self._learn(name, value)
        return name + colon + masked_value(name, value)
