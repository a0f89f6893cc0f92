"""What the comment of a packet says of the records in it. Knows readings, and no packet."""

from __future__ import annotations

from h2craft.model import Reading
from h2craft.report import finding_text
from h2craft.trace import Origin

MOST = 50  # records named in one comment

BY = {Origin.AUTOMATIC: ", automatic", Origin.SCRIPT: ", by a script", Origin.HAND: ", by hand"}


class Notes:
    """Lines about one packet."""

    def __init__(self, *told: str) -> None:
        self._told = list(told)
        self._more = 0

    def add(self, *told: str) -> None:
        room = max(0, MOST - len(self._told))
        self._told += told[:room]
        self._more += len(told[room:])

    def take(self) -> Notes:
        """What there is by now, which is no longer here."""
        taken = Notes()
        taken._told, taken._more = self._told, self._more
        self._told, self._more = [], 0
        return taken

    def after(self, told: str) -> Notes:
        """The same, behind this line."""
        self._told.insert(0, told)
        return self

    def texts(self) -> list[str]:
        """The comments: one, a line for each thing."""
        more = [f"and {self._more} records more"] if self._more else []
        return ["\n".join([*self._told, *more])]


def note(reading: Reading, action: str = "") -> str:
    """A record in a line: what it is, whose doing, what is wrong with it.

    `action` is what caused it, in words.
    """
    record, frame = reading.record, reading.frame
    what = reading.summary
    if frame is not None:
        what = f"{frame.name}, stream {frame.stream_id}, {frame.length} octets"
    cause = f" (record {record.cause}: {action})" if action else ""
    parts = [f"record {record.seq}: {what}{BY.get(record.origin, '')}{cause}"]
    return "; ".join([*parts, *map(finding_text, reading.findings)])
