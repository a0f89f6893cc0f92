"""All connections of a run, in order, and what the case itself has said. Knows readings only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from h2craft.actions import Note
from h2craft.judge.answer import Answer, Room
from h2craft.judge.conditions import Mark
from h2craft.judge.contact import Contact
from h2craft.judge.marks import BROKEN, KEPT, PREFIX
from h2craft.model import Reading, facts
from h2craft.trace import Kind
from h2craft.wire import elide, escape

KEPT_CONTACTS = 256
KEPT_MARKS = 256
KEPT_WORDS = 200


class Remark(NamedTuple):
    """What the case has counted itself."""

    seq: int
    text: str


class Story:
    """Feed it the readings of a run, in order, with `take`.

    contacts  the first 256 connections, by number; `connections` counts all
    marks     the first mark of each name
    kept, broken   what the case has counted
    fault     what went wrong with the case itself, in words, and the record; None for nothing
    lost      records that are missing
    """

    def __init__(self) -> None:
        self.contacts: OrderedDict[int, Contact] = OrderedDict()
        self.connections = 0
        self.requests = 0
        self.marks: dict[str, Mark] = {}
        self.kept: list[Remark] = []
        self.broken: list[Remark] = []
        self.fault: Remark | None = None
        self.lost = 0
        self._room = Room()

    def take(self, reading: Reading) -> None:
        record = reading.record
        contact = self._contact(reading) if record.connection else None
        if contact is not None:
            before = contact.requests
            contact.take(reading)
            self.requests += contact.requests - before
        if reading.frame is not None:
            return
        if record.kind in (Kind.ACTION_FIRED, Kind.NOTED):
            text = _remark(record.detail)
            if text.startswith(PREFIX):
                self._mark(contact, reading, text.removeprefix(PREFIX))
        elif record.kind in _FAULTS:
            self._fault(reading)
        elif record.kind == Kind.RECORDS_LOST:
            self.lost += 1

    def _contact(self, reading: Reading) -> Contact | None:
        number = reading.record.connection
        contact = self.contacts.get(number)
        if contact is None and len(self.contacts) < KEPT_CONTACTS:
            contact = self.contacts[number] = Contact(number, self._room)
            self.connections += 1
        elif contact is None and reading.record.kind == Kind.CONNECTION_OPENED:
            self.connections += 1
        return contact

    def _mark(self, contact: Contact | None, reading: Reading, name: str) -> None:
        record = reading.record
        for prefix, remarks in ((KEPT, self.kept), (BROKEN, self.broken)):
            if name.startswith(prefix) and len(remarks) < KEPT_MARKS:
                remarks.append(Remark(record.seq, name.removeprefix(prefix)))
        if len(self.marks) < KEPT_MARKS:
            self.marks.setdefault(name, Mark(record.seq, record.at, record.connection))
        if contact is not None:
            contact.mark(reading, name)

    def _fault(self, reading: Reading) -> None:
        if self.fault is None:
            said = facts(reading.record)
            error = escape(str(said.get("error", "")).strip())
            text = f"{_FAULTS[reading.record.kind]}: {elide(error, KEPT_WORDS)}"
            self.fault = Remark(reading.record.seq, text)

    # What is asked of it

    @property
    def home(self) -> Contact | None:
        """The connection that is judged (R5): the first with the violation, else the first with a
        request, else the first that spoke HTTP/2, else the first."""
        there = list(self.contacts.values())
        marked = [one for one in there if one.violation]
        if marked:
            return min(marked, key=lambda one: one.violation)
        for test in (_asked, _spoke, _opened):
            found = next((one for one in there if test(one)), None)
            if found is not None:
                return found
        return there[0] if there else None

    @property
    def answers(self) -> Iterator[Answer]:
        """In the order they were asked for; pushed ones left out."""
        found = [
            answer
            for contact in self.contacts.values()
            for answer in contact.answers.values()
            if not answer.promised
        ]
        return iter(sorted(found, key=lambda one: one.asked))

    def requests_after(self, seq: int) -> tuple[int, int]:
        """How many requests came after this record, and on how many other connections (R13)."""
        count, places = 0, set()
        for contact in self.contacts.values():
            for asked in contact.asked:
                if asked > seq:
                    count += 1
                    places.add(contact.number)
        home = self.home
        return count, len(places - {home.number if home is not None else 0})


_FAULTS: Mapping[int, str] = {
    Kind.HANDLER_RAISED: "the case's script raised",
    Kind.SCRIPT_BROKEN: "the case's script does not load",
}


def _asked(contact: Contact) -> bool:
    return contact.requests > 0


def _spoke(contact: Contact) -> bool:
    return contact.speaks_http2


def _opened(contact: Contact) -> bool:
    return not contact.tls_failed


def _remark(detail: Any) -> str:
    """The text of a note, as an action or as what is left of one."""
    if isinstance(detail, Note):
        return detail.text
    text = detail.get("text") if isinstance(detail, Mapping) else None
    return text if isinstance(text, str) else ""
