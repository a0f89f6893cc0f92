"""A client's half of Upgrade: h2c: the request, and what the server makes of it. Pure.

RFC 7540 3.2, which RFC 9113 has dropped; some servers still grant it.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from h2craft.wire import elide, escape

LINE_SHOWN = 80
BY_PRIOR_KNOWLEDGE = "HTTP/2 without having been asked: it is for prior knowledge"
ANSWER_LIMIT = 64 << 10
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-9][0-9]{2})(?: [^\r\n]*)?\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CONTINUE, _SWITCHING = 100, 101
_SETTINGS = b"\x04\0\0\0\0\0"  # the server's part of the preface, behind the length


def request(authority: str, path: str, settings: bytes) -> bytes:
    """GET of `path`, which becomes stream 1; `settings` is the payload of our SETTINGS."""
    encoded = urlsafe_b64encode(settings).rstrip(b"=").decode("ascii")
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {authority}",
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        f"HTTP2-Settings: {encoded}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A head of the server's, read to its end.

    granted   101 to h2c: what comes behind its `size` octets is HTTP/2
    said      its first line, or what it is instead of one; printable
    """

    granted: bool
    said: str
    size: int


def answer(octets: bytes) -> Answer | None:
    """What the server answers, once that is there; responses of 100 are read past."""
    at = 0
    while True:
        here = octets[at:]
        status = _STATUS_LINE.match(here)
        if status is None and (b"\n" in here or not b"HTTP/1.".startswith(here[:7])):
            return Answer(granted=False, said=_said(here), size=len(octets))
        end = _HEAD_END.search(here)
        if status is None or end is None:
            if len(here) > ANSWER_LIMIT:
                return Answer(granted=False, said=_said(here), size=len(octets))
            return None
        at += end.end()
        if int(status[1]) != _CONTINUE:
            granted = int(status[1]) == _SWITCHING and _says_h2c(here[: end.end()])
            return Answer(granted=granted, said=_said(here), size=at)


def _said(octets: bytes) -> str:
    if octets[3:9] == _SETTINGS:
        return BY_PRIOR_KNOWLEDGE
    line = octets.partition(b"\n")[0].rstrip(b"\r")
    return elide(escape(line[: LINE_SHOWN + 1]), LINE_SHOWN)


def _says_h2c(head: bytes) -> bool:
    return re.search(rb"(?im)^upgrade:[ \t]*(?:[^\r\n]*,[ \t]*)?h2c[ \t]*[\r,\n]", head) is not None
