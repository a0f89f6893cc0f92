"""Forms: what a request body of urlencoded or multipart/form-data holds. Knows no request.

RFC 7578 for multipart/form-data, RFC 2046 5.1.1 for its boundaries. A file as large as the body
itself goes through memory in pieces.
"""

from __future__ import annotations

import tempfile
from email.message import Message
from email.parser import HeaderParser
from typing import IO, Any, Protocol

from h2craft.script.headers import FieldBytes
from h2craft.script.multidict import MultiDict, parse_query

_LINE = 1 << 16
_IN_MEMORY = 1 << 20


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...
    def readline(self, size: int = ..., /) -> bytes: ...


class Upload:
    """A file of a form. `file` is open for reading, `value` all its octets.

    `headers` of its part are asked for in any case; `[]` gives None for one that is not there.
    """

    def __init__(self, name: str, filename: str, headers: Message) -> None:
        self.name = name
        self.filename = filename
        self.headers = headers
        self.type, self.type_options = parse_parameters(headers.get("content-type") or "text/plain")
        self.disposition, self.disposition_options = parse_parameters(
            headers.get("content-disposition") or ""
        )
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115

    @property
    def value(self) -> FieldBytes:
        self.file.seek(0)
        octets = self.file.read()
        self.file.seek(0)
        return FieldBytes(octets)

    def __repr__(self) -> str:
        return f"<Upload {self.name!r} {self.filename!r}>"


def parse_parameters(text: str) -> tuple[str, dict[str, str]]:
    """A value and its parameters: `form-data; name="a"` (RFC 9110 5.6.6)."""
    pieces = _outside_quotes(text)
    parameters = {}
    for piece in pieces[1:]:
        name, equals, value = piece.partition("=")
        if equals:
            parameters[name.strip().lower()] = _unquoted(value.strip())
    return pieces[0].strip(), parameters


def _outside_quotes(text: str) -> list[str]:
    pieces, start, quoted, escaped = [], 0, False, False
    for at, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = quoted
        elif character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            pieces.append(text[start:at])
            start = at + 1
    return [*pieces, text[start:]]


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1].replace("\\\\", "\\").replace('\\"', '"')
    return value


def parse_form(
    method: str, content_type: str | None, body: Readable, uploads: list[Upload]
) -> MultiDict[Any]:
    """The parameters of a body; files are `Upload`s, and also put into `uploads` to be closed.

    Empty for a body that is no form. Raises ValueError for a boundary that is none.
    """
    if method in ("GET", "HEAD"):
        return MultiDict()
    if content_type is None:
        content_type = "application/x-www-form-urlencoded" if method == "POST" else "text/plain"
    kind, parameters = parse_parameters(content_type)
    if kind.lower() == "application/x-www-form-urlencoded":
        return parse_query(body.read().decode("latin-1"))
    if kind.lower().startswith("multipart/"):
        boundary = parameters.get("boundary", "").encode("latin-1")
        return _Multipart(body, boundary, uploads).parse()
    return MultiDict()


class _Multipart:
    def __init__(self, body: Readable, boundary: bytes, uploads: list[Upload]) -> None:
        if not 0 < len(boundary) <= 200 or boundary.endswith(b" "):
            raise ValueError(f"{boundary!r} is no multipart boundary (RFC 2046 5.1.1)")
        self._body = body
        self._next = b"--" + boundary
        self._last = self._next + b"--"
        self._uploads = uploads
        self._ended = False

    def parse(self) -> MultiDict[Any]:
        found: MultiDict[Any] = MultiDict()
        self._copy_part(None)  # the preamble, up to the first boundary
        while not self._ended:
            headers = self._headers()
            if headers is None:
                break
            _, parameters = parse_parameters(headers.get("content-disposition") or "")
            name = parameters.get("name")
            self._part(found, name, parameters.get("filename"), headers)
        return found

    def _headers(self) -> Message | None:
        lines = []
        while (line := self._body.readline(_LINE)).strip():
            lines.append(line)
        if not lines and not line:
            return None
        return HeaderParser().parsestr(b"".join(lines).decode("latin-1"))

    def _part(
        self,
        found: MultiDict[Any],
        name: str | None,
        filename: str | None,
        headers: Message,
    ) -> None:
        if name is not None and filename:
            upload = Upload(name, filename, headers)
            self._uploads.append(upload)
            self._copy_part(upload.file)
            upload.file.seek(0)
            found.add(name, upload)
            return
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as value:
            self._copy_part(value)
            if name is not None:
                value.seek(0)
                found.add(name, FieldBytes(value.read()))

    def _copy_part(self, into: IO[bytes] | None) -> None:
        """Reads up to the next boundary line; the line end before it belongs to the boundary."""
        held, line_begins = b"", True
        while line := self._body.readline(_LINE):
            if line_begins and line.startswith(b"--"):
                mark = line.rstrip()
                if mark in (self._next, self._last):
                    self._ended = mark == self._last
                    return
            line = held + line
            line_begins = line.endswith(b"\n")
            held = _line_end(line)
            if into is not None:
                into.write(line[: len(line) - len(held)])
        self._ended = True
        if into is not None:
            into.write(held)


def _line_end(line: bytes) -> bytes:
    for end in (b"\r\n", b"\n", b"\r"):
        if line.endswith(end):
            return end
    return b""
