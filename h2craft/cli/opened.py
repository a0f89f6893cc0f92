"""A trace file or a capture, opened for reading. Knows the trace and capture rooms, no engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from h2craft.cli.errors import Failure, reason

if TYPE_CHECKING:
    from h2craft.trace import TraceReader

KEYLOG = click.option(
    "--keylog",
    type=click.Path(path_type=Path),
    metavar="KEYS",
    help="For a capture: the TLS secrets, as SSLKEYLOGFILE names them.",
)


def open_trace(
    file: Path, *, keylog: Path | None = None, follow: bool = False, whole: bool = True
) -> TraceReader:
    """The records of a trace, or of a capture of packets, which the first octets tell.

    Where it need not be `whole`, only the beginning of a long trace is known already: whoever
    reads goes on by `refresh`.

    A capture is read whole, now, by tshark. Raises Failure for what cannot be read, and a usage
    error for keys that are of no use, and for a capture that is to be followed.
    """
    from h2craft.capture import capture_kind, read_capture
    from h2craft.trace import BLOCKS_AT_ONCE, TraceError, TraceReader

    try:
        if capture_kind(file):
            if follow:
                raise click.UsageError(f"--follow goes with a trace, and {file} is a capture")
            return read_capture(file, keylog=keylog)
        if keylog is not None:
            raise click.UsageError(f"--keylog goes with a capture, and {file} is none")
        return TraceReader(file, at_once=None if whole else BLOCKS_AT_ONCE)
    except TraceError as error:
        words = str(error).removeprefix(f"{file.name} ")
        raise Failure(f"{file} {words}") from error
    except OSError as error:
        name = keylog if keylog is not None and error.filename == str(keylog) else file
        raise Failure(f"cannot read {name}: {reason(error)}") from error


def notes_of(reader: TraceReader) -> tuple[str, ...]:
    """What is to be said of a capture beside its records: what is in it and cannot be shown."""
    from h2craft.capture import CaptureReader

    return reader.notes if isinstance(reader, CaptureReader) else ()
