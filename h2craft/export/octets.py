"""The octets of a selection as dumps, and as literals of C, Go, Rust and Python. Pure text.

Each record's octets are one array, named by its seq, below a comment that says what it is. What a
peer has said stands in comments only, escaped, and can end none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from h2craft.export.selection import Selection
from h2craft.model import Reading
from h2craft.wire import elide, hex_dump

ROW = 12  # octets of a literal in a line
LONGEST_COMMENT = 160

_APART = (("*/", "* /"), ("/*", "/ *"), ("??/", "?? /"), ("\N{HORIZONTAL ELLIPSIS}", "..."))
"""What would end a comment of C or begin another in it, a trigraph, and what is not ASCII."""


def hex_dumps(selection: Selection) -> Iterator[bytes]:
    """A dump below a line that tells which record it is."""
    for reading in _with_octets(selection):
        lines = [f"# {_about(reading)}", *hex_dump(reading.record.octets)]
        yield ("\n".join(lines) + "\n\n").encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How a language writes octets down.

    head     what a file begins with
    comment  around a comment: before and after it
    array    the lines of one array, of its seq and its octets
    """

    title: str
    suffix: str
    head: str = ""
    comment: tuple[str, str] = ("// ", "")
    array: Callable[[int, bytes], list[str]]

    def make(self, selection: Selection) -> Iterator[bytes]:
        """A file of it."""
        yield self.head.encode()
        for reading in _with_octets(selection):
            before, after = self.comment
            told = _about(reading)
            for sign, apart in _APART:
                told = told.replace(sign, apart)
            lines = self.array(reading.record.seq, reading.record.octets)
            yield "\n".join((f"{before}{told}{after}", *lines, "", "")).encode()


def literals() -> dict[str, Language]:
    """The languages, by the names their formats have."""
    return dict(_LANGUAGES)


def _with_octets(selection: Selection) -> Iterator[Reading]:
    return (one for one in selection.readings() if one.record.octets)


def _about(reading: Reading) -> str:
    record = reading.record
    name = f"{reading.frame.name} " if reading.frame is not None else ""
    stream = f"stream {reading.stream_id} " if reading.stream_id else ""
    way = f"{reading.direction} " if reading.direction else f"{record.kind.name.lower()} "
    head = f"record {record.seq} at {record.at:.6f} connection {record.connection}: "
    return elide(f"{head}{way}{name}{stream}{reading.summary}".rstrip(), LONGEST_COMMENT)


def _rows(octets: bytes, indent: str) -> list[str]:
    rows = (octets[at : at + ROW] for at in range(0, len(octets), ROW))
    return [indent + " ".join(f"0x{octet:02x}," for octet in row) for row in rows]


def _c(seq: int, octets: bytes) -> list[str]:
    head = f"static const unsigned char octets_{seq}[{len(octets)}] = {{"
    return [head, *_rows(octets, "    "), "};"]


def _go(seq: int, octets: bytes) -> list[str]:
    return [f"var octets{seq} = []byte{{", *_rows(octets, "\t"), "}"]


def _rust(seq: int, octets: bytes) -> list[str]:
    head = f"pub const OCTETS_{seq}: [u8; {len(octets)}] = ["
    return [head, *_rows(octets, "    "), "];"]


def _python(seq: int, octets: bytes) -> list[str]:
    rows = (octets[at : at + ROW] for at in range(0, len(octets), ROW))
    texts = ("".join(f"\\x{octet:02x}" for octet in row) for row in rows)
    return [f"OCTETS_{seq} = (", *(f'    b"{text}"' for text in texts), ")"]


_LANGUAGES = {
    "c": Language(title="C", suffix=".h", comment=("/* ", " */"), array=_c),
    "go": Language(title="Go", suffix=".go", head="package octets\n\n", array=_go),
    "rust": Language(title="Rust", suffix=".rs", array=_rust),
    "python": Language(title="Python", suffix=".py", comment=("# ", ""), array=_python),
}
