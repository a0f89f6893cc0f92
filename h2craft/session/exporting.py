"""A selection written to a file in a form other tools open. Knows files and clients, no widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from h2craft.client import Client
from h2craft.explain import counted
from h2craft.export import Circumstances, Format, Selection
from h2craft.filter import Filter
from h2craft.scenario import write_new
from h2craft.session.environment import environment
from h2craft.trace import Record, Source

NOTHING = "nothing is selected"
NOTHING_TO_WRITE = "nothing that is selected can be written so"

Watch = Callable[[int], None]


class ExportError(Exception):
    """There is nothing to write; the text says why, in words that can follow a colon."""


class Watched:
    """A source that tells how far it was read: the seq, after each page."""

    def __init__(self, source: Source, watch: Watch) -> None:
        self._source = source
        self._watch = watch

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        found = self._source.read(after, limit)
        self._watch(found[-1].seq if found else after)
        return found


class Everything:
    """The records of a client, and those from before it was attached."""

    def __init__(self, client: Client) -> None:
        records = client.records
        self.read = getattr(records, "past", records.read)


def circumstances(
    *, started: str = "", urls: tuple[str, ...] = (), ca_path: Path | None = None
) -> Circumstances:
    """What records do not say, as far as this process knows it."""
    try:
        home = str(Path.home())
    except RuntimeError:  # nobody has one here
        home = ""
    return Circumstances(
        started=started, urls=urls, ca_path=ca_path, home=home, environment=environment()
    )


def newest(client: Client) -> int:
    """The last record there is; of a long file that was just opened the rest is looked at first."""
    while client.about.partial:
        client.refresh()
    return client.records.last


def selection_of(
    client: Client,
    *,
    wanted: Filter | None = None,
    first: int = 1,
    last: int = 0,
    connections: frozenset[int] = frozenset(),
    streams: frozenset[int] = frozenset(),
    secrets: bool = False,
) -> Selection:
    """Records of a client, up to the last one there is now; `last` 0 is that."""
    about, there = client.about, newest(client)
    return Selection(
        source=Everything(client),
        wanted=wanted,
        first=first,
        last=min(last, there) if last else there,
        connections=connections,
        streams=streams,
        role=about.role,
        secrets=secrets,
        circumstances=circumstances(started=about.started, urls=about.urls, ca_path=about.ca_path),
    )


def export(
    form: Format,
    selection: Selection,
    path: Path,
    *,
    force: bool = False,
    remedy: str = "",
    watch: Watch | None = None,
) -> str:
    """Write the file, all or nothing, and say what was written in one line.

    It is for its owner alone where secrets are in it. Raises ExportError where there is nothing to
    write, OSError for what cannot be read or written.
    """
    if watch is not None:
        selection = replace(selection, source=Watched(selection.source, watch))
    written = 0

    def pieces() -> Iterator[bytes]:
        nonlocal written
        for piece in exported(form, selection):
            written += len(piece)
            yield piece

    private = form.exact or selection.secrets
    write_new(path, pieces(), force=force, remedy=remedy, private=private)
    notes = "; ".join(("", *told(form, selection)))
    return f"wrote {counted(written, 'octet')} of {form.name} to {path}{notes}"


def exported(form: Format, selection: Selection) -> Iterator[bytes]:
    """The pieces. Raises ExportError, before the first of them, where there would be none."""
    if next(replace(selection, secrets=True).readings(), None) is None:
        raise ExportError(NOTHING)
    empty = True
    for piece in form.make(selection):
        empty = empty and not piece
        if not empty:
            yield piece
    if empty:
        raise ExportError(NOTHING_TO_WRITE)


def told(form: Format, selection: Selection) -> list[str]:
    """What whoever passes the file on has to know, once it is written."""
    if form.exact:
        return ["nothing is masked in it"]
    if selection.secrets:
        return ["secrets are in it"]
    hidden, said = selection.hidden, []
    if hidden.records:
        said.append(f"secrets are masked in {counted(hidden.records, 'record')}")
    if hidden.blocks:
        what = counted(hidden.blocks, "header block")
        said.append(f"{what} could not be read, and nothing of them is told")
    return said
