"""The client that a tour starts: which there is on this machine, and how it asks for a page.

Knows command lines. Starts nothing but a program that says whether it speaks HTTP/2.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

ASK_SECONDS = 10

# A held request is answered when a person gets round to it: no limit of time.
_HTTPX = """\
import ssl, sys, httpx
trust = ssl.create_default_context(cafile=sys.argv[2])
with httpx.Client(http2=True, verify=trust, timeout=None) as client:
    print(client.get(sys.argv[1]).text, end="")
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A client that prints what it is answered.

    name    what people call it
    words   its command line, with {url} and {cacert}
    serves  whether it is here, and speaks HTTP/2
    """

    name: str
    words: tuple[str, ...]
    serves: Callable[[], bool]

    def command(self, url: str, cacert: str) -> tuple[str, ...]:
        """What is started to ask for that URL."""
        put = {"{url}": url, "{cacert}": cacert, "{python}": sys.executable}
        return tuple(put.get(word, word) for word in self.words)

    def line(self, url: str = "{url}", cacert: str = "{cacert}") -> str:
        """The same for people, a program of several lines left out."""
        put = {"{url}": url, "{cacert}": cacert, "{python}": "python"}
        return " ".join("..." if "\n" in word else put.get(word, word) for word in self.words)


def _curl() -> bool:
    """Some are built without HTTP/2."""
    try:
        said = subprocess.run(
            ("curl", "--version"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ASK_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"HTTP2" in said.stdout


def _httpx() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("httpx", "h2"))


VISITORS: tuple[Visitor, ...] = (
    Visitor(
        name="curl",
        words=("curl", "-sS", "--http2", "--cacert", "{cacert}", "{url}"),
        serves=_curl,
    ),
    Visitor(
        name="nghttp",
        words=("nghttp", "{url}"),
        serves=lambda: shutil.which("nghttp") is not None,
    ),
    Visitor(
        name="httpx",
        words=("{python}", "-c", _HTTPX, "{url}", "{cacert}"),
        serves=_httpx,
    ),
)
"""The best known first."""

MISSING = (
    "No HTTP/2 client was found: install curl (apt install curl, brew install curl), nghttp, or "
    "httpx[http2]"
)


def find_visitor(name: str = "", among: Iterable[Visitor] = VISITORS) -> Visitor | None:
    """The first that is here, or the one of that name if it is; None where there is none."""
    return next((one for one in among if name in ("", one.name) and one.serves()), None)
