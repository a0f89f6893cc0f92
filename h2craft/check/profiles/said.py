"""What the command line tools say, read: text and files become Results. Starts nothing.

curl writes a line for each transfer where it is told to; nghttp prints a table of the requests it
has finished, and h2load a log; wget2 says next to nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from h2craft.judge import ClientRun, Result

HEAD = "head"
LOG = "log"
SHOWN_OCTETS = 1024
_TAIL = 1 << 16

CURL_WRITES = (
    "h2craft %{urlnum} %{exitcode} %{http_code} %{errormsg}\\n%{header_json}\\nh2craft-end\\n"
)
_curl = re.compile(
    rb"^h2craft (\d+) (\d+) (\d{3}) ?([^\n]*)\n(.*?)^h2craft-end$", re.MULTILINE | re.DOTALL
)
_nghttp_table = b"***** Statistics *****"
_nghttp_row = re.compile(
    rb"^\s*(\d+)\s+\+\S+\s+(\*?)\s*\+?\S+\s+\S+\s+(\d{3})\s+(\d+)(\w*)\s", re.MULTILINE
)
_nghttp_short = re.compile(rb"Some requests were not processed\. total=(\d+), processed=(\d+)")
_h2load_done = re.compile(
    r"^requests: (\d+) total, \d+ started, (\d+) done, (\d+) succeeded", re.MULTILINE
)
_h2load_data = re.compile(r"\((\d+)\) data")
_wget_status = re.compile(r"^HTTP response (\d{3})", re.MULTILINE)


def body_name(number: int) -> str:
    """The file for the body of the response to this request, from 0."""
    return f"body-{number}"


def named(found: re.Match[str] | None) -> str:
    """A version as "curl 7.88.1": the groups of a pattern, with blanks between."""
    return " ".join(filter(None, found.groups())) if found else ""


def curl(run: ClientRun, folder: Path) -> ClientRun:
    """A line a transfer, and its body in a file of its own."""
    results = sorted(_curl.findall(run.stdout), key=lambda found: int(found[0]))
    made = tuple(_transfer(found, folder, len(results) == 1) for found in results)
    return replace(run, tells_body=False, results=made or None)


def _transfer(found: tuple[bytes, ...], folder: Path, alone: bool) -> Result:
    number, status, code, message, fields = found
    heads = Heads(_beginning(folder / HEAD, _TAIL)) if alone else None
    body, length = _body(folder / body_name(int(number)), heads)
    return Result(
        ok=int(status) == 0,
        status=int(code) or None,
        body=body,
        length=length,
        error=f"curl: ({int(status)}) {_text(message)}" if int(status) else "",
        fields=heads.fields if heads is not None else _fields(fields),
        trailers=heads.trailers if heads is not None else None,
        informational=heads.informational if heads is not None else None,
    )


def _fields(text: bytes) -> tuple[tuple[str, str], ...] | None:
    """curl's JSON of a response's fields: a list of values for each name."""
    try:
        told = json.loads(text.decode("utf-8", "replace"), strict=False)
    except ValueError:
        return None
    return tuple((name.lower(), str(value)) for name, values in told.items() for value in values)


def _body(file: Path, heads: Heads | None) -> tuple[bytes | None, int | None]:
    """Its beginning and its length. What curl -I writes there is heads, not body."""
    shown, length = _beginning(file, _TAIL), _length(file)
    if heads is not None and heads.octets and shown.startswith(heads.octets):
        shown, length = shown[len(heads.octets) :], length - len(heads.octets)
    return shown[:SHOWN_OCTETS], length


class Heads:
    """What `curl -D` writes: a head for each response, interim or final, and then trailers."""

    def __init__(self, octets: bytes) -> None:
        self.octets = octets
        self.informational: tuple[int, ...] = ()
        self.fields: tuple[tuple[str, str], ...] = ()
        self.trailers: tuple[tuple[str, str], ...] = ()
        final = False
        for block in octets.split(b"\r\n\r\n"):
            first, *rest = block.strip(b"\r\n").split(b"\r\n")
            status = re.match(rb"HTTP/\S+ (\d+)", first)
            if status and 100 <= int(status[1]) < 200:
                self.informational += (int(status[1]),)
            elif status:
                self.fields, final = tuple(_pairs(rest)), True
            elif final and first:
                self.trailers += tuple(_pairs([first, *rest]))


def _pairs(lines: list[bytes]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon:
            yield name.decode("latin-1").lower(), value.strip(b" \t").decode("latin-1")


def nghttp(run: ClientRun, folder: Path) -> ClientRun:
    """Bodies one after the other, then a table of what was finished."""
    file = folder / body_name(0)
    tail, length = _end(file, _TAIL), _length(file)
    bodies, found, table = tail.rpartition(_nghttp_table)
    length -= len(found + table) if found else 0
    rows = [row for row in _nghttp_row.findall(table) if not row[1]]
    pushed = len(_nghttp_row.findall(table)) > len(rows)
    short = _nghttp_short.search(run.stderr)
    lacking = max(int(short[1]) - int(short[2]), 0) if short else int(not rows)
    if "-m" in run.words:  # what was promised and never came is none of its requests
        asked = int(run.words[run.words.index("-m") + 1])
        lacking = min(lacking, max(asked - len(rows), 0))
    alone = len(rows) + lacking == 1 and not pushed
    shown = _beginning(file, min(length, SHOWN_OCTETS)) if alone else None
    error = _last_line(run.stderr) or "nothing was processed"
    done = (
        Result(
            ok=True,
            status=int(row[2]),
            body=shown,
            length=length if alone else int(row[3]) if not row[4] else None,
        )
        for row in sorted(rows, key=lambda row: int(row[0]))
    )
    failed = Result(ok=False, body=shown, length=length if alone else None, error=error)
    made = (*done, *(failed for _ in range(lacking)))
    return replace(run, tells_exit=False, tells_body=False, results=made)


def h2load(run: ClientRun, folder: Path) -> ClientRun:
    """A line a request in its log; the octets of all bodies together."""
    out = _text(run.stdout)
    done, data = _h2load_done.search(out), _h2load_data.search(out)
    asked, succeeded = (int(done[1]), int(done[3])) if done else (1, 0)
    log = [line.split(b"\t") for line in _beginning(folder / LOG, _TAIL).splitlines()]
    codes = [int(line[1]) for line in log if len(line) == 3]
    length = int(data[1]) if data and asked == 1 else None
    good = [Result(ok=True, status=code, length=length) for code in codes if code > 0][:succeeded]
    bad = Result(ok=False, length=length, error=_h2load_error(out))
    made = (*good, *(bad for _ in range(asked - len(good))))
    return replace(run, tells_exit=False, tells_body=False, results=made)


def _h2load_error(out: str) -> str:
    """What it counts is all it says."""
    found = re.search(r"^requests: .*$", out, re.MULTILINE)
    return found[0] if found else _last_line(out.encode())


def wget2(run: ClientRun, folder: Path) -> ClientRun:
    """A status on standard output, a body in a file; success is what its exit status says."""
    found = _wget_status.findall(_text(run.stdout))
    body, length = _body(folder / body_name(0), None)
    result = Result(
        ok=run.status == 0,
        status=int(found[-1]) if found else None,
        body=body,
        length=length,
        error="" if run.status == 0 else _last_line(run.stderr) or f"exit status {run.status}",
    )
    return replace(run, tells_body=False, results=(result,))


def _beginning(file: Path, octets: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(octets)
    except OSError:
        return b""


def _end(file: Path, octets: int) -> bytes:
    try:
        with file.open("rb") as opened:
            opened.seek(max(0, file.stat().st_size - octets))
            return opened.read()
    except OSError:
        return b""


def _length(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "replace").strip()


def _last_line(octets: bytes) -> str:
    lines = [line for line in _text(octets).splitlines() if line.strip()]
    return lines[-1] if lines else ""
