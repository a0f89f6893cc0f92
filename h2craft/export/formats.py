"""The registry: every form a selection can leave in, by name. Knows their makers, no file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from h2craft.export.bundle import Member, bundle
from h2craft.export.captures import as_allowed, plain, with_keys
from h2craft.export.curl import curl
from h2craft.export.har import har
from h2craft.export.lines import jsonl, ladder, mermaid
from h2craft.export.octets import hex_dumps, literals
from h2craft.export.saved import h2trace
from h2craft.export.selection import Selection

Make = Callable[[Selection], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A form a selection can leave in.

    name    what it is called on every command line
    title   what it is, in a few words
    suffix  what a file of it is called, with the dot
    text    UTF-8 that may be shown on a terminal; else octets, for a file or a pipe
    make    the pieces, as they are made; raises OSError as the selection's source does
    exact   nothing is masked in it, whatever the selection says: what it is for forbids it
    """

    name: str
    title: str
    suffix: str
    text: bool
    make: Make
    exact: bool = False


_EVIDENCE = (
    Member(
        name="capture.pcapng",
        says="the frames as packets, for Wireshark and tshark",
        make=as_allowed,
        large=True,
    ),
    Member(
        name="trace.h2trace",
        says="every record: h2craft trace, h2craft view",
        make=h2trace,
        large=True,
    ),
    Member(name="ladder.txt", says="the frames as a ladder, to be read", make=ladder),
    Member(name="ladder.mmd", says="the same as a Mermaid diagram", make=mermaid),
)


_TABLE = (
    Format(
        name="pcapng",
        title="packets, with the TLS keys where they were kept",
        suffix=".pcapng",
        text=False,
        make=with_keys,
        exact=True,
    ),
    Format(
        name="pcapng-plain",
        title="packets without TLS, where keys must not leave",
        suffix=".pcapng",
        text=False,
        make=plain,
    ),
    Format(
        name="har",
        title="HAR 1.2: requests and responses, for browsers' tools",
        suffix=".har",
        text=True,
        make=har,
    ),
    Format(
        name="jsonl",
        title="JSON lines: an object for each record",
        suffix=".jsonl",
        text=True,
        make=jsonl,
    ),
    Format(
        name="mermaid",
        title="sequence diagram for Markdown and wikis",
        suffix=".mmd",
        text=True,
        make=mermaid,
    ),
    Format(
        name="ladder",
        title="ladder of the frames, in characters",
        suffix=".txt",
        text=True,
        make=ladder,
    ),
    Format(
        name="curl",
        title="the curl line that makes each request",
        suffix=".sh",
        text=True,
        make=curl,
    ),
    Format(
        name="hex",
        title="hex dump of the octets",
        suffix=".hex",
        text=True,
        make=hex_dumps,
    ),
    *(
        Format(
            name=name,
            title=f"octets as {one.title} literals",
            suffix=one.suffix,
            text=True,
            make=one.make,
        )
        for name, one in literals().items()
    ),
    Format(
        name="h2trace",
        title="trace file of its own, for h2craft trace and view",
        suffix=".h2trace",
        text=False,
        make=h2trace,
    ),
    Format(
        name="bundle",
        title="zip of it all, for a report of a bug",
        suffix=".zip",
        text=False,
        make=lambda selection: bundle(selection, _EVIDENCE),
    ),
)

FORMATS: dict[str, Format] = {one.name: one for one in _TABLE}
