"""The octets of a request body: written by the loop as they arrive, read by the handler.

A small body stays in memory; beyond 1 MiB it lives in a temporary file. Knows no stream: whoever
reads is given what has arrived, never more, and never waits.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import IO, Any, overload

from h2craft.endpoint.events import (
    DataReceived,
    Event,
    RequestReceived,
    StreamEnded,
    TrailersReceived,
)

MEMORY_OCTETS = 1 << 20
_CHUNK = 1 << 16


class Body:
    """What has arrived. One thread appends, any other may read."""

    __slots__ = ("_file", "_lock", "_memory_octets", "_spooled", "length")

    def __init__(self, memory_octets: int = MEMORY_OCTETS) -> None:
        self.length = 0
        self._file: IO[bytes] | None = None
        self._spooled = False
        self._memory_octets = memory_octets
        self._lock = Lock()

    def append(self, octets: bytes) -> int:
        """Adds to the end; returns where it begins. Nothing is kept after `close`."""
        with self._lock:
            start = self.length
            if octets and not (self._file is not None and self._file.closed):
                file = self._room_for(len(octets))
                file.seek(start)
                file.write(octets)
                self.length = start + len(octets)
            return start

    def _room_for(self, more: int) -> IO[bytes]:
        if self._file is None:
            self._file = io.BytesIO()
        if not self._spooled and self.length + more > self._memory_octets:
            memory, self._file = self._file, tempfile.TemporaryFile()  # noqa: SIM115
            self._spooled = True
            memory.seek(0)
            self._file.write(memory.read())
            memory.close()
        return self._file

    def read(self, start: int, size: int) -> bytes:
        """At most `size` octets from `start` on. Raises ValueError after `close`."""
        with self._lock:
            if self._file is None:
                return b""
            self._file.seek(start)
            return self._file.read(max(0, min(size, self.length - start)))

    def close(self) -> None:
        """Gives the memory or the file back."""
        with self._lock:
            if self._file is not None:
                self._file.close()


class RawInput:
    """The body as a file. What has not arrived is simply not there yet: reading does not wait."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._position = 0

    @property
    def length(self) -> int:
        """Octets that have arrived."""
        return self._body.length

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Raises ValueError for a place where nothing has arrived, as wptserve does."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.length}[whence]
        if not 0 <= base + offset <= self.length:
            raise ValueError(f"{base + offset} is outside the {self.length} octets that are here")
        self._position = base + offset
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0:
            size = max(0, self.length - self._position)
        octets = self._body.read(self._position, size)
        self._position += len(octets)
        return octets

    def readline(self, size: int | None = -1) -> bytes:
        limit = self.length - self._position
        if size is not None and 0 <= size < limit:
            limit = size
        parts: list[bytes] = []
        while limit > 0:
            chunk = self.read(min(_CHUNK, limit))
            end = chunk.find(b"\n") + 1
            if end:
                self._position -= len(chunk) - end
                parts.append(chunk[:end])
                break
            parts.append(chunk)
            limit -= len(chunk)
        return b"".join(parts)

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """Does nothing: the body ends with its request."""

    def __enter__(self) -> RawInput:
        return self

    def __exit__(self, *exc: object) -> None:
        return None


class Frames(Sequence[Event]):
    """What a stream received so far. The content of DATA is not kept twice: it is read again
    from the body when an item is looked at.
    """

    def __init__(self, body: Body) -> None:
        self._body = body
        self._items: list[Any] = []
        self._offset = 0

    def append(self, event: Event) -> None:
        """Notes an event. The DATA ones have to come in the order the body got them."""
        if type(event) is not DataReceived:
            self._items.append(event)
            return
        ended = event.stream_ended is not None
        length = len(event.data)
        self._items.append(
            (event.stream_id, self._offset, length, event.flow_controlled_length, ended, event.seq)
        )
        self._offset += length

    def _shown(self, item: Any) -> Event:
        if type(item) is not tuple:
            return item  # type: ignore[no-any-return]
        stream_id, start, length, flow_controlled_length, ended, seq = item
        return DataReceived(
            stream_id,
            self._body.read(start, length),
            flow_controlled_length,
            StreamEnded(stream_id) if ended else None,
            seq,
        )

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> list[Event]: ...
    def __getitem__(self, index: int | slice) -> Event | list[Event]:
        if isinstance(index, slice):
            return [self._shown(item) for item in self._items[index]]
        return self._shown(self._items[index])

    def __iter__(self) -> Iterator[Event]:
        return (self._shown(item) for item in self._items)

    def __len__(self) -> int:
        return len(self._items)


class Kept(Frames):
    """What came of a request while nobody handled it, in order, on top of a body of its own.

    complete  the request has ended
    """

    def __init__(self, body: Body, request: RequestReceived) -> None:
        super().__init__(body)
        self.complete = request.stream_ended is not None
        self._request = request

    def append(self, event: Event) -> None:
        super().append(event)
        self.complete = self.complete or getattr(event, "stream_ended", None) is not None

    def message(self) -> Frames:
        """The request, its DATA and its trailers: for a handler that gets them as a whole."""
        frames = Frames(self._body)
        parts = (item for item in self._items if type(item) in (tuple, TrailersReceived))
        frames._items = [self._request, *parts]
        frames._offset = self._offset
        return frames

    def close(self) -> None:
        """Nobody will look at it any more."""
        self._body.close()
