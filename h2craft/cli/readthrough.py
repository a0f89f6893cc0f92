"""One pass over a trace, page by page, with how far it is. Knows files and the pure rooms."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Container, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from h2craft.cli.errors import Failure, reason
from h2craft.cli.progress import RecordsLine

if TYPE_CHECKING:
    from h2craft.filter import Filter
    from h2craft.model import Reading
    from h2craft.trace import Record, TraceReader

Result = TypeVar("Result")

PAGE = 1000  # records read at once: this, and not the file, is in memory
FOLLOW_SECONDS = 0.2


class ReadThrough:
    """See the module.

    reached   the last record that was passed on if it matched

    `without` are kinds whose details nobody asks for; see `TraceReader.read`. Unless `silent`, a
    line on a terminal says how far it is; it is gone while a page is being taken.
    """

    def __init__(
        self,
        file: Path,
        reader: TraceReader,
        wanted: Filter,
        *,
        follow: bool = False,
        without: Container[int] = (),
        silent: bool = False,
    ) -> None:
        self._file = file
        self._reader = reader
        self._wanted = wanted
        self._follow = follow
        self._without = without
        self.reached = 0
        self._progress = RecordsLine(sys.stderr, "", 0 if follow or silent else reader.last)

    def run(self, take: Callable[[list[Reading]], object]) -> None:
        """Have what matches taken, page by page.

        Raises Failure where the file cannot be read any further. Who interrupts it is told on
        standard error how far it came.
        """
        try:
            for readings in self._pages():
                self._progress.clear()
                take(readings)
        except KeyboardInterrupt:
            self._progress.clear()
            if not self._follow:
                last = self._reader.last
                click.echo(f"h2craft: interrupted at record {self.reached:,} of {last:,}", err=True)
            raise
        finally:
            self._progress.clear()

    def _pages(self) -> Iterator[list[Reading]]:
        from h2craft.model import Board

        board, matches = Board(), self._wanted.matches
        while True:
            records = self._read()
            if records:
                after, last = self.reached, records[-1].seq
                if records[0].seq != after + 1 or last - after != len(records):
                    board = Board()  # records are missing: what it knew no longer holds
                found = [one for one in map(board.fold, records) if matches(one)]
                if found:
                    yield found
                self.reached = last
                self._progress.show(last)
            elif not self._follow:
                return
            else:
                sys.stdout.flush()
                time.sleep(FOLLOW_SECONDS)
                self._guarded(self._reader.refresh)

    def _read(self) -> list[Record]:
        read = partial(self._reader.read, self.reached, PAGE, without=self._without)
        return self._guarded(read)

    def _guarded(self, call: Callable[[], Result]) -> Result:
        """An error of the file is not one of the output, whose errors pass here too."""
        try:
            return call()
        except OSError as error:
            raise Failure(f"cannot read {self._file}: {reason(error)}") from error
