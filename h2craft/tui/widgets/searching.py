"""A search through a view: the next record that matches, slice by slice. Knows no widget."""

from __future__ import annotations

from dataclasses import dataclass

from h2craft.reader import Reader, View


@dataclass(frozen=True, slots=True)
class Found:
    """Where a search came to. `seq` 0: nothing matches. `wrapped`: it went on at the other end."""

    seq: int
    wrapped: bool = False


class Search:
    """Finds what matches `pattern` among what a view shows, from any record, either way.

    Records are looked at from the first on, once: `look` at some more until `answer` has one. What
    was looked at stays known, so that going on (n, N) costs nothing. FilterError for no filter.
    """

    def __init__(self, reader: Reader, shown: View, pattern: str) -> None:
        self.pattern = pattern
        self._reader = reader
        self._upto = reader.position
        self._shown = shown
        self._hits = reader.view(pattern)
        self._done = False

    @property
    def share(self) -> float:
        """How much of the past was looked at, 0 to 1."""
        return 1.0 if self._done else min(1.0, self._at / max(1, self._upto))

    @property
    def _at(self) -> int:
        """All up to this record was looked at."""
        past = self._hits.scanned - max(0, self._reader.position - self._upto)
        return self._reader.position if self._done else min(past, self._upto)

    @property
    def done(self) -> bool:
        return self._done

    def look(self, records: int) -> None:
        if not self._done and not self._hits.advance(records):
            self._done = True

    def answer(self, after: int, backwards: bool = False) -> Found | None:
        """The next hit after record `after` (before it, backwards); None: look further first."""
        found = self._backwards(after) if backwards else self._forwards(after)
        if found is not None or not self._done:
            return found
        around = self._backwards(self._reader.last + 1) if backwards else self._forwards(0)
        return Found(around.seq, wrapped=True) if around is not None else Found(0)

    def _forwards(self, after: int) -> Found | None:
        hits = self._hits
        for index in range(hits.index_of(after + 1), hits.count):
            seq = hits.seq_at(index)
            if seq > self._at:
                return None
            if shows(self._shown, seq):
                return Found(seq)
        return None

    def _backwards(self, before: int) -> Found | None:
        if not self._done and self._at < before - 1:
            return None
        hits = self._hits
        for index in range(hits.index_of(before) - 1, -1, -1):
            seq = hits.seq_at(index)
            if shows(self._shown, seq):
                return Found(seq)
        return None


def shows(view: View, seq: int) -> bool:
    """Whether the record is a row of the view."""
    index = view.index_of(seq)
    return index < view.count and view.seq_at(index) == seq


def both(one: str, other: str) -> str:
    """A filter for what matches both of these."""
    one, other = one.strip(), other.strip()
    if not one or not other:
        return one or other
    return f"{_bracketed(one)} {_bracketed(other)}"


def _bracketed(text: str) -> str:
    """In parentheses where it says "or", which binds less than standing side by side."""
    return f"({text})" if " or " in f" {text.lower()} " else text
