"""A request as the curl line that makes it again. Knows fields and shells; starts nothing."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from h2craft.model import request_line

LONGEST = 100_000
FIELDS = 500

_plain_authority = re.compile(
    rb"[A-Za-z0-9._-]+(?::[0-9]{1,5})?|\[[0-9a-fA-F:.]+\](?::[0-9]{1,5})?"
)
_plain_path = re.compile(rb"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
_LEFT_OUT = frozenset((b"host", b"content-length"))  # curl makes them itself

Pairs = Sequence[tuple[bytes, bytes]]


def shell_word(octets: bytes | str) -> str:
    """One word of a POSIX shell line; octets that are not printable as bash's $'' has them.

    NUL ends an argument everywhere, so it is left out.
    """
    if isinstance(octets, str):
        octets = octets.encode("utf-8", "surrogateescape")
    octets = octets[:LONGEST].replace(b"\0", b"")
    if all(0x20 <= octet < 0x7F for octet in octets):
        return shlex.quote(octets.decode("ascii"))
    return "$'" + "".join(_ESCAPED[octet] for octet in octets) + "'"


_ESCAPED = [
    {0x27: "\\'", 0x5C: "\\\\", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}.get(octet)
    or (chr(octet) if 0x20 <= octet < 0x7F else f"\\{octet:03o}")
    for octet in range(256)
]


def curl_line(
    fields: Pairs,
    *,
    ca_path: Path | str | None = None,
    urls: Sequence[str] = (),
    content: bool = False,
) -> str:
    """The line for a request of these fields; `content`: it has a body, which curl reads on stdin.

    `urls` is where the server listens: a request for another name is sent there all the same.
    """
    asked = request_line(fields)
    scheme = "http" if asked.scheme == b"http" else "https"
    words = ["curl", "-v", *_version(scheme, ca_path), *_method(asked.method, content)]
    words += [
        word
        for name, value in fields[:FIELDS]
        if name[:1] != b":" and name not in _LEFT_OUT
        for word in ("-H", shell_word(_header(name, value)))
    ]
    return " ".join([*words, *_target(scheme, asked.authority, asked.path, urls)])


def _version(scheme: str, ca_path: Path | str | None) -> list[str]:
    if scheme == "http":
        return ["--http2-prior-knowledge"]
    return ["--http2", *(("--cacert", shell_word(str(ca_path))) if ca_path else ("--insecure",))]


def _method(method: bytes | None, content: bool) -> list[str]:
    body = ["--data-binary", "@-"] if content else []
    if method == b"HEAD":
        return ["--head"]
    if method in (None, b"GET") and not content:
        return []
    return ["-X", shell_word(method or b"GET"), *body]


def _header(name: bytes, value: bytes) -> bytes:
    """curl sends a field without a value only when a semicolon takes the colon's place."""
    return name + b": " + value if value else name + b";"


def _target(
    scheme: str, authority: bytes | None, path: bytes | None, urls: Sequence[str]
) -> list[str]:
    """The URL, and what it takes when the request is not for what a URL can say."""
    listening = next((url for url in urls if url.startswith(f"{scheme}:")), "")
    try:
        there = urlsplit(listening).netloc
    except ValueError:
        there = ""
    words = []
    plain = authority is not None and _plain_authority.fullmatch(authority)
    host = authority.decode("ascii") if authority is not None and plain else there or "localhost"
    if authority is not None and not plain:
        words += ["-H", shell_word(b"Host: " + authority)]
    elif there and host != there:
        words += ["--connect-to", shell_word(f"::{there}")]
    if path is not None and not _plain_path.fullmatch(path):
        words += ["--request-target", shell_word(path)]
        path = b"/"
    elif path is not None and b"/." in path:
        words.append("--path-as-is")
    return [*words, shell_word(f"{scheme}://{host}".encode() + (path or b"/"))]
