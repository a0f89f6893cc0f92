"""What the functions of this room are about: one record in its surroundings. Knows no reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from h2craft.model import Connection, Direction, Reading, Stream

Entries = tuple[tuple[bytes, bytes], ...]


class Moment(Protocol):
    """`reader.Moment`, as far as it is used here.

    connection, stream   as of and including the record
    before               entries of each side's dynamic table before the record, newest first
    """

    @property
    def reading(self) -> Reading: ...

    @property
    def connection(self) -> Connection | None: ...

    @property
    def stream(self) -> Stream | None: ...

    @property
    def before(self) -> Mapping[Direction, Entries]: ...
