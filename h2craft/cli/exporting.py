"""Options of exports, and the file made of one. Knows click and the session's exports."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.errors import Failure, reason
from h2craft.cli.recorded import marked_in

if TYPE_CHECKING:
    from h2craft.export import Format, Selection
    from h2craft.filter import Filter
    from h2craft.trace import Record, TraceReader

KEEPS = "--secrets keeps what is masked"


class FormatType(click.ParamType["Format"]):
    """The name of a format."""

    name = "FORMAT"

    def convert(self, value: Any, param: Any, ctx: Any) -> Format:
        from h2craft.export import FORMATS
        from h2craft.filter import nearest

        name = str(value).strip().lower()
        if name not in FORMATS:
            near = nearest(name, FORMATS)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(FORMATS)}"
            self.fail(f"{value!r} is no format; {hint}", param, ctx)
        return FORMATS[name]

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from h2craft.export import FORMATS

        return [
            CompletionItem(one.name, help=one.title)
            for one in FORMATS.values()
            if one.name.startswith(incomplete)
        ]


EXPORT = (
    click.option(
        "--export",
        "form",
        type=FormatType(),
        help="Write it in a form other tools open; see below.",
    ),
    click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        metavar="OUT",
        help="Where an export is written; standard output otherwise.",
    ),
    click.option(
        "--secrets",
        is_flag=True,
        help="Keep the values of authorization, cookie and set-cookie in an export.",
    ),
)
"""What is written instead of lines."""

FORMATS_HELP = """\b
Forms of --export:
  pcapng        packets with the TLS secrets, which Wireshark opens decrypted
  pcapng-plain  packets without TLS: the frames where keys must not leave
  har           HAR 1.2: requests and responses, for browsers' tools
  jsonl         an object a line for each record
  mermaid       sequence diagram for Markdown and wikis
  ladder        the same in characters
  curl          the curl line that makes each request
  hex           hex dump of the octets
  c             the octets as literals of C; also go, rust and python
  h2trace       a trace file of its own
  bundle        a zip of it all, for a report of a bug
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporting:
    """What is written, and where; `path` None is standard output."""

    form: Format
    path: Path | None
    secrets: bool
    force: bool

    def replaces(self, file: Path) -> bool:
        """Writing it would write over this file."""
        return self.path is not None and self.path.exists() and self.path.samefile(file)


def exporting_of(context: click.Context, given: dict[str, Any]) -> Exporting | None:
    """What the options say, which are taken out of `given`; None where nothing is exported.

    A usage error for options of no export; Failure for octets that a terminal would be shown.
    """
    form, path, secrets = given.pop("form"), given.pop("output"), given.pop("secrets")
    if form is None:
        if path is not None or secrets:
            word = "--output" if path is not None else "--secrets"
            raise click.UsageError(f"{word} goes with --export only")
        return None
    if path is not None and str(path) == "-":
        path = None
    if path is None and not form.text and sys.stdout.isatty():
        raise Failure(f"{form.name} is octets, not text for a terminal: name a file with -o")
    return Exporting(form=form, path=path, secrets=secrets, force=given["force"])


class _Readable:
    """A trace whose errors are not those of what is written."""

    def __init__(self, file: Path, reader: TraceReader) -> None:
        self._file = file
        self._reader = reader

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        try:
            return self._reader.read(after, limit)
        except OSError as error:
            raise Failure(f"cannot read {self._file}: {reason(error)}") from error


def export_trace(
    file: Path,
    reader: TraceReader,
    exporting: Exporting,
    wanted: Filter | None,
    chosen: tuple[int, int],
) -> None:
    """Write it, and say what was written on standard error. Failure where there is nothing."""
    from h2craft.export import Selection
    from h2craft.session import ExportError, circumstances

    first, last = chosen if chosen[0] else marked_in(file, reader)
    started = str(reader.header.get("started", ""))
    selection = Selection(
        source=_Readable(file, reader),
        wanted=wanted,
        first=first,
        last=last,
        secrets=exporting.secrets,
        circumstances=circumstances(started=started),
    )
    try:
        _write(exporting, selection, reader.last)
    except ExportError as error:
        target = f": {exporting.path} is not written" if exporting.path is not None else ""
        raise Failure(f"{file}: {error}{target}") from error


def _write(exporting: Exporting, selection: Selection, last: int) -> None:
    from h2craft.cli.progress import RecordsLine
    from h2craft.session import export

    if exporting.path is None:
        _print(exporting.form, selection)
        return
    progress = RecordsLine(sys.stderr, f"{exporting.form.name}: ", last)
    try:
        said = export(
            exporting.form,
            selection,
            exporting.path,
            force=exporting.force,
            remedy="--force writes over it",
            watch=progress.show,
        )
    except OSError as error:
        path = error.filename or exporting.path
        raise Failure(f"cannot write {path}: {reason(error)}") from error
    finally:
        progress.clear()
    hint = f" ({KEEPS})" if selection.hidden.records and not selection.secrets else ""
    click.echo(f"h2craft: {said}{hint}", err=True)


def _print(form: Format, selection: Selection) -> None:
    from h2craft.session import exported, told

    sys.stdout.flush()
    out = sys.stdout.buffer
    for piece in exported(form, selection):
        out.write(piece)
    out.flush()
    if notes := "; ".join(told(form, selection)):
        hint = f" ({KEEPS})" if selection.hidden.records and not selection.secrets else ""
        click.echo(f"h2craft: note: {notes}{hint}", err=True)
