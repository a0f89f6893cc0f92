"""Files and folders as wptserve answers them: types, `.headers` files, ranges, listings.

No templates and no pipes. Knows the facade of a response, no connection. A file is read piece by
piece as the windows open.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import IO
from urllib.parse import quote, urljoin

from h2craft.script.errors import HTTPException
from h2craft.script.media import content_type_of
from h2craft.script.request import Request
from h2craft.script.response import Response

_CHUNK = 256 << 10
_SMALL = 64 << 10


def serve_file(path: str, request: Request, response: Response) -> None:
    """Make `response` the file. Raises HTTPException: 404, 416, 500 for a bad `.headers` file."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            start = file.read(_SMALL + 1)
    except OSError as error:
        raise HTTPException(404) from error
    response.headers.update(headers_for(path))
    if b"range" in request.headers:
        _serve_ranges(path, parse_ranges(bytes(request.headers[b"range"]), size), response)
    elif len(start) <= _SMALL:
        response.content = start  # leaves with the headers, in one flush
    else:
        response.content = _octets_of(path, [Range(0, size, size)])


def _serve_ranges(path: str, ranges: list[Range], response: Response) -> None:
    response.status = 206
    if len(ranges) == 1:
        response.headers.set("Content-Range", ranges[0].header_value)
        response.content = _octets_of(path, ranges)
        return
    part_type = bytes(response.headers.get("Content-Type")[-1])
    boundary = str(uuid.uuid4())
    response.headers.set("Content-Type", f"multipart/byteranges; boundary={boundary}")
    response.content = _multipart(path, ranges, boundary.encode(), part_type)


def headers_for(path: str) -> list[tuple[bytes, bytes]]:
    """Fields from `__dir__.headers` and `<file>.headers` beside it, and a Content-Type."""
    folder = os.path.dirname(path)
    headers = _read_headers(os.path.join(folder, "__dir__.headers"))
    headers += _read_headers(path + ".headers")
    if not any(name.lower() == b"content-type" for name, _ in headers):
        headers.insert(0, (b"Content-Type", content_type_of(path).encode("ascii")))
    return headers


def _read_headers(path: str) -> list[tuple[bytes, bytes]]:
    try:
        with open(path, "rb") as file:
            lines = file.read().splitlines()
    except OSError:
        return []
    headers = []
    for number, line in enumerate(lines, 1):
        name, colon, value = line.partition(b":")
        if not line:
            continue
        if not colon:
            raise HTTPException(500, f"{path}:{number}: no colon in this header line")
        headers.append((name.strip(), value.strip()))
    return headers


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """Octets `lower` to `upper`, the latter excluded, of `size`."""

    lower: int
    upper: int
    size: int

    @property
    def header_value(self) -> str:
        """As Content-Range has it, RFC 9110 14.4."""
        return f"bytes {self.lower}-{self.upper - 1}/{self.size}"


def parse_ranges(header: bytes, size: int) -> list[Range]:
    """What a Range field asks for (RFC 9110 14.2), in order, overlaps joined.

    Raises HTTPException 416 for what is no range or lies outside, 400 for what is no text.
    """
    try:
        text = header.decode("ascii")
    except UnicodeDecodeError as error:
        raise HTTPException(400, "Non-ASCII range header value") from error
    if not text.startswith("bytes="):
        # As wptserve raises it, and so the client is told 416 and no more: see HTTPException.
        raise HTTPException(416, message=f"Unrecognised range type {text}")
    ranges = sorted(_one_range(item, size) for item in text.removeprefix("bytes=").split(","))
    joined = ranges[:1]
    for each in ranges[1:]:
        last = joined[-1]
        if each.lower <= last.upper:
            joined[-1] = Range(last.lower, max(last.upper, each.upper), size)
        else:
            joined.append(each)
    return joined


def _one_range(item: str, size: int) -> Range:
    first, dash, last = item.strip().partition("-")
    numbers = [int(n) if n.isascii() and n.isdigit() else None for n in (first, last)]
    bad = not dash or (first and numbers[0] is None) or (last and numbers[1] is None)
    lower, upper = numbers
    if lower is None:
        lower, upper = (0, size) if upper is None else (max(0, size - upper), size)
    else:
        upper = size if upper is None else min(size, upper + 1)
    if bad or lower >= upper:
        raise HTTPException(416, f"Bad range specifier {item}")
    return Range(lower, upper, size)


def _octets_of(path: str, ranges: Sequence[Range]) -> Iterator[bytes]:
    with open(path, "rb") as file:
        for part in ranges:
            yield from _octets(file, part)


def _octets(file: IO[bytes], part: Range) -> Iterator[bytes]:
    file.seek(part.lower)
    left = part.upper - part.lower
    while left and (chunk := file.read(min(_CHUNK, left))):
        left -= len(chunk)
        yield chunk


def _multipart(
    path: str, ranges: Sequence[Range], boundary: bytes, part_type: bytes
) -> Iterator[bytes]:
    with open(path, "rb") as file:
        for part in ranges:
            yield b"\r\n--%b\r\nContent-Type: %b\r\n" % (boundary, part_type)
            yield b"Content-Range: %b\r\n\r\n" % part.header_value.encode()
            yield from _octets(file, part)
        yield b"\r\n--%b--" % boundary


def redirect_to_folder(request: Request, response: Response) -> None:
    """301 to the same URL with a slash after its path."""
    url = request.url_parts
    response.status = 301
    response.headers.set("Location", url._replace(path=url.path + "/").geturl())


def list_folder(path: str, request: Request, response: Response) -> None:
    """An HTML page with the names in a folder; a `.headers` file stands beside its file."""
    url_path = request.url_parts.path
    try:
        names = os.listdir(path)
    except OSError as error:
        raise HTTPException(404) from error
    title = escape(url_path)
    response.headers.set("Content-Type", "text/html")
    response.content = _PAGE.format(title=title, items="\n".join(_items(url_path, path, names)))


_PAGE = """<!doctype html>
<meta name="viewport" content="width=device-width">
<title>Directory listing for {title}</title>
<h1>Directory listing for {title}</h1>
<ul>
{items}
</ul>
"""


def _items(url_path: str, path: str, names: Sequence[str]) -> Iterator[str]:
    if url_path != "/":
        yield f'<li class="dir"><a href="{escape(urljoin(url_path, ".."))}">..</a></li>'
    present = set(names)
    for name in sorted(names, key=_beside_its_file):
        plain = name.removesuffix(".headers")
        if plain != name and plain in present:
            continue
        extra = ""
        if name + ".headers" in present:
            extra = f' (<a href="{_link(name)}.headers">.headers</a>)'
        folder = os.path.isdir(os.path.join(path, name))
        kind, slash = ("dir", "/") if folder else ("file", "")
        shown = escape(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
        yield f'<li class="{kind}"><a href="{_link(name)}{slash}">{shown}</a>{extra}</li>'


def _beside_its_file(name: str) -> tuple[str, str]:
    return name.removesuffix(".headers"), name


def _link(name: str) -> str:
    return escape(quote(os.fsencode(name)))
