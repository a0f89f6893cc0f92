"""What is to be said of a recording beside its acts. Knows sentences, and counts."""

from __future__ import annotations

from h2craft.wire import elide, escape

KEPT = 50
LONGEST = 200


class Remarks:
    """Sentences in the order they were made, the first of them; what repeats is counted."""

    def __init__(self) -> None:
        self.missed = 0
        self._kept: list[str] = []
        self._more = 0

    def add(self, sentence: str) -> None:
        """One more."""
        if sentence in self._kept:
            return
        if len(self._kept) < KEPT:
            self._kept.append(sentence)
        else:
            self._more += 1

    def quote(self, what: str, text: object) -> None:
        """Somebody's own words, whatever they are."""
        self.add(f'{what}: "{elide(escape(str(text)[: 4 * LONGEST]), LONGEST)}".')

    def sentences(self) -> tuple[str, ...]:
        """All there are."""
        made = list(self._kept)
        if self._more:
            made.append(f"{self._more:,} more remarks are left out.")
        if self.missed:
            records = "record was" if self.missed == 1 else "records were"
            made.append(
                f"{self.missed:,} {records} lost before the recorder came to them:"
                " what was done there is not in it."
            )
        return tuple(made)
