"""The trace file: written while things happen, readable meanwhile, whole up to wherever it ends.

Its first line, and what else `writer` and `reader` must agree about. Pure.

Theory of operation. The first line is for people and for `file`:

    h2craft-trace 1 5d41402a {"started": "2025-01-01T12:00:00+00:00", ...}

that is a name, the version of the format, a CRC-32 of version and text, and what the writer had
to say, as JSON. Then blocks (see `block`), each written by one call and never touched again. What
the system has accepted survives the death of the process; `TraceWriter.sync` makes it survive a
power cut. Records not yet in a block are all that kill -9 can take.

The format is our own because recording must not be felt: tests/bench/bench_trace_formats.py
measures it against JSON lines and SQLite. Opening means hopping from header to header, some forty
octets for each block. A damaged block is passed over and named in `TraceReader.damage`; after a
damaged header the next block is looked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from h2craft.trace.codec import FORMAT_VERSION, plain

FIRST_WORD = b"h2craft-trace "
LONGEST_FIRST_LINE = 1 << 20


class TraceError(Exception):
    """This is no trace file, or one of a version not known here."""


def encode_first_line(header: Mapping[str, Any]) -> bytes:
    version = b"%d" % FORMAT_VERSION
    text = json.dumps(plain(header)).encode("ascii")
    return b"%b%b %08x %b\n" % (FIRST_WORD, version, crc32(text, crc32(version)), text)


def decode_first_line(start: bytes) -> tuple[int, dict[str, Any]] | None:
    """Length and header of the first line, or None if it is damaged or cut short.

    Raises TraceError, in words that can follow the name of the file.
    """
    if not start.startswith(FIRST_WORD[: len(start)]):
        raise TraceError("is not an h2craft trace")
    line, newline, _ = start.partition(b"\n")
    words = line.split(b" ", 3)
    if not newline or len(words) < 4:
        return None
    _, version, checksum, text = words
    if checksum != b"%08x" % crc32(text, crc32(version)):
        return None
    if version != b"%d" % FORMAT_VERSION:
        raise TraceError(
            f"has format {version.decode('ascii', 'backslashreplace')}; "
            f"this version of h2craft reads format {FORMAT_VERSION}"
        )
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return (len(line) + 1, header) if isinstance(header, dict) else None
