"""Everything that belongs to a report of a bug, in one zip file. Knows the forms it is given.

The same selection makes the same octets: there is no time of day in it but the journal's, and the
files are in one order. It is written as it is made, and what is in memory is a page of records.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from h2craft.export.evidence import evidence_text, read_me, scenario
from h2craft.export.hidden import Hidden
from h2craft.export.selection import LAST, Selection

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can say."""

FORMAT = 1

Make = Callable[[Selection], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in a bundle.

    says   what it is, in a sentence of the README
    large  it may have more than 2 GiB, which must be said before it is written
    """

    name: str
    says: str
    make: Make
    large: bool = False


def bundle(selection: Selection, members: tuple[Member, ...]) -> Iterator[bytes]:
    """A zip file of these members, of the scenario, the environment, a README and a MANIFEST.

    Without `selection.secrets` contents are masked as well as credentials, and the home folder is
    left out of what records say.
    """
    home = selection.circumstances.home
    inner = replace(selection, hidden=Hidden(bodies=True, home=home))
    inside = (
        Member(name="README.txt", says="", make=lambda _: iter((read_me(selection, members),))),
        *members,
        Member(name="scenario.py", says="", make=scenario),
        Member(name="environment.json", says="", make=_environment),
    )
    zipped = _Zip()
    for member in inside:
        yield from zipped.add(member, inner)
    selection.hidden.records = max(zipped.masked, default=0)
    selection.hidden.blocks = inner.hidden.blocks
    manifest = _json(_manifest(selection, zipped.files))
    last = Member(name="MANIFEST.json", says="", make=lambda _: iter((manifest,)))
    yield from zipped.add(last, inner)
    yield zipped.close()


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=2, sort_keys=True).encode("ascii") + b"\n"


def _environment(selection: Selection) -> Iterator[bytes]:
    yield _json(dict(selection.circumstances.environment))


def _manifest(selection: Selection, files: list[dict[str, Any]]) -> dict[str, Any]:
    from h2craft import __version__

    return {
        "format": FORMAT,
        "program": f"h2craft {__version__}",
        "started": selection.circumstances.started,
        "selection": {
            "filter": selection.wanted.text if selection.wanted is not None else "",
            "from": selection.first,
            "to": None if selection.last == LAST else selection.last,
            "connections": sorted(selection.connections),
            "streams": sorted(selection.streams),
        },
        "redaction": {
            "secrets": "kept" if selection.secrets else "masked",
            "contents": "kept" if selection.secrets else "masked",
            "records": selection.hidden.records,
            "unreadable_header_blocks": selection.hidden.blocks,
            "how": evidence_text(selection),
        },
        "files": files,
    }


class _Zip:
    """A zip file that leaves piece by piece.

    files   name, length and SHA-256 of each that was added
    masked  in how many records of each something was masked
    """

    def __init__(self) -> None:
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)  # type: ignore[call-overload]
        self.files: list[dict[str, Any]] = []
        self.masked: list[int] = []

    def add(self, member: Member, selection: Selection) -> Iterator[bytes]:
        """One more file; none where there is nothing to write."""
        pieces = member.make(selection)
        first = next(pieces, None)
        if first is None:
            return
        about = zipfile.ZipInfo(member.name, EPOCH)
        about.compress_type = zipfile.ZIP_DEFLATED
        about.create_system, about.external_attr = 3, 0o600 << 16  # whoever unpacks it reads it
        digest, length = hashlib.sha256(), 0
        with self._zip.open(about, "w", force_zip64=member.large) as file:
            piece: bytes | None = first
            while piece is not None:
                digest.update(piece)
                length += len(piece)
                file.write(piece)
                yield self._sink.taken()
                piece = next(pieces, None)
        yield self._sink.taken()
        self.masked.append(selection.hidden.records)
        self.files.append({"name": member.name, "octets": length, "sha256": digest.hexdigest()})

    def close(self) -> bytes:
        self._zip.close()
        return self._sink.taken()


class _Sink:
    """What a zip file is written to: it cannot be gone back in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, octets: bytes) -> int:
        self._pieces.append(bytes(octets))
        return len(octets)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
