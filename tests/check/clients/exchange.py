"""One request of the application, and what has become of it: the same over all tries.

Knows no frame. The connection fills it, the application reads it.
"""

from __future__ import annotations

from typing import Any

from fieldblocks import Field
from rules import hoard, off

KEPT_OCTETS = 1 << 16
IDEMPOTENT = frozenset(("GET", "HEAD", "OPTIONS"))
_PATTERN = b"0123456789abcdef" * 2048


class Request:
    """What is asked for. `size` is octets of content; `trailers` go behind it.

    expects  `expect: 100-continue` is sent, and the content after a 100, or a second later
    """

    def __init__(
        self, method: str, authority: str, path: str, size: int = 0, *, scheme: str = "https"
    ) -> None:
        self.method = method
        self.scheme = scheme
        self.authority = authority
        self.path = path
        self.size = size
        self.trailers: list[Field] = []
        self.expects = False
        self.fields: list[Field] = []

    @property
    def idempotent(self) -> bool:
        return self.method in IDEMPOTENT

    @property
    def tunnel(self) -> bool:
        return self.method == "CONNECT"

    def content(self, start: int, octets: int) -> bytes:
        """A piece of the content, which is a pattern, so that none of it has to be kept."""
        start %= 16
        if start + octets <= len(_PATTERN):
            return _PATTERN[start : start + octets]
        return (_PATTERN * ((start + octets) // len(_PATTERN) + 1))[start : start + octets]


class Exchange:
    """A request and its response.

    done    nothing more will come of it; `ok`: the response is complete
    error   in words, where it is not
    length  octets of the content received, of which `body` keeps the beginning
    pending what is not written out yet
    touched when something last came of it, on the caller's clock
    """

    def __init__(self, number: int, request: Request) -> None:
        self.number = number
        self.request = request
        self.tries = 0
        self.redirects = 0
        self.misdirected = 0
        self.host = ""
        self.not_before = 0.0
        self.began = 0.0
        self.done = False
        self.ok = False
        self.error = ""
        self._unpacker: Any = None
        self.forget()

    def forget(self) -> None:
        """Begin a new try: nothing is known of a response."""
        self.status = 0
        self.fields: list[Field] = []
        self.informational: list[int] = []
        self.trailers: list[Field] = []
        self.body = bytearray()
        self.pending = bytearray()
        self.length = 0
        self.touched = 0.0

    @property
    def answered(self) -> bool:
        """Some of a response is there, so that another try would not be the same."""
        return bool(self.status or self.informational)

    def take(self, octets: bytes) -> None:
        """The application reads on."""
        if off("A/baseline/get") or (off("A/baseline/post") and self.request.method == "POST"):
            octets = octets[:-1]
        if off("C/body-decompression"):
            self._unpack(octets)
        self.length += len(octets)
        self.pending += octets
        if len(self.body) < KEPT_OCTETS:
            self.body += octets[: KEPT_OCTETS - len(self.body)]

    def _unpack(self, octets: bytes) -> None:
        """What a client without a limit does: all of it in memory."""
        import zlib

        self._unpacker = self._unpacker or zlib.decompressobj(wbits=31)
        while octets:
            hoard(len(self._unpacker.decompress(octets, KEPT_OCTETS)))
            octets = self._unpacker.unconsumed_tail

    def succeed(self) -> None:
        self.done = self.ok = True

    def fail(self, why: str) -> None:
        self.done = True
        self.error = why
