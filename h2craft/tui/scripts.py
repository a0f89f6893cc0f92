"""Which handler script answers what is selected, and at which line it failed. Knows no widget."""

from __future__ import annotations

import re
from pathlib import Path

from h2craft.session import Session
from h2craft.trace import Kind

LOOKED_AT = 2_000  # records of the stream
PLACE = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)')


def script_place(session: Session) -> tuple[Path, int] | None:
    """The file, and the line of its last error (0 for none); None where no script is concerned.

    Without a stream it is the script that is served, where it is a single one.
    """
    about = session.client.about
    if not about.live:
        return None  # a trace names files of wherever it was recorded
    stream = session.stream
    name, line = (stream.script or "", 0) if stream is not None else ("", 0)
    if name:
        name, line = _failed(session) or (name, 0)
    return _file(session, name or about.root, line)


def _failed(session: Session) -> tuple[str, int] | None:
    """Where the stream's handler raised, innermost line of a script."""
    selection = session.selection
    readings = session.reader.readings_of(
        selection.connection, selection.stream_id, limit=LOOKED_AT
    )
    for reading in reversed(readings):
        record = reading.record
        if record.kind == Kind.HANDLER_RAISED and isinstance(record.detail, dict):
            found = PLACE.findall(str(record.detail.get("traceback", "")))
            return (found[-1][0], int(found[-1][1])) if found else None
    return None


def _file(session: Session, name: str, line: int) -> tuple[Path, int] | None:
    path = Path(name)
    folder = session.client.about.folder
    if not path.is_absolute() and folder is not None and not path.is_file():
        path = folder / path
    return (path, line) if path.is_file() else None
