"""The dynamic table, RFC 7541 2.3 and 4. Knows nothing of octets on the wire."""

from __future__ import annotations

from collections import deque

from h2craft.wire.hpack.static import STATIC_LENGTH, STATIC_TABLE, Entry

DEFAULT_TABLE_SIZE = 4096
ENTRY_OVERHEAD = 32


def entry_size(name: bytes, value: bytes) -> int:
    """What an entry counts for, RFC 7541 4.1."""
    return len(name) + len(value) + ENTRY_OVERHEAD


class HeaderTable:
    """A dynamic table and, below it, the static one.

    `entries` are the dynamic ones, newest first; `size` is what they count for together.
    """

    __slots__ = ("_max_size", "entries", "size")

    def __init__(self, max_size: int = DEFAULT_TABLE_SIZE) -> None:
        self.entries: deque[Entry] = deque()
        self.size = 0
        self._max_size = max_size

    @property
    def max_size(self) -> int:
        """What `size` may not exceed; setting it evicts."""
        return self._max_size

    @max_size.setter
    def max_size(self, octets: int) -> None:
        self._max_size = octets
        self.evict(octets)

    def insert(self, entry: Entry) -> None:
        """Add an entry; one that is larger than the table leaves it empty (RFC 7541 4.4)."""
        size = len(entry[0]) + len(entry[1]) + ENTRY_OVERHEAD
        if self.size + size > self._max_size:
            self.evict(self._max_size - size)
            if size > self._max_size:
                return
        self.entries.appendleft(entry)
        self.size += size

    def evict(self, octets: int) -> None:
        """Drop the oldest entries until `size` is at most `octets`, or nothing is left."""
        while self.size > octets and self.entries:
            name, value = self.entries.pop()
            self.size -= len(name) + len(value) + ENTRY_OVERHEAD

    def lookup(self, index: int) -> Entry:
        """The entry of an HPACK index, 1 to 61 static, from 62 dynamic; IndexError if none."""
        if 0 < index <= STATIC_LENGTH:
            return STATIC_TABLE[index - 1]
        if index <= 0:
            raise IndexError("index 0 names no entry")
        return self.entries[index - STATIC_LENGTH - 1]

    def __len__(self) -> int:
        return len(self.entries)

    def __eq__(self, other: object) -> bool:
        """Same entries and same maximum: what two ends of a connection must agree on."""
        return (
            isinstance(other, HeaderTable)
            and self._max_size == other._max_size
            and self.entries == other.entries
        )

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {len(self)} entries, {self.size} of {self._max_size}>"


class SearchableTable(HeaderTable):
    """A table that can be searched by field and by name, and set back to an earlier state.

    Entries carry a running number; the newest of `count` insertions is `count` - 1, so an index
    follows from the number without touching the dictionaries when others move up.
    """

    __slots__ = ("_evicted", "_kept", "count", "numbers", "numbers_by_name")

    def __init__(self, max_size: int = DEFAULT_TABLE_SIZE) -> None:
        super().__init__(max_size)
        self.count = 0
        self.numbers: dict[Entry, int] = {}
        self.numbers_by_name: dict[bytes, int] = {}
        self._evicted: list[Entry] = []
        self._kept = 0

    def insert(self, entry: Entry) -> None:
        size = len(entry[0]) + len(entry[1]) + ENTRY_OVERHEAD
        if self.size + size > self._max_size:
            self.evict(self._max_size - size)
            if size > self._max_size:
                return
        self.entries.appendleft(entry)
        self.size += size
        self.numbers[entry] = self.numbers_by_name[entry[0]] = self.count
        self.count += 1

    def evict(self, octets: int) -> None:
        entries = self.entries
        while self.size > octets and entries:
            number = self.count - len(entries)
            entry = entries.pop()
            name, value = entry
            self.size -= len(name) + len(value) + ENTRY_OVERHEAD
            self._evicted.append(entry)
            if self.numbers[entry] == number:
                del self.numbers[entry]
            if self.numbers_by_name[name] == number:
                del self.numbers_by_name[name]

    def copy(self) -> SearchableTable:
        """An equal table that goes its own way; it cannot be restored to what was before."""
        made = SearchableTable(self._max_size)
        made.entries, made.size, made.count = self.entries.copy(), self.size, self.count
        made.numbers, made.numbers_by_name = self.numbers.copy(), self.numbers_by_name.copy()
        made.mark()
        return made

    def mark(self) -> None:
        """Remember this state for `restore`."""
        self._kept = len(self.entries)
        if self._evicted:
            self._evicted.clear()

    def restore(self) -> None:
        """Take back every insertion and eviction since `mark`."""
        back = self._evicted[: self._kept]
        while len(self.entries) > self._kept - len(back):
            self.entries.popleft()
        self.entries.extend(reversed(back))
        self._evicted.clear()
        self._renumber()

    def adopt(self, other: HeaderTable) -> None:
        """Become equal to `other`."""
        self._max_size = other.max_size
        self.entries = deque(other.entries)
        self.mark()
        self._renumber()

    def _renumber(self) -> None:
        self.size = sum(entry_size(name, value) for name, value in self.entries)
        self.count = len(self.entries)
        self.numbers = {entry: at for at, entry in enumerate(reversed(self.entries))}
        self.numbers_by_name = {entry[0]: at for at, entry in enumerate(reversed(self.entries))}
